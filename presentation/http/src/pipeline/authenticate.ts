import { authenticateSession, authenticateToken } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import type { FastifyRequest } from 'fastify'
import type { HttpContext, RequestIdentity } from '../context.ts'
import { sessionCookie } from './cookie.ts'

/** Who the request is from: a bearer token goes before the cookie; a token that is presented must be good. */
export async function authenticate(
  request: FastifyRequest,
  context: HttpContext,
): Promise<RequestIdentity | undefined> {
  const bearer = /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) {
    const found = await authenticateToken(context.ports, bearer)
    if (!found)
      throw new DomainError(
        'unauthenticated',
        'invalid-token',
        'The access token is expired, revoked or not ours.',
      )
    return { ...found, by: 'bearer' }
  }
  const cookie = request.cookies[sessionCookie(context.publicUrl).name]
  if (cookie === undefined) return undefined
  const found = await authenticateSession(context.ports, cookie)
  return found && { ...found, by: 'cookie' }
}
