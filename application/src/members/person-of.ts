import { DomainError } from '@skyclust/domain'
import type { Identity, PersonIdentity } from '../identity/identity-of.ts'

/** The person who is signed in; an API key, also a person's, is refused with forbidden `people-only`. */
export function personOf(identity: Identity): PersonIdentity {
  if (identity.by !== 'api-key') return identity
  throw new DomainError(
    'forbidden',
    'people-only',
    'An API key cannot do this, whosoever it is. Sign in as a person.',
  )
}
