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

/** The cookie that binds a login under way at an OpenID provider to the browser it began in. */
export function loginCookie(publicUrl: URL): ReturnType<typeof sessionCookie> {
  const { options } = sessionCookie(publicUrl)
  const name = publicUrl.protocol === 'https:' ? '__Host-skyclust-login' : 'skyclust_login'
  return { name, options: { ...options, maxAge: 600 } }
}
