/** A problem document of the API, as an error. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly body: Readonly<Record<string, unknown>>
  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    const code = text(body['code']) ?? text(body['type']) ?? String(status)
    super(`${status} ${code}: ${text(body['detail']) ?? text(body['title']) ?? ''}`)
    this.status = status
    this.code = code
    this.body = body
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The running server over HTTP, as any program outside would use it. */
export class Api {
  readonly url: string
  #cookie = ''

  constructor(url: string) {
    this.url = url.replace(/\/$/, '')
  }

  get cookie(): string {
    return this.#cookie
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        origin: this.url,
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const session = response.headers.getSetCookie()[0]
    if (session !== undefined) this.#cookie = session.split(';', 1)[0] ?? ''
    const text = await response.text()
    const parsed: unknown = text === '' ? undefined : JSON.parse(text)
    if (!response.ok)
      throw new ApiProblem(response.status, (parsed ?? {}) as Record<string, unknown>)
    return parsed as T
  }

  /** Server-sent events of a workspace, from now on, until the signal ends. */
  async *events(
    workspace: string,
    signal: AbortSignal,
  ): AsyncIterable<{ type: string; data: Record<string, unknown> }> {
    const response = await fetch(`${this.url}/api/v1/workspaces/${workspace}/events/stream`, {
      headers: { cookie: this.#cookie, accept: 'text/event-stream' },
      signal,
    })
    if (!response.ok || !response.body) throw new ApiProblem(response.status, {})
    let rest = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      rest += chunk
      const blocks = rest.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) =>
          block
            .split('\n')
            .find((line) => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .trim()
        const data = field('data')
        if (data !== undefined)
          yield {
            type: field('event') ?? 'message',
            data: JSON.parse(data) as Record<string, unknown>,
          }
      }
    }
  }
}
