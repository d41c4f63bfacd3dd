import { DatabaseError } from 'pg'
import { conflict, type DomainError } from '@skyclust/domain'

/** Turns a violated constraint into what the caller did wrong; anything else stays what it is. */
export async function violationsAs<T>(
  answers: Readonly<Record<string, () => DomainError>>,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    const name = error instanceof DatabaseError ? error.constraint : undefined
    const answer = name === undefined ? undefined : answers[name]
    throw answer ? answer() : error
  }
}

export function nameTaken(what: string, name: string): DomainError {
  return conflict('name-taken', `A ${what} named «${name}» exists already; choose another name.`, {
    name,
  })
}
