import type { Cluster, ObjectDeclaration } from '@skyclust/domain'
import { declare, objectId, ref } from '../declare.ts'

export const ADDONS = ['vpc-cni', 'kube-proxy', 'coredns'] as const
export type AddonName = (typeof ADDONS)[number]

/** Nodes become ready only where these run. CoreDNS is not among them: it needs nodes itself. */
export const ADDONS_BEFORE_NODES = ['vpc-cni', 'kube-proxy'] as const satisfies readonly AddonName[]

/**
 * An EKS add-on in the version EKS gives a cluster by default. CoreDNS waits for no node group, which would bind the
 * deletion of the one to the other: without nodes it is DEGRADED, which counts as ready (see addon.client.ts).
 */
export function addon(cluster: Cluster, name: AddonName): ObjectDeclaration {
  const parent = objectId(cluster, 'cluster')
  return declare(cluster, `addon-${name}`, {
    type: 'eks:addon',
    name,
    step: 'add-ons',
    desired: { clusterName: ref(parent, 'clusterName'), addonName: name },
    idempotency: 'token',
    calls: { create: 'eks:CreateAddon', remove: 'eks:DeleteAddon' },
    permissions: ['eks:CreateAddon', 'eks:TagResource', 'eks:DescribeAddon', 'eks:DeleteAddon'],
    usualSeconds: { min: 20, max: 40 },
    removedWith: parent,
  })
}
