import { formatAddress } from '../cidr.ts'
import { message, text } from '../json-schema.ts'
import type { GcpRoute } from '../request.ts'
import type { ResourceKind } from './resource.ts'
import { resourceRoutes } from './resource-routes.ts'

const schema = message(
  'Address',
  {
    name: 'string',
    description: 'string',
    addressType: { oneOf: ['EXTERNAL', 'INTERNAL'] },
    networkTier: { oneOf: ['PREMIUM', 'STANDARD'] },
    labels: { map: 'string' },
  },
  `address creationTimestamp id ipCollection ipVersion ipv6EndpointType kind labelFingerprint network
   prefixLength purpose region selfLink status subnetwork users`,
)

export const addressKind: ResourceKind = {
  collection: 'addresses',
  kind: 'compute#address',
  noun: 'address',
  scope: 'regions',
  quota: 'STATIC_ADDRESSES',
  schema,
  prepare(request, body) {
    const labels = body['labels']
    return {
      description: text(body, 'description'),
      // 34.64.0.0/10 is one of Google's public ranges.
      address: formatAddress(0x22400000 + Math.floor(request.state.context.random() * 2 ** 22)),
      addressType: body['addressType'] ?? 'EXTERNAL',
      networkTier: body['networkTier'] ?? 'PREMIUM',
      ...(labels === undefined ? {} : { labels }),
      labelFingerprint: Buffer.from(request.state.hex(8)).toString('base64'),
      status: 'RESERVED',
    }
  },
}

export const addressRoutes: readonly GcpRoute[] = resourceRoutes(addressKind, [
  'get',
  'list',
  'aggregatedList',
  'insert',
  'delete',
])
