import { cidrSize, type Cluster, type Finding, parseCidr } from '@skyclust/domain'
import { missingActions } from '../account/permissions.ts'
import { objectsAt, sameId, textAt, textsAt } from '../arm/document.ts'
import { ARM_TYPES } from '../arm/types.ts'
import { overlapsWithNetwork, rangesOf } from './addresses.ts'
import type { CheckInput } from './check.ts'

const POINTER = '/network/foreign'
const SUBNET_ACTIONS = [
  'Microsoft.Network/virtualNetworks/subnets/read',
  'Microsoft.Network/virtualNetworks/subnets/join/action',
  'Microsoft.Authorization/roleAssignments/write',
]

/** Whether a network SkyClust does not manage can carry the cluster. */
export async function checkForeignNetwork(
  input: CheckInput,
  cluster: Cluster,
): Promise<readonly Finding[]> {
  const choice = cluster.spec.network
  if (!('foreign' in choice)) return []
  const { arm, signal } = input
  const { id } = choice.foreign
  const subnetId = choice.foreign.subnetIds[0] ?? ''
  const type = ARM_TYPES['Microsoft.Network/virtualNetworks']
  const answer = await arm.get({
    path: id,
    apiVersion: type.apiVersion,
    bucket: type.getBucket,
    signal,
  })
  if (!answer)
    return [unfit(`There is no virtual network ${id}.`, 'Check the ARM id.', `${POINTER}/id`)]
  const network = answer.body
  const subnet = objectsAt(network, 'properties', 'subnets').find((entry) =>
    sameId(textAt(entry, 'id'), subnetId),
  )
  if (!subnet)
    return [
      unfit(
        `The virtual network has no subnet ${subnetId}.`,
        `Choose one of ${objectsAt(network, 'properties', 'subnets')
          .map((entry) => textAt(entry, 'name') ?? '')
          .join(', ')}.`,
        `${POINTER}/subnetIds/0`,
      ),
    ]
  const findings: Finding[] = []
  const place = textAt(network, 'location')?.replaceAll(' ', '').toLowerCase()
  if (place !== cluster.location)
    findings.push(
      unfit(
        `The virtual network is in ${place ?? 'another region'}, the cluster in ${cluster.location}.`,
        'Choose a network of the same region.',
        `${POINTER}/id`,
      ),
    )
  const delegated = objectsAt(subnet, 'properties', 'delegations')[0]
  if (delegated)
    findings.push(
      unfit(
        `Subnet «${textAt(subnet, 'name') ?? ''}» is delegated to ${textAt(delegated, 'properties', 'serviceName') ?? 'another service'}.`,
        'AKS needs a subnet that is not delegated.',
        `${POINTER}/subnetIds/0`,
      ),
    )
  const prefix = parseCidr(
    textAt(subnet, 'properties', 'addressPrefix') ??
      textsAt(subnet, 'properties', 'addressPrefixes')[0] ??
      '',
  )
  const used = objectsAt(subnet, 'properties', 'ipConfigurations').length
  const free = prefix ? cidrSize(prefix) - 5 - used : Infinity
  const needed = nodesOf(input) + 1
  if (free < needed)
    findings.push(
      unfit(
        `Subnet «${textAt(subnet, 'name') ?? ''}» has ${free} free addresses; the nodes need ${needed}, one of them while they are upgraded.`,
        'Choose a larger subnet or fewer nodes.',
        `${POINTER}/subnetIds/0`,
      ),
    )
  if (textAt(subnet, 'properties', 'routeTable', 'id') !== undefined)
    findings.push({
      severity: 'warning',
      code: 'network-unfit',
      message: `Subnet «${textAt(subnet, 'name') ?? ''}» has a route table: nodes must reach the internet and the API server through it.`,
      remedy: 'Make sure that 0.0.0.0/0 is not sent to a firewall that drops AKS traffic.',
      pointer: `${POINTER}/subnetIds/0`,
    })
  const ranges = rangesOf(input)
  const space = textsAt(network, 'properties', 'addressSpace', 'addressPrefixes')
  if (ranges) findings.push(...overlapsWithNetwork(ranges, space))
  const missing = await missingActions(arm, subnetId, SUBNET_ACTIONS, signal)
  findings.push(
    ...missing.map((action): Finding => ({
      severity: 'error',
      code: 'permission-missing',
      message: `The credential may not do ${action} on ${subnetId}.`,
      remedy:
        'Give its application Network Contributor and Role Based Access Control Administrator on the subnet.',
      details: { permission: action },
    })),
  )
  return findings
}

function nodesOf({ tree }: CheckInput): number {
  return tree.resources.reduce(
    (sum, r) =>
      r.kind === 'node-pool' ? sum + (r.spec.autoscaling?.max ?? r.spec.nodeCount) : sum,
    0,
  )
}

function unfit(message: string, remedy: string, pointer: string): Finding {
  return { severity: 'error', code: 'network-unfit', message, remedy, pointer }
}
