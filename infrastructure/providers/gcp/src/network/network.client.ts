import { textOf } from '../desired.ts'
import type { ObjectHandler } from '@skyclust/application'
import {
  type ComputeResource,
  type ComputeSession,
  computeObject,
} from '../compute/object-handler.ts'
import { networkLeftovers } from './leftovers.ts'
import { networkUsers } from './network-users.ts'
import { NETWORK_TYPE } from './network.spec.ts'

interface NetworkResource extends ComputeResource {
  readonly autoCreateSubnetworks?: boolean
}

/** VPC networks. Nothing of one that is ours ever changes. */
export function networkHandler(session: ComputeSession): ObjectHandler {
  const basics = computeObject<NetworkResource>(session, {
    type: NETWORK_TYPE,
    collection: 'networks',
    outputs: (path, _resource, object) => ({ path, name: textOf(object.desired, 'name') }),
    fields: () => ({}),
  })
  return {
    ...basics,
    compare: () => [],
    explainBlock: (_object, path, signal) => networkUsers(session.client, path, signal),
    leftovers: (_object, path, signal) => networkLeftovers(session.client, path, signal),
  }
}
