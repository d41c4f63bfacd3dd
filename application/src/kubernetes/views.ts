import { Condition, Labels, Phase, ProviderId, ResourceKind, STEP_KEYS } from '@skyclust/domain'
import { z } from 'zod'

/** A resource as the API shows it. */
export const ResourceView = z.object({
  id: z.string(),
  kind: ResourceKind,
  name: z.string(),
  labels: Labels,
  provider: ProviderId,
  credentialId: z.string(),
  /** The credential lives in the sandbox clouds. */
  sandbox: z.boolean(),
  location: z.string(),
  spec: z.record(z.string(), z.unknown()),
  status: z.record(z.string(), z.unknown()),
  phase: Phase,
  conditions: z.array(Condition),
  ownerId: z.string().nullable(),
  rootId: z.string(),
  generation: z.number().int(),
  observedGeneration: z.number().int(),
  deletionRequestedAt: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type ResourceView = z.infer<typeof ResourceView>

/** One cloud object of the graph, as the timeline shows it. */
export const StepView = z.object({
  objectId: z.string(),
  resource: z.object({ kind: ResourceKind, name: z.string() }),
  step: z.enum(STEP_KEYS),
  type: z.string(),
  name: z.string(),
  state: z.enum(['waiting', 'pending', 'ready', 'retrying', 'blocked', 'deleting', 'gone']),
  externalId: z.string().nullable(),
  message: z.string().nullable(),
  remedy: z.string().nullable(),
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  startedAt: z.string().nullable(),
  readyAt: z.string().nullable(),
  /** Usual seconds this takes in the cloud, for the estimate of the remaining time. */
  usualSeconds: z.object({ min: z.number(), max: z.number() }).nullable(),
  dependsOn: z.array(z.string()),
})
export type StepView = z.infer<typeof StepView>

export const JournalView = z.object({
  objectId: z.string(),
  action: z.enum(['create', 'update', 'remove']),
  call: z.string(),
  intentAt: z.string(),
  finishedAt: z.string().nullable(),
  outcome: z.enum(['accepted', 'refused', 'found', 'absent']).nullable(),
  externalId: z.string().nullable(),
  requestId: z.string().nullable(),
  error: z.string().nullable(),
})
export type JournalView = z.infer<typeof JournalView>

/** A cluster or network with everything that belongs to it. */
export const ResourceDetail = z.object({
  resource: ResourceView,
  /** Resources it owns: network, subnets, node pools. */
  children: z.array(ResourceView),
  steps: z.array(StepView),
  journal: z.array(JournalView),
  /** Estimated monthly price of what is declared now, in US dollars. */
  price: z.object({ monthlyUsd: z.string(), lines: z.array(z.record(z.string(), z.unknown())) }),
})
export type ResourceDetail = z.infer<typeof ResourceDetail>
