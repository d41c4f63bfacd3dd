import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Answer, Operation } from '../operation.ts'
import { describeOperation, renderTags } from './describe.ts'
import { findInstanceType } from './instance-type-table.ts'
import { type NetworkInterface, networkInterfaces, securityGroups, subnets } from './rows.ts'

/** The machine of a node, kept on its network interface; its id is the instance id. */
type Instance = NetworkInterface & { readonly instanceType: string }

const describeInstances = describeOperation<Instance>({
  operation: 'DescribeInstances',
  idParameter: 'InstanceId',
  set: 'reservationSet',
  notFound: (id) =>
    new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`),
  rows: instances,
  filters: {
    'instance-id': ({ id }) => id,
    'instance-type': ({ instanceType }) => instanceType,
    'instance-state-name': () => 'running',
    'instance-state-code': () => '16',
    'instance-lifecycle': ({ spot }) => (spot === true ? 'spot' : undefined),
    'vpc-id': ({ vpcId }) => vpcId,
    'subnet-id': ({ subnetId }) => subnetId,
    'private-ip-address': ({ privateIp }) => privateIp,
    'ip-address': ({ publicIp }) => publicIp,
    'instance.group-id': ({ groupIds }) => groupIds,
    'availability-zone': ({ subnetId }, api) => api.rows(subnets).find(subnetId)?.zoneName,
  },
  render: (instance, api) => ({
    reservationId: instance.id.replace('i-', 'r-'),
    ownerId: instance.account,
    requesterId: 'autoscaling.amazonaws.com',
    groupSet: [],
    instancesSet: [renderInstance(instance, api)],
  }),
})

export const instanceOperations: readonly Operation[] = [describeInstances]

/** The machines that run: those of node groups. */
function instances(api: Api): Instance[] {
  return api
    .rows(networkInterfaces)
    .visible()
    .flatMap(({ instanceId, instanceType, ...eni }) =>
      instanceId === undefined || instanceType === undefined
        ? []
        : [{ ...eni, id: instanceId, instanceType }],
    )
}

function renderInstance(instance: Instance, api: Api): Answer {
  const type = findInstanceType(instance.instanceType)
  const groups = api.rows(securityGroups)
  const threads = type?.architecture === 'arm64' ? 1 : 2
  return {
    instanceId: instance.id,
    imageId: `ami-0${instance.id.slice(-16)}`,
    instanceState: { code: 16, name: 'running' },
    instanceType: instance.instanceType,
    instanceLifecycle: instance.spot === true ? 'spot' : undefined,
    architecture: type?.architecture,
    launchTime: new Date(instance.createdAt).toISOString(),
    placement: {
      availabilityZone: api.rows(subnets).find(instance.subnetId)?.zoneName,
      tenancy: 'default',
    },
    monitoring: { state: 'disabled' },
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIpAddress: instance.privateIp,
    privateDnsName: `ip-${instance.privateIp.replaceAll('.', '-')}.${instance.region}.compute.internal`,
    ipAddress: instance.publicIp,
    cpuOptions: { coreCount: (type?.vcpus ?? 0) / threads, threadsPerCore: threads },
    hypervisor: 'xen',
    virtualizationType: 'hvm',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    enaSupport: true,
    sourceDestCheck: true,
    groupSet: instance.groupIds.map((groupId) => ({
      groupId,
      groupName: groups.find(groupId)?.name,
    })),
    tagSet: renderTags(instance.tags),
  }
}
