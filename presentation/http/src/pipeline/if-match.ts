import { DomainError } from '@skyclust/domain'

/** The version an If-Match header names; undefined for none or `*`. */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(ifMatch.trim())?.[1]
  if (version === undefined)
    throw new DomainError(
      'precondition-failed',
      'version-mismatch',
      'If-Match names no version of this resource; send the ETag that was read.',
    )
  return Number(version)
}
