import { type User, UserId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'

/** A new account, not stored yet; nobody's administrator. `isEmailProved`: the address was shown to be theirs. */
export function newUser(
  ports: Pick<Ports, 'clock' | 'random'>,
  person: Pick<User, 'name' | 'locale' | 'passwordHash'> & {
    readonly email: string
    readonly isEmailProved: boolean
  },
): User {
  const createdAt = isoTime(ports.clock.now())
  return {
    id: newId(ports.random, 'usr', UserId),
    email: person.email.toLowerCase(),
    emailVerifiedAt: person.isEmailProved ? createdAt : undefined,
    name: person.name,
    passwordHash: person.passwordHash,
    platformAdmin: false,
    locale: person.locale,
    disabledAt: undefined,
    createdAt,
  }
}
