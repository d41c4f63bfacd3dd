import assert from 'node:assert/strict'
import { type CredentialView, newId, type ResourceDetail } from '@skyclust/application'
import { type Grant, type Labels, RoleId, type WorkspaceSettings } from '@skyclust/domain'
import type { LightMyRequestResponse } from 'fastify'
import { call } from './call.ts'
import { fakeClouds } from './fake-cloud.ts'
import { type Caller, type TestApp, type TestAppOptions, testApp } from './test-app.ts'

export const WORKSPACE = '/api/v1/workspaces/main'

export interface ClusterWish {
  readonly labels?: Labels
  readonly location?: string
  readonly provider?: 'aws' | 'gcp'
  readonly network?: object
  readonly nodePools?: readonly object[]
}

/** A workspace with a credential on each fake cloud, and short ways to ask for clusters, networks, roles and settings. */
export async function fleetApp(options: TestAppOptions = {}) {
  await using stack = new AsyncDisposableStack()
  const t = stack.use(
    await testApp({ ...options, overrides: { ...fakeClouds(), ...options.overrides } }),
  )
  const credentials = { aws: await credential(t, 'aws'), gcp: await credential(t, 'gcp') }
  // From here on the caller disposes of it.
  stack.move()
  const clusterRequest = (name: string, wish: ClusterWish = {}) => {
    const provider = wish.provider ?? 'aws'
    return {
      name,
      provider,
      credentialId: credentials[provider].id,
      location: wish.location ?? 'here',
      network: wish.network ?? { create: { cidr: '10.0.0.0/16' } },
      allowCidrOverlap: true,
      nodePools: wish.nodePools ?? [poolRequest('main', 3)],
      labels: wish.labels ?? {},
    }
  }
  const networkRequest = (name: string, wish: { labels?: Labels; location?: string } = {}) => ({
    name,
    provider: 'aws',
    credentialId: credentials.aws.id,
    location: wish.location ?? 'here',
    cidr: '10.0.0.0/16',
    allowCidrOverlap: true,
    labels: wish.labels ?? {},
  })
  return {
    ...t,
    credentials,
    clusterRequest,
    networkRequest,
    createCluster: (name: string, wish?: ClusterWish, by: Caller = t.owner) =>
      call(by, 'POST', `${WORKSPACE}/clusters`, clusterRequest(name, wish)),
    createNetwork: (name: string, wish?: { labels?: Labels }, by: Caller = t.owner) =>
      call(by, 'POST', `${WORKSPACE}/networks`, networkRequest(name, wish)),
    /** A member whose role has these grants. */
    async memberWith(grants: readonly Grant[]): Promise<Caller> {
      const id = newId(t.ports.random, 'rol', RoleId)
      await t.ports.db.stores.roles.insert({
        workspaceId: t.workspace.id,
        id,
        name: id,
        description: '',
        grants,
        createdAt: new Date(t.clock.now).toISOString(),
        version: 1,
      })
      return t.member(id)
    },
    /** Changes settings of the workspace; what is not named is as by default. */
    async set(settings: Partial<WorkspaceSettings>): Promise<void> {
      const { workspaces } = t.ports.db.stores
      const now = await workspaces.get(t.workspace.id)
      assert.ok(now)
      await workspaces.update({ ...now, settings: { ...t.workspace.settings, ...settings } })
    },
  }
}

export type FleetApp = Awaited<ReturnType<typeof fleetApp>>

export function poolRequest(name: string, nodeCount: number, max?: number) {
  return {
    name,
    spec: {
      machineType: 'm',
      nodeCount,
      ...(max === undefined ? {} : { autoscaling: { min: 0, max } }),
    },
  }
}

/** The detail in a 202; fails with the problem otherwise. */
export function accepted(answer: LightMyRequestResponse): ResourceDetail {
  assert.equal(answer.statusCode, 202, answer.body)
  return answer.json<ResourceDetail>()
}

async function credential(t: TestApp, provider: 'aws' | 'gcp'): Promise<CredentialView> {
  const secret =
    provider === 'aws'
      ? { accessKeyId: 'AKIAGOOD000000000001', secretAccessKey: 'canary-secret-of-aws' }
      : {
          type: 'service_account',
          project_id: 'project-1',
          private_key_id: 'k',
          private_key: 'canary PRIVATE KEY',
          client_email: 'a@project-1.iam.gserviceaccount.com',
          client_id: '1',
          token_uri: 'https://oauth2.googleapis.com/token',
        }
  const answer = await call(t.owner, 'POST', `${WORKSPACE}/credentials`, {
    name: provider,
    provider,
    secret,
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<CredentialView>()
}
