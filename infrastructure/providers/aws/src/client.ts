import type { CloudError, SessionOptions } from '@skyclust/application'
import type { EC2 } from '@aws-sdk/client-ec2'
import type { EKS } from '@aws-sdk/client-eks'
import type { IAM } from '@aws-sdk/client-iam'
import type { ServiceQuotas } from '@aws-sdk/client-service-quotas'
import type { STS } from '@aws-sdk/client-sts'
import { clientSettings } from './client-settings.ts'
import { toCloudError, type Intent } from './errors.ts'
import type { Bucket } from './rates.ts'

export interface SendOptions {
  readonly abortSignal: AbortSignal
}

/** Sends one call of a service: takes its rate token first (unless `taken`), translates its errors; reads are tried twice. */
type Send<Client> = <T>(
  action: string,
  intent: Intent,
  signal: AbortSignal,
  run: (client: Client, options: SendOptions) => Promise<T>,
  taken?: boolean,
) => Promise<T>

/** The AWS services of one credential in one region; each SDK client is loaded at its first call. */
export interface Aws {
  readonly region: string
  readonly ec2: Send<EC2>
  readonly eks: Send<EKS>
  readonly iam: Send<IAM>
  readonly sts: Send<STS>
  readonly quotas: Send<ServiceQuotas>
  /** Waits for a rate token of the bucket a call draws from. */
  take(action: string, intent: Intent, signal: AbortSignal): Promise<void>
  close(): void
}

export async function openAws(options: SessionOptions, region: string): Promise<Aws> {
  const { config, destroy } = await clientSettings(options, region)
  const { governor } = options
  const take: Aws['take'] = async (action, intent, signal) => {
    const bucket = bucketOf(action, intent)
    if (bucket) await governor.take(bucket, signal)
  }
  const sender =
    <Client>(load: () => Promise<Client>): Send<Client> =>
    async (action, intent, signal, run, taken = false) => {
      for (let attempt = 1; ; attempt++) {
        if (!taken || attempt > 1) await take(action, intent, signal)
        try {
          return await run(await load(), { abortSignal: signal })
        } catch (thrown) {
          signal.throwIfAborted()
          const error = toCloudError(thrown, action, intent)
          const bucket = bucketOf(action, intent)
          if (error.class === 'throttled' && bucket) governor.throttled(bucket, error.retryAfterMs)
          if (intent !== 'read' || attempt > 1 || !worthAnotherTry(error)) throw error
        }
      }
    }
  return {
    region,
    ec2: sender(once(async () => new (await import('@aws-sdk/client-ec2')).EC2(config))),
    eks: sender(once(async () => new (await import('@aws-sdk/client-eks')).EKS(config))),
    iam: sender(once(async () => new (await import('@aws-sdk/client-iam')).IAM(config))),
    sts: sender(once(async () => new (await import('@aws-sdk/client-sts')).STS(config))),
    quotas: sender(
      once(async () => new (await import('@aws-sdk/client-service-quotas')).ServiceQuotas(config)),
    ),
    take,
    close: destroy,
  }
}

function worthAnotherTry(error: CloudError): boolean {
  return error.class === 'unknown-outcome' || error.class === 'throttled'
}

function bucketOf(action: string, intent: Intent): Bucket | undefined {
  const read = intent === 'read'
  switch (action.slice(0, action.indexOf(':'))) {
    case 'ec2':
      if (action.includes('NatGateway')) return 'ec2:nat'
      return read ? 'ec2:describe' : 'ec2:mutate'
    case 'eks':
      return read ? 'eks:describe' : 'eks:mutate'
    case 'iam':
      return 'iam'
    default:
      return undefined
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
