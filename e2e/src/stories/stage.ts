import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NewAccount, type RunningCloudsim, startCloudsim } from '@skyclust/cloudsim'
import { readConfig, type RunningServer, startServer } from '@skyclust/server'
import { Api } from '../demo/api.ts'
import { Account } from './account.ts'
import type { Cloud } from './clouds.ts'

/** Virtual seconds per real second: a cluster that takes 20 minutes is there in two seconds. */
const SPEED = 600

/** The whole server and simulated clouds in this process; everything is asked over HTTP, as a user would. */
export interface Stage {
  readonly api: Api
  readonly sandbox: RunningCloudsim
  /** A new account in a cloud, known to the workspace as a credential. */
  account(cloud: Cloud, options?: NewAccount): Promise<Account>
  /** Another workspace of the same user. */
  workspace(slug: string): Promise<string>
  close(): Promise<void>
}

export interface StageOptions {
  readonly speed?: number
  /** Virtual milliseconds for which what was created is invisible. */
  readonly visibilityDelayMs?: number
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { speed = SPEED, visibilityDelayMs = 0 } = options
  const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-stories-'))
  // As root PostgreSQL runs as another user, who must be able to reach it.
  chmodSync(dataDir, 0o755)
  const sandbox = await startCloudsim({ speed, visibilityDelayMs, seed: 1 })
  const { config, secrets } = readConfig({
    SKYCLUST_PORT: '0',
    SKYCLUST_DATA_DIR: dataDir,
    SKYCLUST_SANDBOX: 'off',
    SKYCLUST_LOG_LEVEL: 'error',
    SKYCLUST_AWS_ENDPOINT: sandbox.urls.aws,
    SKYCLUST_GCP_ENDPOINT: sandbox.urls.gcp,
    SKYCLUST_AZURE_ENDPOINT: sandbox.urls.azure,
    SKYCLUST_ENDPOINT_PACE: String(speed),
  })
  const server = await startServer(config, secrets)
  const api = await signedIn(server)
  let accounts = 0
  return {
    api,
    sandbox,
    async account(cloud, accountOptions = {}) {
      const secret = await sandbox.sim.createAccount(cloud.provider, accountOptions)
      const name = `${cloud.provider}-${++accounts}`
      return Account.register({ api, sim: sandbox.sim }, cloud, secret, { name })
    },
    async workspace(slug) {
      const made = await api.call<{ slug: string }>('POST', '/api/v1/workspaces', {
        slug,
        name: slug,
      })
      return made.slug
    },
    async close() {
      await server.stop()
      await sandbox.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function signedIn(server: RunningServer): Promise<Api> {
  const api = new Api(server.url)
  await api.call('POST', '/api/v1/setup', {
    email: 'admin@example.com',
    password: 'long enough for a test',
    name: 'Administrator',
    workspace: { slug: 'main', name: 'Main' },
  })
  return api
}
