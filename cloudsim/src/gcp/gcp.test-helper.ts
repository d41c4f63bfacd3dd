import assert from 'node:assert/strict'
import { JWT } from 'google-auth-library'
import type { AccountCredential } from '../core/cloud.ts'
import { type RunningCloudsim, serveCloudsim } from '../server.ts'
import { type Cloudsim, cloudsimOf, type CloudsimOptions, type NewAccount } from '../sim.ts'
import type { Json } from './json-schema.ts'
import { createGcp } from './index.ts'

export type GcpCredential = Extract<AccountCredential, { readonly cloud: 'gcp' }>

export interface Reply {
  readonly status: number
  readonly body: Json
}

export interface Sandbox {
  readonly sim: Cloudsim
  readonly url: string
  readonly project: string
  readonly key: GcpCredential
  /** One call with an access token; never throws for an error status. */
  call(method: string, path: string, body?: object): Promise<Reply>
  /** A call that must succeed. */
  ok(method: string, path: string, body?: object): Promise<Json>
  /** Compute: starts an operation and lets it end, then gives it. */
  compute(method: string, path: string, body?: object): Promise<Json>
  /** Container: starts an operation and lets it end, then gives it. */
  container(method: string, path: string, body?: object): Promise<Json>
  network(name: string): Promise<void>
  /** A custom network with one VPC-native subnetwork in us-central1. */
  vpc(name: string): Promise<void>
  close(): Promise<void>
}

/** google-auth-library against the simulator: its token endpoint is fixed, so the transporter rewrites it. */
export function authClient(key: GcpCredential, url: string): JWT {
  const { serviceAccountKey } = key
  const client = new JWT({
    email: serviceAccountKey['client_email'] ?? '',
    key: serviceAccountKey['private_key'] ?? '',
    keyId: serviceAccountKey['private_key_id'] ?? '',
    scopes: ['https://www.googleapis.com/auth/cloud-platform'],
  })
  client.transporter.interceptors.request.add({
    async resolved(config) {
      const target = String(config.url)
      return target.startsWith('https://oauth2.googleapis.com/')
        ? { ...config, url: new URL(`${url}/token`) }
        : config
    },
  })
  return client
}

export async function startSandbox(
  options: CloudsimOptions = {},
  account: NewAccount = { id: 'demo-project' },
): Promise<Sandbox> {
  const running: RunningCloudsim = await serveCloudsim(
    cloudsimOf([createGcp], { speed: 0.001, ...options }),
  )
  const { sim } = running
  const url = running.urls.gcp
  const key = await sim.createAccount('gcp', account)
  assert.equal(key.cloud, 'gcp')
  const { token } = await authClient(key, url).getAccessToken()
  const project = key.projectId
  const call: Sandbox['call'] = async (method, path, body) => {
    const response = await fetch(`${url}/${path.replace('{p}', project)}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }
  const ok: Sandbox['ok'] = async (method, path, body) => {
    const reply = await call(method, path, body)
    assert.equal(reply.status, 200, `${method} ${path}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const compute: Sandbox['compute'] = async (method, path, body) => {
    const operation = await ok(method, `compute/v1/projects/{p}/${path}`, body)
    sim.clock.advance(60_000)
    return await ok('GET', String(operation['selfLink']).replace('https://www.googleapis.com/', ''))
  }
  const container: Sandbox['container'] = async (method, path, body) => {
    const operation = await ok(method, `v1/projects/{p}/locations/${path}`, body)
    sim.clock.advance(500_000)
    const location = String(operation['location'])
    return await ok(
      'GET',
      `v1/projects/{p}/locations/${location}/operations/${String(operation['name'])}`,
    )
  }
  const network: Sandbox['network'] = async (name) => {
    await compute('POST', 'global/networks', { name, autoCreateSubnetworks: false })
  }
  return {
    sim,
    url,
    project,
    key,
    call,
    ok,
    compute,
    container,
    network,
    async vpc(name) {
      await network(name)
      await compute('POST', 'regions/us-central1/subnetworks', {
        name,
        network: `global/networks/${name}`,
        ipCidrRange: '10.0.0.0/20',
        secondaryIpRanges: [
          { rangeName: 'pods', ipCidrRange: '10.4.0.0/14' },
          { rangeName: 'services', ipCidrRange: '10.8.0.0/20' },
        ],
      })
    },
    close: () => running.close(),
  }
}

/** The reason and message of an error answer. */
export function errorOf({ status, body }: Reply): {
  readonly status: number
  readonly reason: string
  readonly rpc: string
  readonly message: string
} {
  const error = body['error'] as {
    readonly message: string
    readonly status: string
    readonly errors: readonly { readonly reason: string }[]
  }
  return {
    status,
    reason: error.errors[0]?.reason ?? '',
    rpc: error.status,
    message: error.message,
  }
}
