import { createHash } from 'node:crypto'
import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Answer, Operation } from '../operation.ts'
import { formatAddress, parseCidr } from './cidr.ts'
import { describeOperation, renderTags } from './describe.ts'
import { notFound } from './errors.ts'
import { type NetworkInterface, networkInterfaces, securityGroups, type Subnet } from './rows.ts'

export const networkInterfaceOperations: readonly Operation[] = [
  describeOperation<NetworkInterface>({
    operation: 'DescribeNetworkInterfaces',
    idParameter: 'NetworkInterfaceId',
    set: 'networkInterfaceSet',
    notFound: notFound.networkInterface,
    rows: (api) => api.rows(networkInterfaces).visible(),
    filters: {
      'network-interface-id': ({ id }) => id,
      'vpc-id': ({ vpcId }) => vpcId,
      'subnet-id': ({ subnetId }) => subnetId,
      'group-id': ({ groupIds }) => groupIds,
      description: ({ description }) => description,
      status: ({ status }) => status,
      'interface-type': ({ interfaceType }) => interfaceType,
      'private-ip-address': ({ privateIp }) => privateIp,
      'addresses.private-ip-address': ({ privateIp }) => privateIp,
      'association.allocation-id': ({ allocationId }) => allocationId,
      'association.public-ip': ({ publicIp }) => publicIp,
      'attachment.instance-id': ({ instanceId }) => instanceId,
      'attachment.attachment-id': ({ attachmentId }) => attachmentId,
      'attachment.status': ({ attachmentId }) => attachmentId && 'attached',
      'requester-managed': ({ requesterManaged }) => String(requesterManaged),
    },
    render: renderInterface,
  }),
  {
    name: 'DeleteNetworkInterface',
    input: ['NetworkInterfaceId!', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    target: (input) => input.string('NetworkInterfaceId'),
    run(api, input) {
      const id = input.required('NetworkInterfaceId')
      const found = api.rows(networkInterfaces).find(id)
      if (!found) throw notFound.networkInterface(id)
      if (found.status === 'in-use')
        throw new AwsError(
          'InvalidParameterValue',
          `Network interface '${id}' is currently in use.`,
        )
      api.rows(networkInterfaces).delete(id)
      return { return: true }
    },
  },
]

/** Puts a network interface into a subnet at its lowest free address. */
export function addInterface(
  api: Api,
  subnet: Subnet,
  given: Pick<NetworkInterface, 'description' | 'groupIds' | 'interfaceType'> &
    Partial<NetworkInterface>,
): NetworkInterface {
  const privateIp = lowestFreeAddress(api, subnet)
  if (privateIp === undefined) throw noFreeAddress(subnet.id)
  const added: NetworkInterface = {
    ...api.stamp(),
    id: api.newId('eni'),
    tags: {},
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    privateIp,
    status: 'in-use',
    attachmentId: api.newId('eni-attach'),
    requesterManaged: true,
    ...given,
  }
  api.rows(networkInterfaces).put(added)
  return added
}

function noFreeAddress(subnetId: string): AwsError {
  return new AwsError(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  )
}

function lowestFreeAddress(api: Api, subnet: Subnet): string | undefined {
  const block = parseCidr(subnet.cidr)
  if (!block) return undefined
  const taken = new Set(
    api
      .rows(networkInterfaces)
      .all()
      .filter(({ subnetId }) => subnetId === subnet.id)
      .map(({ privateIp }) => privateIp),
  )
  for (let address = block.first + 4; address < block.last; address += 1) {
    const text = formatAddress(address)
    if (!taken.has(text)) return text
  }
  return undefined
}

function renderInterface(row: NetworkInterface, api: Api): Answer {
  const groups = api.rows(securityGroups)
  const association = row.publicIp
    ? {
        publicIp: row.publicIp,
        ipOwnerId: row.account,
        allocationId: row.allocationId,
        associationId: row.associationId,
      }
    : undefined
  return {
    networkInterfaceId: row.id,
    subnetId: row.subnetId,
    vpcId: row.vpcId,
    description: row.description,
    ownerId: row.account,
    requesterId: row.requesterManaged ? 'amazon-aws' : undefined,
    requesterManaged: row.requesterManaged,
    status: row.status,
    macAddress: macAddress(row.id),
    privateIpAddress: row.privateIp,
    sourceDestCheck: row.interfaceType === 'interface',
    interfaceType: row.interfaceType,
    groupSet: row.groupIds.map((groupId) => ({
      groupId,
      groupName: groups.find(groupId)?.name,
    })),
    attachment: row.attachmentId
      ? {
          attachmentId: row.attachmentId,
          attachTime: new Date(row.createdAt).toISOString(),
          deleteOnTermination: row.instanceId !== undefined,
          deviceIndex: row.instanceId === undefined ? 1 : 0,
          instanceId: row.instanceId,
          instanceOwnerId: row.instanceId === undefined ? 'amazon-aws' : row.account,
          status: 'attached',
        }
      : undefined,
    association,
    privateIpAddressesSet: [{ privateIpAddress: row.privateIp, primary: true, association }],
    tagSet: renderTags(row.tags),
  }
}

function macAddress(id: string): string {
  const digits = createHash('sha256').update(id).digest('hex').slice(0, 10)
  return `02:${digits.match(/../g)?.join(':') ?? ''}`
}
