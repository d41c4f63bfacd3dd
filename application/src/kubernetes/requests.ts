import {
  AwsClusterOptions,
  AzureClusterOptions,
  CidrText,
  ClusterSpec,
  CredentialId,
  ForeignNetwork,
  Labels,
  NetworkSpec,
  NodePoolSpec,
  ProviderId,
  ResourceId,
  ResourceName,
  GcpClusterOptions,
} from '@skyclust/domain'
import { z } from 'zod'

/** A node pool as asked for. */
export const NodePoolRequest = z.object({ name: ResourceName.max(12), spec: NodePoolSpec })
export type NodePoolRequest = z.infer<typeof NodePoolRequest>

/** Where the cluster stands: a new network of its own, one of the workspace's, or one SkyClust does not manage. */
export const NetworkChoice = z.union([
  z.strictObject({
    create: NetworkSpec.extend({
      /** AWS: the zones to use, at least two; default the first three. */
      zones: z.array(z.string()).optional(),
    }),
  }),
  z.strictObject({ networkId: ResourceId }),
  z.strictObject({ foreign: ForeignNetwork }),
])
export type NetworkChoice = z.infer<typeof NetworkChoice>

export const CreateClusterRequest = z.strictObject({
  name: ResourceName,
  provider: ProviderId,
  credentialId: CredentialId,
  /** Region; for GKE a zone makes a zonal cluster. */
  location: z.string().min(1).max(64),
  version: ClusterSpec.shape.version,
  network: NetworkChoice,
  podCidr: CidrText.optional(),
  serviceCidr: CidrText.optional(),
  endpoint: ClusterSpec.shape.endpoint,
  nodePools: z.array(NodePoolRequest).max(20),
  labels: Labels.default({}),
  aws: AwsClusterOptions.optional(),
  gcp: GcpClusterOptions.optional(),
  azure: AzureClusterOptions.optional(),
  /** Accept that the new network overlaps another network of the workspace (they can then never be connected). */
  allowCidrOverlap: z.boolean().default(false),
  /** Digest of the plan that was shown; the apply is refused when the plan would differ now. */
  planDigest: z.string().optional(),
})
export type CreateClusterRequest = z.infer<typeof CreateClusterRequest>

export const CreateNetworkRequest = z.strictObject({
  name: ResourceName,
  provider: ProviderId,
  credentialId: CredentialId,
  location: z.string().min(1).max(64),
  cidr: NetworkSpec.shape.cidr,
  zones: z.array(z.string()).optional(),
  labels: Labels.default({}),
  /** Accept that it overlaps another network of the workspace (they can then never be connected). */
  allowCidrOverlap: z.boolean().default(false),
  planDigest: z.string().optional(),
})
export type CreateNetworkRequest = z.infer<typeof CreateNetworkRequest>

export const ResizeNodePoolRequest = z.strictObject({
  nodeCount: z.number().int().min(0).max(1000).optional(),
  autoscaling: z
    .object({ min: z.number().int().min(0).max(1000), max: z.number().int().min(1).max(1000) })
    .nullable()
    .optional(),
})
export type ResizeNodePoolRequest = z.infer<typeof ResizeNodePoolRequest>
