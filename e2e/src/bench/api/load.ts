import { Agent, request } from 'node:http'

export interface Request {
  readonly method: 'GET' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: () => string
}

/** Latencies in ms of `count` requests over `connections` kept-alive connections; throws at the first that is not 2xx. */
export async function load(what: Request, count: number, connections: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const latencies: number[] = []
  let left = count
  const lane = async () => {
    while (left > 0) {
      left -= 1
      const began = performance.now()
      await send(what, agent)
      latencies.push(performance.now() - began)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, lane))
  } finally {
    agent.destroy()
  }
  return latencies
}

function send({ method, url, headers, body }: Request, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = body?.()
    const sent = request(
      url,
      {
        method,
        agent,
        headers: {
          ...headers,
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        },
      },
      (answer) => {
        answer.resume()
        answer.once('end', () => {
          const status = answer.statusCode ?? 0
          if (status >= 200 && status < 300) resolve()
          else reject(new Error(`${method} ${url} answered ${status}`))
        })
      },
    )
    sent.once('error', reject)
    sent.end(text)
  })
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}
