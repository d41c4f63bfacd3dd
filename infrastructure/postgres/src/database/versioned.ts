import { DomainError } from '@skyclust/domain'

/** Someone else changed the row since it was read. */
export function versionMismatch(what: string, version: number): DomainError {
  return new DomainError(
    'precondition-failed',
    'version-mismatch',
    `The ${what} has changed since version ${version} was read; read it again and repeat the change.`,
    { details: { version } },
  )
}
