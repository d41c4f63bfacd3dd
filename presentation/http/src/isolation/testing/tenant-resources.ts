import { isoTime, newId, type Ports, type Stores } from '@skyclust/application'
import {
  CredentialId,
  type ObjectDeclaration,
  type Resource,
  ResourceId,
  type WorkspaceId,
} from '@skyclust/domain'

/** The resources of a tenant: everything people read of them begins with `<mark>-res`. */
export interface TenantResources {
  readonly credentialId: CredentialId
  readonly network: Resource
  readonly cluster: Resource
  readonly pool: Resource
}

/** A cloud account, a network with a subnet, a cluster with two pools, and what the engine keeps of them. */
export async function addResources(
  ports: Ports,
  stores: Stores,
  workspaceId: WorkspaceId,
  mark: string,
): Promise<TenantResources> {
  const now = isoTime(ports.clock.now())
  const credentialId = await addCredential(ports, stores, workspaceId, mark)
  const text = `${mark}-res`
  const base = {
    workspaceId,
    credentialId,
    provider: 'aws',
    location: 'here',
    labels: { team: `${text}-team` },
    generation: 1,
    observedGeneration: 1,
    status: { endpoint: `https://${text}.example.com` },
    conditions: [],
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: now,
    updatedAt: now,
  } as const
  const resource = (
    own: Pick<Resource, 'kind' | 'name' | 'spec'> & { readonly owner?: Resource },
  ): Resource => {
    const { owner, ...rest } = own
    const id = newId(ports.random, 'res', ResourceId)
    return { ...base, ...rest, id, ownerId: owner?.id, rootId: owner?.id ?? id }
  }
  const network = resource({ kind: 'network', name: `${text}-net`, spec: { cidr: '10.8.0.0/16' } })
  const subnet = resource({
    kind: 'subnet',
    name: `${text}-net-only`,
    spec: { cidr: '10.8.0.0/18', access: 'private', nat: false, secondaryRanges: [] },
    owner: network,
  })
  const cluster = resource({
    kind: 'cluster',
    name: `${text}-clu`,
    spec: {
      version: '1.34',
      network: { foreign: { id: `${text}-vpc`, subnetIds: [`${text}-subnet`] } },
      endpoint: { public: true, private: true },
    },
  })
  const spec = {
    machineType: 'm5.large',
    nodeCount: 1,
    diskGiB: 50,
    spot: false,
    nodeLabels: { team: `${text}-nodes` },
    taints: [],
  }
  const pool = resource({ kind: 'node-pool', name: `${text}-np`, spec, owner: cluster })
  const other = resource({ kind: 'node-pool', name: `${text}-np2`, spec, owner: cluster })
  for (const one of [network, subnet, cluster, pool, other]) await stores.resources.insert(one)
  await addMemories(ports, stores, cluster)
  return { credentialId, network, cluster, pool }
}

async function addCredential(
  ports: Ports,
  stores: Stores,
  workspaceId: WorkspaceId,
  mark: string,
): Promise<CredentialId> {
  const id = newId(ports.random, 'crd', CredentialId)
  const now = isoTime(ports.clock.now())
  const secret = {
    accessKeyId: 'AKIAFAKE000000000000',
    secretAccessKey: `${mark}-secret-access-key`,
  }
  await stores.credentials.insert(
    {
      id,
      workspaceId,
      name: `${mark}-credential`,
      provider: 'aws',
      sandbox: false,
      account: '123456789012',
      principal: `arn:aws:iam::123456789012:user/${mark}`,
      masked: `AKIA…${mark}`,
      verifiedAt: now,
      createdAt: now,
      version: 1,
    },
    await ports.vault.seal(JSON.stringify(secret), { kind: 'credential', workspaceId, id }),
  )
  return id
}

/** Cloud object, journal entry and event of the cluster. */
async function addMemories(ports: Ports, stores: Stores, cluster: Resource): Promise<void> {
  const now = isoTime(ports.clock.now())
  const { id: rootId, workspaceId, name } = cluster
  const declaration: ObjectDeclaration = {
    id: `cluster:${name}/object`,
    resourceId: rootId,
    type: 'fake:cluster',
    name,
    step: 'control-plane',
    desired: { name },
    idempotency: 'name',
    calls: { create: 'fake:Create', update: 'fake:Update', remove: 'fake:Remove' },
    permissions: [],
  }
  await stores.objects.upsert([
    {
      rootId,
      workspaceId,
      objectId: declaration.id,
      declaration,
      position: 0,
      state: 'ready',
      externalId: `${name}-external`,
      outputs: { arn: `${name}-arn` },
      lastApplied: { name },
      goal: 'present',
      attempts: 0,
      replacements: 0,
      nextAttemptAt: undefined,
      message: `${name} is there`,
      errorClass: undefined,
      remedy: undefined,
      startedAt: now,
      readyAt: now,
      observedAt: now,
    },
  ])
  await stores.journal.begin({
    token: ports.random.uuid(),
    workspaceId,
    rootId,
    resourceId: rootId,
    objectId: declaration.id,
    action: 'create',
    call: 'fake:Create',
    intentAt: now,
    sentAt: now,
    outcome: undefined,
    finishedAt: undefined,
    externalId: undefined,
    requestId: undefined,
    operationId: undefined,
    error: undefined,
  })
  await stores.events.append(workspaceId, [
    { type: 'resource.created', resourceId: rootId, data: { name, labels: cluster.labels } },
  ])
}
