import { REGIONS } from '../catalog/regions.ts'
import { formatCidr } from '../cidr.ts'
import type { GcpRequest } from '../request.ts'
import type { ComputeObject } from '../state.ts'
import { computeUrl, objectPath } from './urls.ts'

/** Start of 10.128.0.0/9, from which auto mode networks take a /20 for each region. */
const AUTO_RANGE = 10 * 2 ** 24 + 128 * 2 ** 16
const AUTO_PREFIX = 20

/** Gives an auto mode network its subnetwork in every region; they are owned by the network. */
export function insertAutoSubnetworks(
  { state, project }: GcpRequest,
  network: ComputeObject,
  path: string,
): void {
  for (const [index, region] of REGIONS.entries()) {
    const scope = `regions/${region}`
    const first = AUTO_RANGE + index * 2 ** (32 - AUTO_PREFIX)
    state.compute('subnetworks').put(objectPath(project, scope, 'subnetworks', network.name), {
      project,
      scope,
      name: network.name,
      createdAt: network.createdAt,
      readyAt: network.readyAt,
      owner: path,
      body: {
        id: state.numericId(),
        network: computeUrl(path),
        ipCidrRange: formatCidr({ first, prefix: AUTO_PREFIX }),
        privateIpGoogleAccess: false,
        privateIpv6GoogleAccess: 'DISABLE_GOOGLE_ACCESS',
        purpose: 'PRIVATE',
        stackType: 'IPV4_ONLY',
        fingerprint: Buffer.from(state.hex(8)).toString('base64'),
      },
    })
  }
}
