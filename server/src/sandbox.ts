import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Logger, SandboxAccounts } from '@skyclust/application'
import { type AccountCredential, type Cloudsim, createCloudsim } from '@skyclust/cloudsim'
import { isLoopback } from './config.ts'

/** Path below which the sandbox clouds are served, on the API's port. */
export const SANDBOX_PATH = '/sandbox'

export interface Sandbox {
  readonly sim: Cloudsim
  readonly accounts: SandboxAccounts
  /** Answers requests to the sandbox clouds; false for all others. */
  readonly intercept: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** The sandbox clouds in this process; their state is kept in the data directory. */
export function startSandbox(options: {
  readonly dataDir: string
  readonly speed: number
  readonly adminToken: string | undefined
  readonly logger: Logger
}): Sandbox {
  const sim = createCloudsim({
    dataDir: join(options.dataDir, 'sandbox'),
    speed: options.speed,
    ...(options.adminToken === undefined ? {} : { adminToken: options.adminToken }),
    onBug: (error) => options.logger.error({ err: error }, 'the sandbox failed'),
  })
  return {
    sim,
    accounts: { create: async (provider) => secretOf(await sim.createAccount(provider)) },
    intercept(request, response) {
      const { url = '/' } = request
      if (url !== SANDBOX_PATH && !url.startsWith(`${SANDBOX_PATH}/`)) return false
      const isAdmin = url.startsWith(`${SANDBOX_PATH}/admin`)
      if (isAdmin && options.adminToken === undefined && !isFromThisMachine(request))
        response.writeHead(403).end('The sandbox admin API takes no requests of other sites.\n')
      else void sim.handler(request, response, SANDBOX_PATH)
      return true
    },
  }
}

/**
 * Without a token the admin API trusts this machine, but not what a browser on it does for another site: neither requests
 * that site sends, nor those to a name of its own that leads here.
 */
function isFromThisMachine({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'] ?? 'none'
  const host = headers.host ?? ''
  const isLocal = URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname)
  return isLocal && headers.origin === undefined && ['none', 'same-origin'].includes(site)
}

/** The secret as the provider's schema takes it. */
function secretOf(account: AccountCredential): Readonly<Record<string, string>> {
  switch (account.cloud) {
    case 'aws': {
      const { accessKeyId, secretAccessKey } = account
      return { accessKeyId, secretAccessKey }
    }
    case 'gcp':
      return account.serviceAccountKey
    case 'azure': {
      const { tenantId, clientId, clientSecret, subscriptionId } = account
      return { tenantId, clientId, clientSecret, subscriptionId }
    }
  }
  return account satisfies never
}
