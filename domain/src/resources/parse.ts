import { ClusterSpec } from '../kubernetes/cluster.ts'
import { NodePoolSpec } from '../kubernetes/node-pool.ts'
import { NetworkSpec, SubnetSpec } from '../network/network.ts'
import type { Resource } from './resource.ts'
import type { TypedResource } from './tree.ts'

/** Gives a stored resource the type of its kind; throws ZodError when the stored spec is not of this version. */
export function typedResource(resource: Resource): TypedResource {
  switch (resource.kind) {
    case 'network':
      return { ...resource, kind: 'network', spec: NetworkSpec.parse(resource.spec) }
    case 'subnet':
      return { ...resource, kind: 'subnet', spec: SubnetSpec.parse(resource.spec) }
    case 'cluster':
      return { ...resource, kind: 'cluster', spec: ClusterSpec.parse(resource.spec) }
    case 'node-pool':
      return { ...resource, kind: 'node-pool', spec: NodePoolSpec.parse(resource.spec) }
  }
  return resource.kind satisfies never
}
