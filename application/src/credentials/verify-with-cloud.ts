import { DomainError } from '@skyclust/domain'
import type { AccountFacts } from '../ports/cloud-provider.ts'
import { CloudError } from '../ports/cloud-error.ts'
import type { CredentialCandidate, Ports } from '../ports/ports.ts'

const DEADLINE_MS = 20_000

/** Asks the cloud who the secret belongs to; a refusal is told in the cloud's own words. */
export async function verifyWithCloud(
  ports: Ports,
  candidate: CredentialCandidate,
): Promise<AccountFacts> {
  const done = new AbortController()
  const deadline = new AbortController()
  const timer = ports.clock.sleep(DEADLINE_MS, done.signal).then(
    () => deadline.abort(new CloudError('unknown-outcome', 'timeout', 'The cloud did not answer.')),
    () => {},
  )
  try {
    return await ports.sessions.verify(candidate, deadline.signal)
  } catch (error) {
    throw refusal(deadline.signal.aborted ? deadline.signal.reason : error)
  } finally {
    done.abort()
    await timer
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof CloudError)) return error
  const details = {
    cloudCode: error.code,
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
  }
  if (['credential', 'denied', 'invalid', 'not-found'].includes(error.class))
    return new DomainError(
      'invalid',
      'credential-refused',
      `The cloud refuses this credential: ${error.message}`,
      { errors: [{ pointer: '/secret', message: error.message }], details, cause: error },
    )
  return new DomainError(
    'unavailable',
    'cloud-unavailable',
    `The credential could not be verified now: ${error.message}`,
    { details, cause: error },
  )
}
