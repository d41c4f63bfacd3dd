import { client, type Problem } from '@skyclust/api-client'

// Paths in the description begin with /api already.
client.setConfig({ baseUrl: '' })

/** A problem document of the API, or the failure to reach it (status 0, code `unreachable`). */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.status = problem.status
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }

  /** What to do about it, when the server says so. */
  get remedy(): string | undefined {
    const { remedy } = this.problem
    return typeof remedy === 'string' ? remedy : undefined
  }

  /** The message for one field, by JSON pointer into the request. */
  at(pointer: string): string | undefined {
    return this.problem.errors?.find((error) => error.pointer === pointer)?.message
  }
}

interface Outcome<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response?: Response
}

/** The data of an answer; throws ApiError for everything else. */
export async function call<T>(request: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await request
  if (response?.ok) return data as T
  if (isProblem(error)) throw new ApiError(error)
  if (error instanceof DOMException && error.name === 'AbortError') throw error
  const status = response?.status ?? 0
  throw new ApiError({
    type: 'about:blank',
    title: status === 0 ? 'The server cannot be reached' : `HTTP ${status}`,
    status,
    code: 'unreachable',
    instance: '',
  })
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value
}

/** Turns anything thrown into an ApiError that screens can show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError({
    type: 'about:blank',
    title: error instanceof Error ? error.message : 'Unexpected error',
    status: 0,
    code: 'unexpected',
    instance: '',
  })
}
