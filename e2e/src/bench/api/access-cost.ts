import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  accessCache,
  assertPermission,
  authenticate,
  enterWorkspace,
  newId,
  noTrail,
  type Presented,
  startSession,
} from '@skyclust/application'
import {
  ApiKeyId,
  DEFAULT_WORKSPACE_SETTINGS,
  formatApiKeyToken,
  UserId,
  WorkspaceId,
} from '@skyclust/domain'
import { fileVault, tokens } from '@skyclust/identity'
import { openDatabase } from '@skyclust/postgres'
import { systemClock, systemRandom } from '@skyclust/server'
import { testDatabase } from '@skyclust/testkit'
import type { BenchResult } from '../result.ts'
import { median } from '../result.ts'

const ROUNDS = 7
const WARM = 20_000
const COLD = 1_000

/** Proof 13: CPU time of this process for authentication and authorisation of one request, by kind of proof. */
export async function accessCost(): Promise<readonly BenchResult[]> {
  await using stack = new AsyncDisposableStack()
  const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-bench-access-'))
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const { connection } = stack.use(await testDatabase())
  const db = await openDatabase({ connection, migrate: false })
  stack.defer(() => db.close())
  const ports = {
    db,
    clock: systemClock,
    random: systemRandom,
    trail: noTrail,
    tokens: tokens({
      keys: db.signingKeys,
      vault: fileVault({ dataDir }),
      clock: systemClock,
      issuer: 'http://bench',
      audience: 'skyclust',
    }),
  }
  const { presented, workspace } = await member(ports)
  const cache = accessCache(systemClock)
  const once = async (what: Presented) => {
    const identity = await authenticate(ports, cache, what)
    if (!identity) throw new Error('not authenticated')
    const { actor } = await enterWorkspace(ports, cache, identity, workspace)
    assertPermission(actor, 'cluster:read')
  }
  const results: BenchResult[] = []
  for (const [name, what] of Object.entries(presented)) {
    const warm = await cpuUs(WARM, () => once(what))
    const cold = await cpuUs(COLD, () => {
      cache.forget()
      return once(what)
    })
    results.push(
      result(`${name}, kept answer`, warm, WARM),
      result(`${name}, nothing kept`, cold, COLD),
    )
  }
  return results
}

function result(what: string, us: number, count: number): BenchResult {
  // The goal is for what requests meet: within a burst nearly all find a kept answer.
  const isGoal = what.endsWith('kept answer')
  return {
    id: 'A13',
    what: `authentication + authorisation: ${what}`,
    figure: `${us.toFixed(1)} µs`,
    goal: isGoal ? '< 150 µs' : '–',
    met: !isGoal || us < 150,
    how: `CPU of the process per request, median of ${ROUNDS} rounds of ${count}`,
  }
}

async function cpuUs(count: number, work: () => Promise<void>): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage()
    for (let i = 0; i < count; i += 1) await work()
    const { user, system } = process.cpuUsage(before)
    rounds.push((user + system) / count)
  }
  return median(rounds)
}

async function member(
  ports: Parameters<typeof startSession>[0] & {
    readonly db: Awaited<ReturnType<typeof openDatabase>>
  },
): Promise<{
  readonly presented: Readonly<Record<string, Presented>>
  readonly workspace: string
}> {
  const { random, db, tokens: tokenPort } = ports
  const at = new Date().toISOString()
  const user = {
    id: newId(random, 'usr', UserId),
    email: 'bench@example.com',
    emailVerifiedAt: at,
    name: 'Bench',
    passwordHash: undefined,
    platformAdmin: false,
    locale: 'en' as const,
    disabledAt: undefined,
    createdAt: at,
  }
  const workspace = {
    id: newId(random, 'wsp', WorkspaceId),
    slug: 'bench',
    name: 'Bench',
    settings: DEFAULT_WORKSPACE_SETTINGS,
    archivedAt: undefined,
    createdAt: at,
    version: 1,
  }
  const secret = tokenPort.newSecret()
  const keyId = newId(random, 'key', ApiKeyId)
  const started = await db.transaction(async (stores) => {
    await stores.users.insert(user)
    await stores.workspaces.insert(workspace, user.id)
    await stores.apiKeys.insert({
      workspaceId: workspace.id,
      id: keyId,
      name: 'bench',
      principalId: user.id,
      scopes: ['cluster:read'],
      secretHash: secret.hash,
      createdBy: user.id,
      createdAt: at,
      expiresAt: undefined,
      lastUsedAt: at,
    })
    return startSession(
      ports,
      stores,
      user,
      { address: '127.0.0.1', userAgent: 'bench' },
      { methods: ['pwd'] },
    )
  })
  const { token } = await tokenPort.issue({ userId: user.id, sessionId: started.session.id })
  return {
    workspace: workspace.slug,
    presented: {
      'session cookie': { kind: 'cookie', value: started.value },
      'access token': { kind: 'bearer', value: token },
      'API key': { kind: 'bearer', value: formatApiKeyToken({ id: keyId, secret: secret.value }) },
    },
  }
}
