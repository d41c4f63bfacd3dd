import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CallHooks, DroppedConnection, type LoggedCall } from '../core/call.ts'
import { type SimClock, scaledClock } from '../core/clock.ts'
import type {
  AccountOptions,
  SimCloud,
  SimContext,
  SimRequest,
  SimResponse,
} from '../core/cloud.ts'
import { type FaultBook, faultBook } from '../core/faults.ts'
import { tokenBuckets } from '../core/throttle.ts'
import { openWorld } from '../core/world.ts'
import { createAws } from './index.ts'
import { bucketLimits } from './throttling.ts'

/** Virtual time moves only by `advance`, so that slow machines see the same as quick ones. */
const standstill = 1e-9

/** A simulated AWS behind a port of 127.0.0.1, for tests of this folder. */
export interface TestAws {
  readonly aws: SimCloud
  readonly clock: SimClock
  readonly faults: FaultBook
  readonly log: readonly LoggedCall[]
  readonly endpoint: string
  visibilityDelayMs: number
  /** What SDK clients need to reach it as a new account. */
  client(options?: AccountOptions & { readonly region?: string }): Promise<ClientConfig>
  close(): Promise<void>
}

export interface ClientConfig {
  readonly endpoint: string
  readonly region: string
  readonly maxAttempts: number
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly accountId: string
}

export async function startAws(
  options: {
    readonly file?: string
    readonly visibilityDelayMs?: number
    readonly hooks?: CallHooks
    readonly start?: number
    readonly mount?: string
    readonly port?: number
    readonly onAnswer?: (request: SimRequest, answer: SimResponse) => void
  } = {},
): Promise<TestAws> {
  const world = openWorld(options.file)
  const clock = scaledClock({
    speed: standstill,
    ...(options.start === undefined ? {} : { start: options.start }),
  })
  const faults = faultBook()
  const log: LoggedCall[] = []
  const limits = new Map(
    Object.entries(bucketLimits).map(([name, limit]) => [`aws/${name}`, limit] as const),
  )
  let seed = 1
  const state = { visibilityDelayMs: options.visibilityDelayMs ?? 0 }
  const context: SimContext = {
    world,
    clock,
    faults,
    log,
    buckets: tokenBuckets(clock, limits),
    hooks: options.hooks ?? {},
    visibilityDelayMs: () => state.visibilityDelayMs,
    random: () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647,
  }
  const aws = createAws(context)
  const mount = options.mount ?? ''
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    const reply = async (asked: SimRequest) => {
      try {
        const answer = await aws.handle(asked)
        options.onAnswer?.(asked, answer)
        response.writeHead(answer.status, answer.headers)
        response.end(answer.body)
      } catch (error) {
        if (error instanceof DroppedConnection) request.socket.destroy()
        else response.writeHead(500).end(String(error))
      }
    }
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = request.url ?? '/'
      const [rawPath = '/', rawQuery = ''] = url.split(/\?(.*)/s)
      void reply({
        method: request.method ?? 'GET',
        rawPath,
        path: rawPath.slice(mount.length) || '/',
        rawQuery,
        query: new URLSearchParams(rawQuery),
        headers: request.headers,
        body: Buffer.concat(chunks),
        baseUrl: `http://${request.headers.host}${mount}`,
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}${mount}`
  return {
    aws,
    clock,
    faults,
    log,
    endpoint,
    get visibilityDelayMs() {
      return state.visibilityDelayMs
    },
    set visibilityDelayMs(ms) {
      state.visibilityDelayMs = ms
    },
    async client({ region = 'eu-central-1', ...account } = {}) {
      const credential = await aws.createAccount(account)
      if (credential.cloud !== 'aws') throw new TypeError('not an AWS credential')
      const { accessKeyId, secretAccessKey, accountId } = credential
      return {
        endpoint,
        region,
        maxAttempts: 1,
        credentials: { accessKeyId, secretAccessKey },
        accountId,
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      world.close()
    },
  }
}
