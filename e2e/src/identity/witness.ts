import type { Trace } from './canaries.ts'
import { type Person, type Reply } from './person.ts'

/** Asks a server, and keeps every answer as it came: status, headers and body. */
export interface Witness {
  readonly answers: readonly Trace[]
  /** `label` says which answer it is; `path` is below /api/v1, or absolute when it begins with `//`. */
  readonly ask: <T = Record<string, unknown>>(
    label: string,
    by: Person,
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<Reply<T>>
}

export function witness(base: string): Witness {
  const answers: Trace[] = []
  return {
    answers,
    ask: async <T>(label: string, by: Person, method: string, path: string, body?: unknown) => {
      const url = path.startsWith('//') ? `${base}${path.slice(1)}` : `${base}/api/v1${path}`
      const answer = await fetch(url, {
        method,
        redirect: 'manual',
        headers: {
          ...(by.cookie === undefined ? {} : { cookie: by.cookie }),
          ...(by.bearer === undefined ? {} : { authorization: `Bearer ${by.bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
      answers.push({ where: `answer ${label}`, text: `${answer.status}\n${head}\n\n${text}` })
      return { status: answer.status, headers: answer.headers, text, body: parsed<T>(text) }
    },
  }
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    return {} as T
  }
}
