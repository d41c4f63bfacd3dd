const MAX_STEPS = 20

/**
 * What a person does at the test provider: follows its redirects with a browser's cookies, types the login, agrees to what
 * the client asks for. Answers with the address the provider sends them back to, which has not been visited yet.
 */
export async function signInAt(authorizationUrl: string, login: string): Promise<string> {
  return walk(authorizationUrl, (form) =>
    form.includes('name="login"') ? { prompt: 'login', login, password: 'any' } : agree(form),
  )
}

/** The same of somebody who changes their mind on the first page. */
export async function cancelAt(authorizationUrl: string): Promise<string> {
  return walk(authorizationUrl, (form) => {
    const abort = /href="([^"]*\/abort)"/.exec(form)?.[1]
    if (abort === undefined) throw new Error(`no way to cancel on this page: ${form}`)
    return abort
  })
}

function agree(form: string): Readonly<Record<string, string>> {
  const prompt = /name="prompt" value="([^"]+)"/.exec(form)?.[1]
  if (prompt === undefined) throw new Error(`the provider shows no form: ${form.slice(0, 2000)}`)
  return { prompt }
}

/** Fields to send, or a link to follow. */
type Decision = Readonly<Record<string, string>> | string

async function walk(start: string, decide: (form: string) => Decision): Promise<string> {
  const { origin } = new URL(start)
  const cookies = new Map<string, string>()
  let url = start
  let body: URLSearchParams | undefined
  for (let step = 0; step < MAX_STEPS; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { cookie },
      redirect: 'manual',
      ...(body ? { body } : {}),
    })
    keep(response, cookies)
    const location = response.headers.get('location')
    body = undefined
    if (location !== null) {
      await response.body?.cancel()
      url = new URL(location, url).href
      if (new URL(url).origin !== origin) return url
      continue
    }
    const page = await response.text()
    const decision = decide(page)
    if (typeof decision === 'string') url = new URL(decision, url).href
    else {
      body = new URLSearchParams(decision)
      url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', url).href
    }
  }
  throw new Error('the provider never sent the browser back')
}

function keep(response: Response, cookies: Map<string, string>): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}
