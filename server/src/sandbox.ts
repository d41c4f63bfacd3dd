import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Logger, SandboxAccounts } from '@skyclust/application'
import { type AccountCredential, type Cloudsim, createCloudsim } from '@skyclust/cloudsim'

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
      void sim.handler(request, response, SANDBOX_PATH)
      return true
    },
  }
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
}
