import { z } from 'zod'
import { ResourceId } from '../kernel/ids.ts'
import { CidrText } from '../network/network.ts'
import type { Resource } from '../resources/resource.ts'

/** A network SkyClust does not manage, named by the cloud's own ids. Nothing in it is changed or deleted. */
export const ForeignNetwork = z.object({
  /** vpc-…, the network's name, or the VNet's ARM id. */
  id: z.string().min(1),
  /** subnet-… (two zones or more), one subnetwork name, or one subnet ARM id. */
  subnetIds: z.array(z.string().min(1)).min(1),
  /** Google: names of the alias ranges on the subnetwork. */
  podRangeName: z.string().optional(),
  serviceRangeName: z.string().optional(),
})
export type ForeignNetwork = z.infer<typeof ForeignNetwork>

/** Exactly one of the two. */
export const ClusterNetwork = z.union([
  z.strictObject({ networkId: ResourceId }),
  z.strictObject({ foreign: ForeignNetwork }),
])
export type ClusterNetwork = z.infer<typeof ClusterNetwork>

/** Settings that only one cloud has. */
export const AwsClusterOptions = z.object({
  /** STANDARD leaves no cluster in paid extended support by accident. */
  supportType: z.enum(['STANDARD', 'EXTENDED']).default('STANDARD'),
  /** IAM principals that become cluster administrators besides SkyClust's own. */
  adminPrincipalArns: z
    .array(z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/))
    .default([]),
})
export const GcpClusterOptions = z.object({
  autopilot: z.boolean().default(false),
  releaseChannel: z.enum(['RAPID', 'REGULAR', 'STABLE']).default('REGULAR'),
})
export const AzureClusterOptions = z.object({
  tier: z.enum(['Free', 'Standard', 'Premium']).default('Free'),
})

export const ClusterSpec = z.object({
  /** `1.34`, a full version of the cloud, or undefined for the cloud's default. */
  version: z
    .string()
    .regex(/^\d+\.\d+(\.[\w.-]+)?$/, 'must look like 1.34 or 1.34.1')
    .optional(),
  network: ClusterNetwork,
  podCidr: CidrText.optional(),
  serviceCidr: CidrText.optional(),
  /** Reachability of the API server. */
  endpoint: z
    .object({ public: z.boolean(), private: z.boolean() })
    .refine(
      (e) => e.public || e.private,
      'the API server must be reachable publicly, privately or both',
    )
    .default({ public: true, private: true }),
  aws: AwsClusterOptions.optional(),
  gcp: GcpClusterOptions.optional(),
  azure: AzureClusterOptions.optional(),
})
export type ClusterSpec = z.infer<typeof ClusterSpec>
export type Cluster = Resource<'cluster', ClusterSpec>
