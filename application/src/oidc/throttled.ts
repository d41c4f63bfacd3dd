import { DomainError } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'

/** Counts one sign-in that is begun; too-many-requests `too-many-sign-ins` when the limit is reached. */
export async function throttled(
  ports: Pick<Ports, 'throttle'>,
  key: string,
  limit: { readonly points: number; readonly windowMs: number },
): Promise<void> {
  const { allowed, retryAfterMs } = await ports.throttle.take(key, limit)
  if (allowed) return
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  throw new DomainError(
    'too-many-requests',
    'too-many-sign-ins',
    `Too many sign-ins were begun from this address. Try again in ${Math.ceil(retryAfterSeconds / 60)} min.`,
    { details: { retryAfterSeconds } },
  )
}
