import { batchLoader } from '@skyclust/application'
import type {
  Address,
  InternetGateway,
  NatGateway,
  RouteTable,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2'
import type { Aws } from '../client.ts'
import { orAbsent } from '../handler.ts'
import * as kinds from './ec2-kinds.ts'
import { ec2Loader, ec2Lookup, type Ec2Lookup, type Pacing } from './ec2-lookup.ts'

/** The reads that the handlers of a session share. */
export interface Reads {
  readonly vpcs: Ec2Lookup<Vpc>
  readonly subnets: Ec2Lookup<Subnet>
  readonly internetGateways: Ec2Lookup<InternetGateway>
  readonly routeTables: Ec2Lookup<RouteTable>
  readonly addresses: Ec2Lookup<Address>
  readonly natGateways: Ec2Lookup<NatGateway>
  /** The table a subnet is explicitly associated with. */
  routeTableOfSubnet(subnetId: string, signal: AbortSignal): Promise<RouteTable | undefined>
  /** ARNs of the managed policies attached to a role; empty where there is no such role. */
  attachedPolicies(roleName: string, signal: AbortSignal): Promise<readonly string[]>
}

export function openReads(aws: Aws, pacing: Pacing): Reads {
  const tablesBySubnet = ec2Loader(
    aws,
    pacing,
    kinds.routeTables,
    'association.subnet-id',
    ({ Associations = [] }) => Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
  )
  return {
    vpcs: ec2Lookup(aws, pacing, kinds.vpcs),
    subnets: ec2Lookup(aws, pacing, kinds.subnets),
    internetGateways: ec2Lookup(aws, pacing, kinds.internetGateways),
    routeTables: ec2Lookup(aws, pacing, kinds.routeTables),
    addresses: ec2Lookup(aws, pacing, kinds.addresses),
    natGateways: ec2Lookup(aws, pacing, kinds.natGateways),
    routeTableOfSubnet: async (subnetId, signal) => (await tablesBySubnet(subnetId, signal))[0],
    attachedPolicies: attachedPolicies(aws),
  }
}

/** The attachments of one role are read together. */
function attachedPolicies(aws: Aws): Reads['attachedPolicies'] {
  const action = 'iam:ListAttachedRolePolicies'
  const loader = batchLoader<string, readonly string[]>({
    maxKeys: 1,
    turn: (signal) => aws.take(action, 'read', signal),
    fetch: async ([role], signal) => {
      if (role === undefined) return new Map()
      const answer = await orAbsent(
        aws.iam(
          action,
          'read',
          signal,
          (iam, options) => iam.listAttachedRolePolicies({ RoleName: role }, options),
          true,
        ),
      )
      const arns = answer?.AttachedPolicies?.flatMap(({ PolicyArn }) => PolicyArn ?? []) ?? []
      return new Map([[role, arns]])
    },
  })
  return async (role, signal) => (await loader.load(role, signal)) ?? []
}
