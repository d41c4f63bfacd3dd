import { z } from 'zod'
import type { Condition } from '../kernel/condition.ts'
import type { CredentialId, ResourceId, WorkspaceId } from '../kernel/ids.ts'

export const ProviderId = z.enum(['aws', 'gcp', 'azure'])
export type ProviderId = z.infer<typeof ProviderId>

export const ResourceKind = z.enum(['network', 'subnet', 'cluster', 'node-pool'])
export type ResourceKind = z.infer<typeof ResourceKind>

/** DNS label, also valid in every cloud and in URLs; `new` is a sibling route of the dashboard. */
const NAME_RULE =
  'must be 1–40 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen'

export const ResourceName = z
  .string({ error: `a name is needed; it ${NAME_RULE}` })
  .regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, NAME_RULE)
  .refine((name) => name !== 'new', 'the name «new» is reserved')

export const Labels = z.record(
  z
    .string()
    .regex(
      /^[a-z]([a-z0-9_-]{0,61}[a-z0-9])?$/,
      'label keys are lower-case, at most 63 characters',
    ),
  z.string().regex(/^[a-z0-9_-]{0,63}$/, 'label values are lower-case letters, digits, - and _'),
)
export type Labels = z.infer<typeof Labels>

/** A summary for people, always computed from conditions, never set by hand; see phase.ts. */
export const Phase = z.enum([
  'Pending',
  'Provisioning',
  'Ready',
  'Updating',
  'Blocked',
  'Deleting',
  'Degraded',
])
export type Phase = z.infer<typeof Phase>

/** The envelope that everything managed shares; the spec's schema is that of the kind. */
export interface Resource<Kind extends ResourceKind = ResourceKind, Spec = unknown> {
  readonly id: ResourceId
  readonly workspaceId: WorkspaceId
  readonly kind: Kind
  readonly name: string
  readonly labels: Labels
  readonly provider: ProviderId
  readonly credentialId: CredentialId
  /** Region, or zone for a zonal GKE cluster and what belongs to it. */
  readonly location: string
  readonly spec: Spec
  /** Grows with each change of spec. */
  readonly generation: number
  /** What was last seen: endpoint, versions, outputs; never secrets. */
  readonly status: Readonly<Record<string, unknown>>
  readonly observedGeneration: number
  readonly conditions: readonly Condition[]
  /** The resource that brought it into being and takes it along when it goes. */
  readonly ownerId: ResourceId | undefined
  /** Top of the ownership tree; the tree is what one reconcile works on. Own id for a root. */
  readonly rootId: ResourceId
  readonly management: 'managed' | 'observed'
  /** ISO time; deletion is a wish as well: the row goes when the cloud is clean. */
  readonly deletionRequestedAt: string | undefined
  /** Optimistic concurrency; shown as ETag. */
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}
