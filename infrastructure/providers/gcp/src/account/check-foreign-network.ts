import type { Cluster, Finding, ForeignNetwork, NodePool } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import { sameObject } from '../compute/paths.ts'
import type { Site } from '../location.ts'
import { networkPath, subnetworkPath } from '../network/network.spec.ts'
import { mostNodes, rangeFindings } from './check-nodes.ts'
import { error, ifThere, warning } from './findings.ts'

interface Subnetwork {
  readonly network?: string
  readonly ipCidrRange?: string
  readonly privateIpGoogleAccess?: boolean
  readonly secondaryIpRanges?: readonly {
    readonly rangeName: string
    readonly ipCidrRange: string
  }[]
}

interface Router {
  readonly network?: string
  readonly nats?: readonly object[]
}

const POINTER = '/network/foreign'

/** A network SkyClust does not manage has to be fit as it is: nothing in it will be changed. */
export async function foreignNetworkFindings(
  client: GcpClient,
  cluster: Cluster,
  pools: readonly NodePool[],
  site: Site,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const wanted = cluster.spec.network
  if (!('foreign' in wanted)) return []
  const { foreign } = wanted
  const name = foreign.subnetIds[0] ?? ''
  const path = name.includes('/') ? name : subnetworkPath(site, name)
  const subnet = await ifThere(
    client.send<Subnetwork>({ api: 'compute', kind: 'read', path: `/compute/v1/${path}`, signal }),
  )
  if (!subnet) return [noSubnet(name, site)]
  const network = foreign.id.includes('/') ? foreign.id : networkPath(site, foreign.id)
  if (!sameObject(subnet.network, network))
    return [
      error({
        code: 'network-unfit',
        message: `The subnetwork «${name}» is not in the network «${foreign.id}».`,
        remedy: 'Name a subnetwork of that network.',
        pointer: `${POINTER}/subnetIds/0`,
      }),
    ]
  const pods = subnet.secondaryIpRanges?.find((r) => r.rangeName === foreign.podRangeName)
  return [
    ...aliasFindings(foreign, subnet),
    ...rangeFindings({ nodes: subnet.ipCidrRange, pods: pods?.ipCidrRange }, mostNodes(pools), {
      nodes: `${POINTER}/subnetIds/0`,
      pods: `${POINTER}/podRangeName`,
    }),
    ...(await wayOut(client, subnet, network, site, signal)),
  ]
}

function noSubnet(name: string, site: Site): Finding {
  return error({
    code: 'network-unfit',
    message: `There is no subnetwork «${name}» in ${site.region}.`,
    remedy: 'Name a subnetwork in the region of the cluster.',
    pointer: `${POINTER}/subnetIds/0`,
  })
}

/** VPC-native clusters need two alias ranges that exist. */
function aliasFindings(foreign: ForeignNetwork, subnet: Subnetwork): readonly Finding[] {
  const names = (subnet.secondaryIpRanges ?? []).map((range) => range.rangeName)
  const wanted = [
    { what: 'pods', field: 'podRangeName', name: foreign.podRangeName },
    { what: 'services', field: 'serviceRangeName', name: foreign.serviceRangeName },
  ]
  return wanted.flatMap(({ what, field, name }) =>
    name !== undefined && names.includes(name)
      ? []
      : [
          error({
            code: 'network-unfit',
            message:
              name === undefined
                ? `No secondary range for ${what} is named.`
                : `The subnetwork has no secondary range «${name}» for ${what}.`,
            remedy:
              names.length > 0
                ? `Name one of its ranges: ${names.join(', ')}.`
                : 'Add secondary ranges for pods and services to the subnetwork.',
            pointer: `${POINTER}/${field}`,
          }),
        ],
  )
}

/** Nodes have no public addresses: Google's APIs and other registries have to be reachable without. */
async function wayOut(
  client: GcpClient,
  subnet: Subnetwork,
  network: string,
  site: Site,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const path = `/compute/v1/projects/${site.project}/regions/${site.region}/routers`
  const routers = await client.list<Router>({ api: 'compute', path, signal })
  const nat = routers.some((r) => sameObject(r.network, network) && (r.nats ?? []).length > 0)
  if (nat) return []
  if (subnet.privateIpGoogleAccess)
    return [
      warning({
        code: 'network-unfit',
        message:
          'The network has no Cloud NAT in this region: nodes can pull images from Google only.',
        remedy: 'Add a Cloud Router with NAT when other registries are needed.',
        pointer: POINTER,
      }),
    ]
  return [
    error({
      code: 'network-unfit',
      message:
        'The subnetwork has neither Private Google Access nor Cloud NAT: nodes could not pull any image.',
      remedy: 'Turn Private Google Access on, or add a Cloud Router with NAT.',
      pointer: POINTER,
    }),
  ]
}
