import type { Clock, Logger } from '@skyclust/application'
import type { Aws } from './client.ts'
import type { Reads } from './reads/reads.ts'

/** What handlers work with. */
export interface SessionContext {
  readonly aws: Aws
  readonly reads: Reads
  readonly clock: Clock
  readonly logger: Logger
}
