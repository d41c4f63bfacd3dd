import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, InjectOptions } from 'fastify'

/** All that left the server. */
export interface Seen {
  readonly status: number
  readonly contentType: string
  /** Status line and headers, then the body. */
  readonly head: string
  readonly body: string
}

/** How long a stream may stay silent before it counts as all there is. */
const SILENCE_MS = 150
/** Differ from answer to answer, and say nothing. */
const MEANINGLESS = new Set(['date', 'content-length', 'connection', 'keep-alive'])

/** Sends the request and takes in the whole answer; of an open stream what comes at once. */
export async function ask(app: FastifyInstance, request: InjectOptions): Promise<Seen> {
  const answer = await app.inject(request)
  const body = request.payloadAsStream === true ? await firstOf(answer.stream()) : answer.body
  const headers = Object.entries(answer.headers)
    .filter(([name]) => !MEANINGLESS.has(name))
    .map(([name, value]) => `${name}: ${String(value)}`)
  return {
    status: answer.statusCode,
    contentType: answer.headers['content-type'] ?? '',
    head: [`${answer.statusCode} ${answer.statusMessage}`, ...headers.toSorted()].join('\n'),
    body,
  }
}

async function firstOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: string[] = []
  const ended = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
    stream.on('end', resolve)
    stream.on('close', resolve)
    stream.on('error', () => resolve())
  })
  await Promise.race([ended, sleep(SILENCE_MS)])
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy()
  return chunks.join('')
}
