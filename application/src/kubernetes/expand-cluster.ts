import {
  type Credential,
  encodeId,
  type Finding,
  type Labels,
  NetworkSpec,
  type Resource,
  ResourceId,
  type ResourceKind,
  SubnetSpec,
  type WorkspaceId,
} from '@skyclust/domain'
import type { CloudProvider, LocationCatalog } from '../ports/cloud-provider.ts'
import type { Ports } from '../ports/ports.ts'
import type { CreateClusterRequest, CreateNetworkRequest, NodePoolRequest } from './requests.ts'

/** Where new resources belong. */
export interface Placement {
  readonly workspaceId: WorkspaceId
  readonly credential: Credential
  readonly location: string
  readonly labels: Labels
  readonly at: string
}

/** A new row of any kind, as it is before anything was done for it. */
export function newResource(
  ports: Pick<Ports, 'random'>,
  placement: Placement,
  what: { readonly kind: ResourceKind; readonly name: string; readonly spec: unknown },
  owner?: Resource,
): Resource {
  const id = ResourceId.parse(encodeId('res', ports.random.bytes(20)))
  return {
    id,
    workspaceId: placement.workspaceId,
    kind: what.kind,
    name: what.name,
    labels: placement.labels,
    provider: placement.credential.provider,
    credentialId: placement.credential.id,
    location: placement.location,
    spec: what.spec,
    generation: 1,
    status: {},
    observedGeneration: 0,
    conditions: [],
    ownerId: owner?.id,
    rootId: owner?.rootId ?? id,
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: placement.at,
    updatedAt: placement.at,
  }
}

/** The network and its subnets, laid out as the provider needs them for a cluster. */
export function expandNetwork(
  ports: Pick<Ports, 'random'>,
  provider: CloudProvider,
  catalog: Pick<LocationCatalog, 'zones'>,
  placement: Placement,
  request: {
    readonly name: string
    readonly cidr: string
    readonly zones?: readonly string[] | undefined
    readonly podCidr?: string | undefined
    readonly serviceCidr?: string | undefined
  },
  owner?: Resource,
): readonly Resource[] {
  const network = newResource(
    ports,
    placement,
    { kind: 'network', name: request.name, spec: NetworkSpec.parse({ cidr: request.cidr }) },
    owner,
  )
  const layout = provider.subnetLayout({
    networkCidr: request.cidr,
    location: placement.location,
    zones: request.zones ?? catalog.zones,
    ...(request.podCidr === undefined ? {} : { podCidr: request.podCidr }),
    ...(request.serviceCidr === undefined ? {} : { serviceCidr: request.serviceCidr }),
  })
  const subnets = layout.map((plan) => {
    const { name, ...spec } = plan
    return newResource(
      ports,
      placement,
      { kind: 'subnet', name: `${request.name}-${name}`, spec: SubnetSpec.parse(spec) },
      network,
    )
  })
  return [network, ...subnets]
}

/** All resources a create request stands for: cluster first, then what it owns. */
export function expandCluster(
  ports: Pick<Ports, 'random'>,
  provider: CloudProvider,
  catalog: LocationCatalog,
  placement: Placement,
  request: CreateClusterRequest,
): readonly Resource[] {
  const { name, podCidr, serviceCidr, endpoint, aws, gcp, azure } = request
  const version = request.version ?? catalog.versions.find((v) => v.default)?.version
  const cluster = newResource(ports, placement, { kind: 'cluster', name, spec: {} })
  const ownNetwork =
    'create' in request.network
      ? expandNetwork(
          ports,
          provider,
          catalog,
          placement,
          { name, ...request.network.create, podCidr, serviceCidr },
          cluster,
        )
      : []
  const network = ownNetwork[0] === undefined ? request.network : { networkId: ownNetwork[0].id }
  const spec = { version, network, podCidr, serviceCidr, endpoint, aws, gcp, azure }
  return [
    { ...cluster, spec: withoutUndefined(spec) },
    ...ownNetwork,
    ...request.nodePools.map((pool) => newNodePool(ports, placement, pool, cluster)),
  ]
}

export function newNodePool(
  ports: Pick<Ports, 'random'>,
  placement: Placement,
  pool: NodePoolRequest,
  cluster: Resource,
): Resource {
  return newResource(
    ports,
    placement,
    { kind: 'node-pool', name: pool.name, spec: pool.spec },
    cluster,
  )
}

/** Rules between the fields of a request that no single schema sees. */
export function requestFindings(request: CreateClusterRequest): readonly Finding[] {
  const findings: Finding[] = []
  const names = request.nodePools.map((p) => p.name)
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      findings.push({
        severity: 'error',
        code: 'name-taken',
        message: `Two node pools are called «${name}».`,
        remedy: 'Give each node pool a name of its own.',
        pointer: `/nodePools/${index}/name`,
      })
  const autopilot = request.provider === 'gcp' && request.gcp?.autopilot === true
  if (autopilot && names.length > 0)
    findings.push({
      severity: 'error',
      code: 'autopilot-node-pools',
      message: 'Autopilot makes its nodes itself and takes no node pools.',
      remedy: 'Leave the node pools out, or switch Autopilot off.',
      pointer: '/nodePools',
    })
  if (!autopilot && names.length === 0)
    findings.push({
      severity: 'error',
      code: 'node-pool-missing',
      message: 'A cluster needs at least one node pool to run anything.',
      remedy: 'Add a node pool.',
      pointer: '/nodePools',
    })
  if (request.provider !== 'aws' && 'create' in request.network && request.network.create.zones)
    findings.push({
      severity: 'warning',
      code: 'option-ignored',
      message: `Zones are chosen for subnets of AWS only; on ${request.provider} a subnet spans its region.`,
      remedy: 'Leave the zones out.',
      pointer: '/network/create/zones',
    })
  for (const other of ['aws', 'gcp', 'azure'] as const)
    if (other !== request.provider && request[other] !== undefined)
      findings.push({
        severity: 'warning',
        code: 'option-ignored',
        message: `The options of ${other} have no meaning on ${request.provider}.`,
        pointer: `/${other}`,
      })
  return findings
}

function withoutUndefined(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))
}

type NetworkRequest = Pick<CreateNetworkRequest, 'name' | 'cidr' | 'zones'>
