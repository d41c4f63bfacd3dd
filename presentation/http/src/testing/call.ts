import type { LightMyRequestResponse } from 'fastify'
import type { Caller } from './test-app.ts'

/** One request of a caller; only what has a body sends one. */
export function call(
  { inject }: Pick<Caller, 'inject'>,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<LightMyRequestResponse> {
  return inject({ method, url, headers, ...(payload ? { payload } : {}) })
}

/** Code of a problem document; undefined when all went well. */
export function codeOf(answer: LightMyRequestResponse): string | undefined {
  return answer.statusCode < 400 ? undefined : answer.json<{ code: string }>().code
}
