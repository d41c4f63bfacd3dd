import { DomainError } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'

const HOUR_MS = 3_600_000
/** A workspace may write to that many people in an hour, to the same person less often. */
const PER_WORKSPACE = { points: 100, windowMs: HOUR_MS }
const PER_ADDRESS = { points: 5, windowMs: HOUR_MS }

/** Counts one invitation mail; too-many-requests `too-many-invitations`, so that nobody is flooded in our name. */
export async function throttleInvitations(
  ports: Pick<Ports, 'throttle'>,
  { workspaceId }: WorkspaceActor,
  email: string,
): Promise<void> {
  const counts = [
    await ports.throttle.take(`invitations to ${email}`, PER_ADDRESS),
    await ports.throttle.take(`invitations of ${workspaceId}`, PER_WORKSPACE),
  ]
  if (counts.every(({ allowed }) => allowed)) return
  const waitMs = Math.max(...counts.map(({ retryAfterMs }) => retryAfterMs))
  throw new DomainError(
    'too-many-requests',
    'too-many-invitations',
    `Too many invitations were sent to this address or from this workspace. Try again in ${Math.ceil(waitMs / 60_000)} min.`,
    { details: { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) } },
  )
}
