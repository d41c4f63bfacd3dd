import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResourceDetail } from '@skyclust/application'
import type { AccountCredential, Cloudsim } from '@skyclust/cloudsim'
import { type Api, ApiProblem } from '../demo/api.ts'

export const WORKSPACE = 'main'

export const CLOUDS = ['aws', 'gcp', 'azure'] as const
export type Cloud = (typeof CLOUDS)[number]

const PLACES = {
  aws: { location: 'ap-northeast-2', machineType: 'm6i.large' },
  gcp: { location: 'asia-northeast3', machineType: 'e2-standard-4' },
  azure: { location: 'koreacentral', machineType: 'Standard_D4s_v5' },
} as const satisfies Record<Cloud, unknown>

const LOOK_MS = 60

/** An account of a simulated cloud, registered as a credential. */
export interface Account {
  readonly cloud: Cloud
  readonly id: string
  readonly credentialId: string
}

/** Makes an account in the simulator and registers it. */
export async function newAccount(
  api: Api,
  sim: Cloudsim,
  cloud: Cloud,
  name: string,
): Promise<Account> {
  const secret = secretOf(await sim.createAccount(cloud))
  return register(api, cloud, { name, provider: cloud, sandbox: false, secret })
}

/** Lets the installation make an account in its own sandbox. */
export function newSandboxAccount(api: Api, cloud: Cloud, name: string): Promise<Account> {
  return register(api, cloud, { name, provider: cloud, sandbox: true })
}

async function register(api: Api, cloud: Cloud, request: object): Promise<Account> {
  const made = await api.call<{ id: string; account: string }>(
    'POST',
    `/api/v1/workspaces/${WORKSPACE}/credentials`,
    request,
  )
  return { cloud, id: made.account, credentialId: made.id }
}

/** The first administrator; `api` is signed in afterwards. */
export async function setUp(api: Api): Promise<void> {
  await api.call('POST', '/api/v1/setup', {
    email: 'admin@example.com',
    password: randomBytes(12).toString('base64url'),
    name: 'Administrator',
    workspace: { slug: WORKSPACE, name: 'Main' },
  })
}

/** Asks for a cluster with its own network and one pool; answers its id. */
export async function askForCluster(api: Api, account: Account, name: string): Promise<string> {
  const { location, machineType } = PLACES[account.cloud]
  const detail = await api.call<ResourceDetail>('POST', path(), {
    name,
    provider: account.cloud,
    credentialId: account.credentialId,
    location,
    network: { create: { cidr: '10.16.0.0/16' } },
    allowCidrOverlap: true,
    nodePools: [{ name: 'main', spec: { machineType, nodeCount: 2 } }],
  })
  return detail.resource.id
}

export async function askForDeletion(api: Api, id: string): Promise<void> {
  await api.call('DELETE', `${path()}/${id}`)
}

/** Waits until the API shows the cluster and all it owns in this phase; false when that is not within `limitMs`. */
export async function becomes(
  api: Api,
  id: string,
  goal: 'Ready' | 'gone',
  limitMs: number,
): Promise<boolean> {
  const deadline = performance.now() + limitMs
  while (performance.now() < deadline) {
    if ((await phaseOf(api, id)) === goal) return true
    await sleep(LOOK_MS)
  }
  return false
}

async function phaseOf(api: Api, id: string): Promise<string> {
  try {
    const detail = await api.call<ResourceDetail>('GET', `${path()}/${id}`)
    // The cluster is ready without its pools; the whole is meant here.
    return [detail.resource, ...detail.children].find((r) => r.phase !== 'Ready')?.phase ?? 'Ready'
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return 'gone'
    throw error
  }
}

function path(): string {
  return `/api/v1/workspaces/${WORKSPACE}/clusters`
}

/** The secret in the form credentials take it. */
function secretOf(account: AccountCredential): Readonly<Record<string, string>> {
  if (account.cloud === 'gcp') return account.serviceAccountKey
  if (account.cloud === 'aws') {
    const { accessKeyId, secretAccessKey } = account
    return { accessKeyId, secretAccessKey }
  }
  const { tenantId, clientId, clientSecret, subscriptionId } = account
  return { tenantId, clientId, clientSecret, subscriptionId }
}
