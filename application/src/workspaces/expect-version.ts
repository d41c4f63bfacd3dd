import { DomainError } from '@skyclust/domain'

/** Refuses with precondition-failed `version-mismatch` when the caller saw another version than is stored. */
export function expectVersion(
  what: string,
  { version }: { readonly version: number },
  expected: number | undefined,
): void {
  if (expected === undefined || expected === version) return
  throw new DomainError(
    'precondition-failed',
    'version-mismatch',
    `The ${what} has changed since it was read. Read it again.`,
  )
}
