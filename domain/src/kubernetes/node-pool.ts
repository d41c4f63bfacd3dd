import { z } from 'zod'
import type { Resource } from '../resources/resource.ts'

/** A node group (EKS), node pool (GKE) or agent pool (AKS). */
export const NodePoolSpec = z
  .object({
    /** Instance type, machine type or VM size, in the cloud's own name. */
    machineType: z.string().min(1).max(64),
    /** Nodes in all zones together, also for a regional GKE cluster. */
    nodeCount: z.number().int().min(0).max(1000),
    autoscaling: z
      .object({ min: z.number().int().min(0).max(1000), max: z.number().int().min(1).max(1000) })
      .refine((a) => a.min <= a.max, 'min must not be above max')
      .optional(),
    diskGiB: z.number().int().min(20).max(4096).default(50),
    spot: z.boolean().default(false),
    nodeLabels: z.record(z.string(), z.string()).default({}),
    taints: z
      .array(
        z.object({
          key: z.string().min(1),
          value: z.string().default(''),
          effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
        }),
      )
      .default([]),
    /** AKS: system pools run the cluster's own pods; the first pool is one. */
    mode: z.enum(['System', 'User']).optional(),
  })
  .refine(
    (pool) =>
      pool.autoscaling === undefined ||
      (pool.nodeCount >= pool.autoscaling.min && pool.nodeCount <= pool.autoscaling.max),
    {
      message: 'nodeCount must lie between autoscaling.min and autoscaling.max',
      path: ['nodeCount'],
    },
  )
export type NodePoolSpec = z.infer<typeof NodePoolSpec>
export type NodePool = Resource<'node-pool', NodePoolSpec>
