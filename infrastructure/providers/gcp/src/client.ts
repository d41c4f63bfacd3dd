import { CloudError, type Clock, type Governor, type SessionOptions } from '@skyclust/application'
import type { GcpSecret } from '@skyclust/domain'
import { fromReply, fromThrown, fromTokenFailure, type GoogleErrorBody } from './errors.ts'
import type { JWT } from 'google-auth-library'
import type { Bucket } from './rates.ts'

const TOKEN_URL = 'https://oauth2.googleapis.com/token'
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const TIMEOUT_MS = 30_000
const READ_ATTEMPTS = 2
const READ_RETRY_MS = 200

type Api = 'compute' | 'container' | 'iam' | 'cloudresourcemanager'

interface ApiRequest {
  readonly api: Api
  /** `read` may be tried twice; `mutate` is sent once. */
  readonly kind: 'read' | 'mutate'
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With the version: `/compute/v1/projects/…`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: object
  /** The rate budget has been waited for already, by `turn`. */
  readonly prepaid?: boolean
  readonly signal: AbortSignal
}

/** Google's REST APIs with one service-account key. */
export interface GcpClient {
  readonly project: string
  readonly principal: string
  /** Waits for the rate budget, sends, and answers the parsed body. Throws CloudError only, or the signal's reason. */
  send<T>(request: ApiRequest): Promise<T>
  /** All pages of a compute-style list (`items`, `nextPageToken`). */
  list<T>(request: Omit<ApiRequest, 'kind'>): Promise<readonly T[]>
  /** Waits for the read budget of an API, for a batch whose first call is then `prepaid`. */
  turn(api: Api, signal: AbortSignal): Promise<void>
}

interface Context {
  readonly roots: (api: Api) => string
  readonly governor: Governor
  readonly clock: Clock
}

/** Opens a client; google-auth-library is loaded here. */
export async function openClient(
  secret: GcpSecret,
  options: Pick<SessionOptions, 'endpoint' | 'governor' | 'clock'>,
): Promise<GcpClient> {
  const library = await import('google-auth-library')
  const base = options.endpoint.url?.replace(/\/+$/, '')
  const newJwt = () => {
    const jwt = new library.JWT({
      email: secret.client_email,
      key: secret.private_key,
      keyId: secret.private_key_id,
      scopes: [SCOPE],
      transporterOptions: { noProxy: pastProxy(base) },
    })
    // The library knows one token endpoint only; the token_uri of the key is ignored.
    if (base !== undefined)
      jwt.transporter.interceptors.request.add({
        resolved: (config) => {
          if (config.url.href === TOKEN_URL) config.url = new URL(`${base}/token`)
          return Promise.resolve(config)
        },
      })
    return jwt
  }
  let jwt = newJwt()
  const context: Context = {
    roots: (api) => base ?? `https://${api}.googleapis.com`,
    governor: options.governor,
    clock: options.clock,
  }

  const exchange = async (request: ApiRequest): Promise<RawReply> => {
    const used = jwt
    await used.getAccessToken().catch((error: unknown) => {
      request.signal.throwIfAborted()
      throw fromTokenFailure(error)
    })
    const reply = await sendOnce(context, used, request)
    if (reply.status !== 401) return reply
    // The token may have been revoked before its time: one fresh one, then the answer stands.
    if (jwt === used) jwt = newJwt()
    const fresh = jwt
    await fresh.getAccessToken().catch((error: unknown) => {
      request.signal.throwIfAborted()
      throw fromTokenFailure(error)
    })
    return sendOnce(context, fresh, request)
  }

  const client: GcpClient = {
    project: secret.project_id,
    principal: secret.client_email,
    turn: (api, signal) => options.governor.take(`${api}:read` satisfies Bucket, signal),
    async send<T>(request: ApiRequest) {
      return (await withAttempts(context, request, () => exchange(request))) as T
    },
    async list<T>(request: Omit<ApiRequest, 'kind'>) {
      const items: T[] = []
      let pageToken: string | undefined
      do {
        const query = { maxResults: '500', ...request.query, pageToken }
        const page = await client.send<{ items?: readonly T[]; nextPageToken?: string }>({
          ...request,
          kind: 'read',
          query,
          prepaid: request.prepaid === true && pageToken === undefined,
        })
        items.push(...(page.items ?? []))
        pageToken = page.nextPageToken
      } while (pageToken !== undefined && pageToken !== '')
      return items
    },
  }
  return client
}

/** Hosts that HTTPS_PROXY is not for: an endpoint on this machine, and the token URL that is rewritten to it. */
function pastProxy(base: string | undefined): string[] {
  const host = base === undefined ? undefined : new URL(base).hostname
  const local = host === 'localhost' || host === '[::1]' || host?.startsWith('127.')
  return local && host !== undefined ? [host, new URL(TOKEN_URL).hostname] : []
}

interface RawReply {
  readonly status: number
  readonly body: unknown
  readonly retryAfter: string | undefined
}

async function sendOnce(context: Context, jwt: JWT, request: ApiRequest): Promise<RawReply> {
  const query = new URLSearchParams(
    Object.entries(request.query ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as [string, string]],
    ),
  ).toString()
  try {
    const reply = await jwt.request<unknown>({
      url: `${context.roots(request.api)}${request.path}${query === '' ? '' : `?${query}`}`,
      method: request.method ?? 'GET',
      ...(request.body === undefined ? {} : { data: request.body }),
      responseType: 'json',
      timeout: TIMEOUT_MS,
      signal: request.signal,
      retry: false,
      validateStatus: () => true,
    })
    return {
      status: reply.status,
      body: reply.data,
      retryAfter: reply.headers.get('retry-after') ?? undefined,
    }
  } catch (error) {
    request.signal.throwIfAborted()
    throw fromThrown(error)
  }
}

async function withAttempts(
  context: Context,
  request: ApiRequest,
  exchange: () => Promise<RawReply>,
): Promise<unknown> {
  const bucket: Bucket = `${request.api}:${request.kind}`
  for (let attempt = 1; ; attempt += 1) {
    if (!(request.prepaid && attempt === 1)) await context.governor.take(bucket, request.signal)
    const outcome = await exchange().then(
      (reply) => reply,
      (error: unknown) => {
        if (error instanceof CloudError) return error
        throw error
      },
    )
    const error = outcome instanceof CloudError ? outcome : failureOf(outcome)
    if (!error) return (outcome as RawReply).body
    if (error.class === 'throttled') context.governor.throttled(bucket, error.retryAfterMs)
    const again =
      request.kind === 'read' && error.class === 'unknown-outcome' && attempt < READ_ATTEMPTS
    if (!again) throw error
    await context.clock.sleep(READ_RETRY_MS, request.signal)
  }
}

function failureOf(reply: RawReply): CloudError | undefined {
  if (reply.status < 400) return undefined
  return fromReply({
    status: reply.status,
    body: reply.body as GoogleErrorBody | string | undefined,
    retryAfter: reply.retryAfter,
  })
}
