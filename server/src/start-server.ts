import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  type CloudSessions,
  isSetUpRequired,
  noTrail,
  type Ports,
  type SandboxAccounts,
} from '@skyclust/application'
import { smtpMailer } from '@skyclust/delivery'
import { DomainError } from '@skyclust/domain'
import { buildApp } from '@skyclust/http'
import { fileVault, readOrCreateKeyFile } from '@skyclust/identity'
import { eventFeed, keyedQueue, lockDataDir, openDatabase } from '@skyclust/postgres'
import { cloudSessions } from './cloud-sessions.ts'
import { type Config, isLoopback, type Secrets } from './config.ts'
import { databaseServer } from './database.ts'
import { endpointRules } from './endpoints.ts'
import { identityPorts } from './identity-ports.ts'
import { setUpFirstAdministrator } from './first-administrator.ts'
import { freePort, listen } from './listen.ts'
import { createLogger } from './logger.ts'
import { providers } from './providers.ts'
import { systemClock, systemRandom } from './runtime.ts'
import { type Sandbox, SANDBOX_PATH, startSandbox } from './sandbox.ts'
import { VERSION } from './version.ts'
import { MAINTENANCE_KEY, runJob } from './run-job.ts'

const QUEUE_STOP_GRACE_MS = 2_000
const DASHBOARD_DIR = join(import.meta.dirname, '..', '..', 'presentation', 'dashboard', 'out')

export interface RunningServer {
  /** Where people reach it. */
  readonly url: string
  readonly setUpRequired: boolean
  /** Stops everything in order; nothing of it is left running. */
  stop(): Promise<void>
}

/** Composition root: builds every part from the configuration and starts them in order. */
export async function startServer(config: Config, secrets: Secrets): Promise<RunningServer> {
  await using started = new AsyncDisposableStack()
  const { pino, logger } = createLogger(config.logLevel)
  const { dataDir, host } = config
  const lock = lockDataDir(dataDir)
  started.defer(() => lock.release())
  const port = config.port === 0 ? await freePort(host) : config.port
  const publicUrl = config.publicUrl ?? `http://${urlHost(host)}:${port}`
  // Before the database: a wrong key must stop the start, not the first credential.
  const vault = fileVault({
    dataDir,
    ...(secrets.vaultKey ? { kek: secrets.vaultKey.reveal() } : {}),
  })
  const server = await databaseServer(dataDir, secrets.databaseUrl)
  started.defer(() => server.stop())
  const db = await openDatabase({ connection: server.connection })
  started.defer(() => db.close())
  const feed = await eventFeed(server.connection)
  started.defer(() => feed.close())

  const isWeb = config.roles.includes('web')
  const sandbox = isWeb ? openSandbox(config, secrets, publicUrl, logger) : undefined
  if (sandbox) started.defer(() => sandbox.sim.close())
  const sandboxBase = isWeb ? `http://${urlHost(host)}:${port}` : publicUrl
  const endpointOf = endpointRules(
    config,
    (provider) => `${sandboxBase}${SANDBOX_PATH}/${provider}`,
  )
  const shared = { db, vault, providers, clock: systemClock, random: systemRandom, logger }
  const sessions = cloudSessions({ ...shared, endpointOf })
  started.defer(() => sessions.close())
  const accounts = sandbox && withoutStandIns(sandbox.accounts, config)
  const ports: Ports = {
    ...shared,
    ...identityPorts({ config, secrets, publicUrl, db, vault, clock: systemClock }),
    trail: noTrail,
    sessions: sessions satisfies CloudSessions,
    feed,
    throttle: db.throttle,
    ...(accounts ? { sandboxAccounts: accounts } : {}),
  }

  let isStopping = false
  if (isWeb) {
    const app = await buildApp({
      ports,
      publicUrl,
      version: VERSION,
      dashboardDir: DASHBOARD_DIR,
      logger: pino,
      trustedProxies: config.trustedProxies,
      ...(sandbox ? { intercept: sandbox.intercept } : {}),
      checkReady: async () => {
        if (isStopping) throw new Error('shutting down')
        await db.ping()
      },
    })
    started.defer(() => app.close())
    await setUpFirstAdministrator(ports, secrets.admin)
    await listen(app, host, port)
  }
  if (config.roles.includes('worker')) {
    const queue = keyedQueue(server.connection, { stopGraceMs: QUEUE_STOP_GRACE_MS, logger })
    // Stopped first: running keys finish their call while the sandbox and the database are still there.
    started.defer(() => queue.stop())
    const mailer =
      secrets.smtpUrl && smtpMailer({ url: secrets.smtpUrl.reveal(), from: config.mailFrom })
    await queue.start((lease, signal) => runJob({ ...ports, mailer }, lease, signal))
    await queue.add(MAINTENANCE_KEY)
  }
  const setUpRequired = await isSetUpRequired(ports)
  const parts = started.move()
  return {
    url: publicUrl,
    setUpRequired,
    async stop() {
      isStopping = true
      await parts.disposeAsync()
    },
  }
}

function openSandbox(
  config: Config,
  secrets: Secrets,
  publicUrl: string,
  logger: Ports['logger'],
): Sandbox | undefined {
  if (!config.sandbox.enabled) return undefined
  const { dataDir } = config
  // The sandbox's admin API is open to this machine only; for all others it asks for a token.
  const isPrivate = isLoopback(config.host) && isLoopback(new URL(publicUrl).hostname)
  const generated = () =>
    readOrCreateKeyFile(join(dataDir, 'keys', 'sandbox-admin-token'), () =>
      randomBytes(24).toString('base64url'),
    )
  const adminToken = secrets.sandboxAdminToken?.reveal() ?? (isPrivate ? undefined : generated())
  return startSandbox({ dataDir, speed: config.sandbox.speed, adminToken, logger })
}

/** A cloud behind an endpoint variable is not this server's sandbox: no accounts can be made in it from here. */
function withoutStandIns(accounts: SandboxAccounts, config: Config): SandboxAccounts {
  return {
    async create(provider) {
      if (config.endpoints[provider] === undefined) return accounts.create(provider)
      throw new DomainError(
        'unavailable',
        'sandbox-off',
        `All ${provider} credentials use ${config.endpoints[provider]}; give the secret of an account there.`,
      )
    },
  }
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
