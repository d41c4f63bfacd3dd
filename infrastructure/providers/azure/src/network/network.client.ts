import { CloudError, type ObjectHandler } from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'
import { objectsAt, sameId, textAt, textsAt } from '../arm/document.ts'
import { armHandler, hasOwnerTags, type Tools, usersOf } from '../arm/handler.ts'
import { ARM_TYPES } from '../arm/types.ts'
import { nameOfUser } from './users.ts'
import { NAT_GATEWAY } from './nat-gateway.spec.ts'
import { NETWORK_SECURITY_GROUP } from './network-security-group.spec.ts'
import { PUBLIC_IP } from './public-ip.spec.ts'
import { SUBNET } from './subnet.spec.ts'
import { VIRTUAL_NETWORK } from './virtual-network.spec.ts'

const idAndName = (document: JsonObject) => ({
  id: textAt(document, 'id') ?? '',
  name: textAt(document, 'name') ?? '',
})

const named = (document: JsonObject, ...members: readonly string[]) =>
  usersOf(document, textAt(document, 'id') ?? '', ...members).map(nameOfUser)

export function virtualNetworkHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: VIRTUAL_NETWORK,
    outputs: (document) => ({
      ...idAndName(document),
      addressPrefixes: textsAt(document, 'properties', 'addressSpace', 'addressPrefixes'),
    }),
    // ARM deletes a network together with its unused subnets, and ours are gone by now: the rest is somebody else's.
    async beforeRemove({ arm }, object, id, signal) {
      const { apiVersion, getBucket: bucket } = ARM_TYPES[VIRTUAL_NETWORK]
      const network = await arm.get({ path: id, apiVersion, bucket, signal })
      const names = objectsAt(network?.body, 'properties', 'subnets').map(
        (subnet) => `«${textAt(subnet, 'name') ?? ''}»`,
      )
      if (names.length > 0)
        throw new CloudError(
          'busy',
          'VirtualNetworkNotEmpty',
          `Virtual network «${object.declaration.name}» still has the subnets ${names.join(', ')}.`,
          { remedy: 'Delete these subnets, and what is in them; the network goes then.' },
        )
    },
    explainBlock: (document) =>
      objectsAt(document, 'properties', 'subnets').flatMap((subnet) => [
        `subnet «${textAt(subnet, 'name') ?? ''}»`,
        ...named(subnet, 'ipConfigurations', 'privateEndpoints', 'serviceAssociationLinks'),
      ]),
  })
}

export function networkSecurityGroupHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: NETWORK_SECURITY_GROUP,
    outputs: idAndName,
    explainBlock: (document) => named(document, 'subnets', 'networkInterfaces'),
  })
}

export function publicIpHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: PUBLIC_IP,
    outputs: (document) => ({
      ...idAndName(document),
      address: textAt(document, 'properties', 'ipAddress') ?? '',
    }),
    explainBlock: (document) => named(document, 'ipConfiguration', 'natGateway'),
  })
}

export function natGatewayHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: NAT_GATEWAY,
    outputs: idAndName,
    explainBlock: (document) => named(document, 'subnets'),
  })
}

/** Subnets are read with their network, whose tags say whose they are: ARM keeps no tags on subnets. */
export function subnetHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: SUBNET,
    async read({ reader }, id, object, signal) {
      const networkId = textAt(object.desired, 'network') ?? id.replace(/\/subnets\/[^/]+$/i, '')
      const network = await reader.read(VIRTUAL_NETWORK, networkId, signal)
      const subnet = objectsAt(network, 'properties', 'subnets').find((entry) =>
        sameId(textAt(entry, 'id'), id),
      )
      return subnet && network ? { ...subnet, network: { tags: network['tags'] } } : undefined
    },
    owned(document, object) {
      const network = document['network'] as JsonObject
      const tags = (network['tags'] ?? {}) as JsonObject
      // The network's own object tag differs from the subnet's: only the tree has to be the same.
      return hasOwnerTags({ ...tags, 'skyclust-object': object.owner.object }, object)
    },
    outputs: (document) => ({
      ...idAndName(document),
      addressPrefix: textAt(document, 'properties', 'addressPrefix') ?? '',
    }),
    explainBlock: (document) =>
      named(document, 'ipConfigurations', 'privateEndpoints', 'serviceAssociationLinks'),
  })
}
