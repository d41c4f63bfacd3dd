import type { TokenCredential } from '@azure/core-auth'
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline'
import { CloudError, type CloudEndpoint, type Governor } from '@skyclust/application'
import type { AzureSecret, Json, JsonObject } from '@skyclust/domain'
import { listAt, textAt } from './arm/document.ts'
import { loginError, noAnswerError, refusalError } from './errors.ts'
import type { Bucket } from './rates.ts'

const ARM = 'https://management.azure.com'
const LOGIN = 'https://login.microsoftonline.com'
const TIMEOUT_MS = 30_000

export interface ArmRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE' | 'POST'
  /** Path with an id, without query; or a full link that ARM handed out. */
  readonly path: string
  readonly apiVersion: string
  readonly query?: Readonly<Record<string, string>>
  readonly bucket: Bucket
  /** The token for this call has been taken already. */
  readonly prepaid?: boolean
  readonly body?: JsonObject
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export interface ArmAnswer {
  readonly status: number
  readonly body: JsonObject
  readonly etag: string | undefined
  readonly requestId: string | undefined
  /** Where the operation's status can be read. */
  readonly operationUrl: string | undefined
}

/** Azure Resource Manager, one call at a time: rate budget, bearer token, errors as CloudError. */
export interface Arm {
  readonly subscription: string
  readonly clientId: string
  /** Signs in anew: a token outlives its secret, so only this proves the secret. */
  signIn(signal: AbortSignal): Promise<void>
  send(request: ArmRequest): Promise<ArmAnswer>
  /** GET; undefined when there is no such thing. */
  get(request: Omit<ArmRequest, 'method'>): Promise<ArmAnswer | undefined>
  /** Every page of a list. */
  list(request: Omit<ArmRequest, 'method'>): Promise<readonly Json[]>
}

/** Loads the Azure libraries and opens ARM with a client secret. Mutations are never repeated; reads once. */
export async function openArm(options: {
  readonly secret: AzureSecret
  readonly endpoint: CloudEndpoint
  readonly governor: Governor
}): Promise<Arm> {
  const [{ ClientSecretCredential }, pipelines] = await Promise.all([
    import('@azure/identity'),
    import('@azure/core-rest-pipeline'),
  ])
  const { secret, endpoint, governor } = options
  const httpClient = mappedClient(pipelines.createDefaultHttpClient(), endpoint.url)
  const pipeline = pipelines.createEmptyPipeline()
  const newCredential = (): TokenCredential =>
    new ClientSecretCredential(secret.tenantId, secret.clientId, secret.clientSecret, {
      authorityHost: LOGIN,
      httpClient,
      retryOptions: { maxRetries: 1 },
      ...(endpoint.url === undefined ? {} : { disableInstanceDiscovery: true }),
    })
  let credential = newCredential()

  async function bearer(signal: AbortSignal): Promise<string> {
    try {
      const token = await credential.getToken(`${ARM}/.default`, { abortSignal: signal })
      if (token) return token.token
    } catch (error) {
      throw loginError(error)
    }
    throw new CloudError('credential', 'NoToken', 'Entra ID handed out no token.')
  }

  async function once(request: ArmRequest): Promise<PipelineResponse> {
    const token = await bearer(request.signal)
    if (request.prepaid !== true) await governor.take(request.bucket, request.signal)
    const message = pipelines.createPipelineRequest({
      url: urlOf(request),
      method: request.method,
      timeout: TIMEOUT_MS,
      abortSignal: request.signal,
      headers: pipelines.createHttpHeaders({
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      }),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
    try {
      return await pipeline.sendRequest(httpClient, message)
    } catch (error) {
      throw noAnswerError(error)
    }
  }

  async function send(request: ArmRequest): Promise<ArmAnswer> {
    let response: PipelineResponse
    try {
      response = await once(request)
      if (response.status === 401 && isExpired(response)) {
        // The token ran out on the way (a 401 has no effect): ask for a fresh one, once.
        credential = newCredential()
        response = await once({ ...request, prepaid: false })
      } else if (response.status >= 500 && request.method === 'GET')
        response = await once({ ...request, prepaid: false })
    } catch (error) {
      const lost = error instanceof CloudError && error.class === 'unknown-outcome'
      if (!lost || request.method !== 'GET' || request.signal.aborted) throw error
      response = await once({ ...request, prepaid: false })
    }
    return answerOf(request, response)
  }

  function answerOf(request: ArmRequest, response: PipelineResponse): ArmAnswer {
    const body = parse(response.bodyAsText)
    const requestId = response.headers.get('x-ms-request-id')
    if (response.status >= 200 && response.status < 300)
      return {
        status: response.status,
        body,
        etag:
          response.headers.get('etag') ??
          textAt(body, 'etag') ??
          textAt(body, 'eTag') ??
          textAt(body, 'properties', 'eTag'),
        requestId,
        operationUrl:
          response.headers.get('azure-asyncoperation') ?? response.headers.get('location'),
      }
    const retryAfterMs = retryAfter(response, endpoint.pace)
    if (response.status === 429) governor.throttled(request.bucket, retryAfterMs)
    throw refusalError({
      method: request.method,
      status: response.status,
      body,
      requestId,
      retryAfterMs,
      createOnly: request.headers?.['if-none-match'] !== undefined,
      clientId: secret.clientId,
    })
  }

  return {
    subscription: secret.subscriptionId,
    clientId: secret.clientId,
    async signIn(signal) {
      credential = newCredential()
      await bearer(signal)
    },
    send,
    async get(request) {
      try {
        return await send({ ...request, method: 'GET' })
      } catch (error) {
        if (error instanceof CloudError && error.class === 'not-found') return undefined
        throw error
      }
    },
    async list(request) {
      const found: Json[] = []
      let page: Omit<ArmRequest, 'method'> | undefined = request
      while (page) {
        const answer = await send({ ...page, method: 'GET' })
        found.push(...listAt(answer.body, 'value'))
        const next: string | undefined = textAt(answer.body, 'nextLink')
        page = next === undefined ? undefined : { ...request, prepaid: false, path: next }
      }
      return found
    },
  }
}

/** Sends what is meant for Microsoft's identity platform and ARM to another server; plain http is allowed there. */
function mappedClient(client: HttpClient, url: string | undefined): HttpClient {
  if (url === undefined) return client
  const base = url.replace(/\/+$/, '')
  return {
    async sendRequest(request) {
      const original = request.url
      const host = [LOGIN, ARM].find((known) => original.startsWith(`${known}/`))
      if (host === undefined && !original.startsWith(`${base}/`))
        throw new Error(`${new URL(original).host} is not part of the configured endpoint`)
      if (host !== undefined) request.url = base + original.slice(host.length)
      request.allowInsecureConnection = true
      try {
        return await client.sendRequest(request)
      } finally {
        request.url = original
      }
    },
  }
}

function urlOf(request: ArmRequest): string {
  if (/^https?:/.test(request.path)) return request.path
  const query = new URLSearchParams({ 'api-version': request.apiVersion, ...request.query })
  return `${ARM}${request.path}?${query.toString()}`
}

function isExpired(response: PipelineResponse): boolean {
  return /ExpiredAuthenticationToken|InvalidAuthenticationToken\b/.test(response.bodyAsText ?? '')
}

function parse(text: string | null | undefined): JsonObject {
  if (text === null || text === undefined || text === '') return {}
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : {}
  } catch {
    return { error: { code: 'UnreadableAnswer', message: text.slice(0, 300) } }
  }
}

/** Retry-After in real milliseconds: the cloud counts in its own seconds. */
function retryAfter(response: PipelineResponse, pace: number): number | undefined {
  const seconds = Number(response.headers.get('retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil((seconds * 1000) / pace) : undefined
}
