import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { toProblem } from '../problem.ts'

const MALFORMED = Object.assign(new Error('malformed'), { code: 'FST_ERR_BAD_URL' })

/** Answers what Node itself could not read as HTTP; nothing of ours has seen it. */
export function answerClientError(
  headers: Readonly<Record<string, string>>,
): (error: Error & { readonly code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const id = randomUUID()
    const known = toProblem(error, id)
    // The parser has many words for it.
    const problem = known.status === 500 ? toProblem(MALFORMED, id) : known
    const body = JSON.stringify(problem)
    const lines = {
      ...headers,
      'x-request-id': id,
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
    if (socket.writable)
      socket.write(
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('')}\r\n${body}`,
      )
    socket.destroy()
  }
}
