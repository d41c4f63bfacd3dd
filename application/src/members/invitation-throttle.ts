import { DomainError } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'

const HOUR_MS = 3_600_000
/** A workspace may write to that many people in an hour, to the same person less often. */
const PER_WORKSPACE = { points: 100, windowMs: HOUR_MS }
const PER_ADDRESS = { points: 5, windowMs: HOUR_MS }

/** Counts one invitation mail; too-many-requests `too-many-invitations`, so that nobody is flooded in our name. */
export async function throttleInvitations(
  ports: Pick<Ports, 'throttle' | 'tokens'>,
  { workspaceId }: WorkspaceActor,
  email: string,
): Promise<void> {
  const counts = [
    { key: `invitations of ${workspaceId}`, limit: PER_WORKSPACE },
    // Of its own, not that of other mails: who asks for a stranger's password links cannot keep them from being invited.
    { key: `invitations to ${ports.tokens.hash(email)}`, limit: PER_ADDRESS },
  ]
  for (const { key, limit } of counts) {
    const { allowed, retryAfterMs } = await ports.throttle.take(key, limit)
    if (!allowed) throw tooMany(retryAfterMs)
  }
}

function tooMany(waitMs: number): DomainError {
  return new DomainError(
    'too-many-requests',
    'too-many-invitations',
    `Too many invitations were sent to this address or from this workspace. Try again in ${Math.ceil(waitMs / 60_000)} min.`,
    { details: { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) } },
  )
}
