import type { SerializeOptions } from '@fastify/cookie'

/** Name and attributes of the session cookie; over https the __Host- prefix pins it to this very host. */
export function sessionCookie(publicUrl: URL): {
  readonly name: string
  readonly options: SerializeOptions
} {
  const secure = publicUrl.protocol === 'https:'
  return {
    name: secure ? '__Host-skyclust' : 'skyclust_session',
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  }
}
