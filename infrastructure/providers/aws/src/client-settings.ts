import { CloudError, type SessionOptions } from '@skyclust/application'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsSecret } from '@skyclust/domain'
import { toCloudError } from './errors.ts'

const CONNECT_TIMEOUT_MS = 5_000
/** Shorter than the grace period, so that an unanswered create cannot land after it has been believed absent. */
const REQUEST_TIMEOUT_MS = 30_000
const SESSION_SECONDS = 3600
/** An assumed role's keys are renewed after this share of their life. */
const USED_SHARE = 0.8
/** The SDK asks for new keys this long before the old ones end. */
const SDK_RENEWS_BEFORE_MS = 5 * 60_000

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** What every client of a session is made with. */
export interface ClientConfig {
  readonly region: string
  readonly endpoint?: string
  readonly maxAttempts: number
  readonly requestHandler: NodeHttpHandler
  readonly credentials: () => Promise<Keys>
}

/** No automatic retries: the engine looks before it repeats, because CreateVpc and its like take no token. */
export async function clientSettings(
  options: SessionOptions,
  region: string,
): Promise<{ readonly config: ClientConfig; destroy: () => void }> {
  if (options.secret.provider !== 'aws')
    throw new CloudError('bug', 'wrong-secret', 'the credential is not one of AWS')
  const { NodeHttpHandler } = await import('@smithy/node-http-handler')
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: 64 },
    httpsAgent: { keepAlive: true, maxSockets: 64 },
  })
  const base = {
    region,
    ...(options.endpoint.url === undefined ? {} : { endpoint: options.endpoint.url }),
    maxAttempts: 1,
    requestHandler,
  }
  const config = {
    ...base,
    credentials: credentialsOf(options.secret.secret, base, options.endpoint.pace),
  }
  return { config, destroy: () => requestHandler.destroy() }
}

function credentialsOf(
  { accessKeyId, secretAccessKey, roleArn }: AwsSecret,
  base: Omit<ClientConfig, 'credentials'>,
  pace: number,
): () => Promise<Keys> {
  const own: Keys = { accessKeyId, secretAccessKey }
  if (roleArn === undefined) return () => Promise.resolve(own)
  // The cloud behind the endpoint may run faster than our clock: the length of the session counts, not its end.
  const lifeMs = (SESSION_SECONDS * 1000 * USED_SHARE) / pace
  let assumed: { readonly keys: Promise<Keys>; readonly until: number } | undefined
  return () => {
    if (assumed === undefined || Date.now() >= assumed.until) {
      const until = Date.now() + lifeMs
      const keys = assumeRole(roleArn, own, base).then((answer) => ({
        ...answer,
        expiration: new Date(until + SDK_RENEWS_BEFORE_MS),
      }))
      assumed = { keys, until }
      keys.catch(() => (assumed = undefined))
    }
    return assumed.keys
  }
}

async function assumeRole(
  roleArn: string,
  credentials: Keys,
  base: Omit<ClientConfig, 'credentials'>,
): Promise<Keys> {
  const { STS } = await import('@aws-sdk/client-sts')
  try {
    const { Credentials: keys } = await new STS({ ...base, credentials }).assumeRole({
      RoleArn: roleArn,
      RoleSessionName: 'skyclust',
      DurationSeconds: SESSION_SECONDS,
    })
    if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken)
      throw new CloudError('credential', 'no-keys', 'AssumeRole answered without keys')
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
    }
  } catch (error) {
    throw refusedRole(roleArn, toCloudError(error, 'sts:AssumeRole', 'read'))
  }
}

/** Without the role nothing works: that is a fault of the credential, not of one permission. */
function refusedRole(roleArn: string, error: CloudError): CloudError {
  if (error.class !== 'denied') return error
  return new CloudError('credential', error.code, error.message, {
    remedy: `Let the trust policy of ${roleArn} name the key’s principal, and allow that principal sts:AssumeRole on it.`,
    cause: error,
  })
}
