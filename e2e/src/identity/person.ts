/** What came back, whatever it says. */
export interface Reply<T = unknown> {
  readonly status: number
  readonly body: T
  readonly text: string
  readonly headers: Headers
}

/** Somebody, or a program, who asks installations over HTTP by a cookie or a bearer value. */
export interface Person {
  readonly cookie?: string
  readonly bearer?: string
}

const COOKIE = /^(skyclust_session|__Host-skyclust)=([^;]+)/

/** One request; never throws for a refusal. */
export async function ask<T = unknown>(
  base: string,
  { cookie, bearer }: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply<T>> {
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await answer.text()
  return { status: answer.status, body: parsed<T>(text), text, headers: answer.headers }
}

/** The same, which must succeed. */
export async function must<T = unknown>(
  base: string,
  person: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const reply = await ask<T>(base, person, method, path, body)
  if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
  return reply.body
}

/** Who is signed in by an answer. */
export function signedInBy({ headers, text, status }: Reply): Required<Pick<Person, 'cookie'>> {
  for (const header of headers.getSetCookie()) {
    const found = COOKIE.exec(header)
    if (found) return { cookie: `${found[1]}=${found[2]}` }
  }
  throw new Error(`nobody was signed in: ${status} ${text}`)
}

export async function signIn(
  base: string,
  email: string,
  password: string,
): Promise<Required<Pick<Person, 'cookie'>>> {
  return signedInBy(await ask(base, {}, 'POST', '/session', { email, password }))
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined as T
  }
}
