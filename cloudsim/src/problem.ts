import type { SimResponse } from './core/cloud.ts'

/** An RFC 9457 problem document; what the simulator says in its own name, never in that of a cloud. */
export function problem(status: number, code: string, detail: string): SimResponse {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: `urn:cloudsim:problem:${code}`, title: code, status, detail }),
  }
}

export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}
