import { textOf } from '../desired.ts'
import type { ObjectHandler } from '@skyclust/application'
import {
  type ComputeResource,
  type ComputeSession,
  computeObject,
} from '../compute/object-handler.ts'
import { subnetworkLeftovers } from './leftovers.ts'
import { subnetworkUsers } from './network-users.ts'
import { SUBNETWORK_TYPE } from './network.spec.ts'

interface SubnetworkResource extends ComputeResource {
  readonly ipCidrRange?: string
  readonly state?: string
}

/** Regional subnets with their alias ranges. */
export function subnetworkHandler(session: ComputeSession): ObjectHandler {
  const basics = computeObject<SubnetworkResource>(session, {
    type: SUBNETWORK_TYPE,
    collection: 'subnetworks',
    outputs: (path, resource, object) => ({
      path,
      name: textOf(object.desired, 'name'),
      cidr: resource?.ipCidrRange ?? textOf(object.desired, 'ipCidrRange'),
    }),
    fields: (resource) => ({ cidr: resource.ipCidrRange }),
  })
  return {
    ...basics,
    compare: () => [],
    explainBlock: (_object, path, signal) => subnetworkUsers(session.client, path, signal),
    leftovers: (_object, path, signal) => subnetworkLeftovers(session.client, path, signal),
  }
}
