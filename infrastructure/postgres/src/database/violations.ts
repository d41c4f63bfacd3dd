import { DatabaseError } from 'pg'
import { conflict, DomainError } from '@skyclust/domain'

/**
 * Turns a violated constraint into what the caller did wrong; anything else stays what it is. Every table's reference to
 * its workspace counts: the workspace was deleted while the request was under way.
 */
export async function violationsAs<T>(
  answers: Readonly<Record<string, () => DomainError>>,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    const name = error instanceof DatabaseError ? error.constraint : undefined
    if (error instanceof DatabaseError && name === `${error.table}_workspace_id_fkey`)
      throw workspaceGone()
    const answer = name === undefined ? undefined : answers[name]
    throw answer ? answer() : error
  }
}

function workspaceGone(): DomainError {
  return new DomainError(
    'not-found',
    'not-found',
    'The workspace was deleted in the meantime; nothing was changed.',
  )
}

export function nameTaken(what: string, name: string): DomainError {
  return conflict('name-taken', `A ${what} named «${name}» exists already; choose another name.`, {
    name,
  })
}
