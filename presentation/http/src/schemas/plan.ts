import { PriceLine, ProviderId, ResourceKind, STEP_KEYS } from '@skyclust/domain'
import { z } from 'zod'

const Seconds = z.object({ min: z.number(), max: z.number() })

export const FindingReply = z
  .object({
    severity: z.enum(['error', 'warning', 'ok']),
    code: z.string(),
    message: z.string(),
    remedy: z.string().optional(),
    /** JSON pointer into the request. */
    pointer: z.string().optional(),
    objectId: z.string().optional(),
    details: z.record(z.string(), z.unknown()).readonly().optional(),
  })
  .meta({ id: 'Finding' })

export const PlanStepReply = z
  .object({
    objectId: z.string(),
    resource: z.object({ kind: ResourceKind, name: z.string() }),
    type: z.string(),
    name: z.string(),
    step: z.enum(STEP_KEYS),
    action: z.enum(['create', 'update', 'delete', 'none']),
    /** The mutating API call by the cloud's own name. */
    call: z.string().optional(),
    /** Further calls of an update that one call cannot make. */
    moreCalls: z.array(z.string()).readonly().optional(),
    after: z.array(z.string()).readonly(),
    changes: z
      .array(z.object({ path: z.string(), desired: z.unknown(), observed: z.unknown() }))
      .readonly(),
    usualSeconds: Seconds.optional(),
  })
  .meta({ id: 'PlanStep' })

/** What a change will do, cost and need, and whether it can work. */
export const PlanReply = z
  .object({
    provider: ProviderId,
    location: z.string(),
    steps: z.array(PlanStepReply).readonly(),
    price: z.object({
      lines: z.array(PriceLine).readonly(),
      monthlyUsd: z.string(),
      currency: z.literal('USD'),
    }),
    permissions: z.array(z.string()).readonly(),
    quota: z
      .array(
        z.object({
          quota: z.string(),
          needed: z.number(),
          used: z.number().optional(),
          limit: z.number().optional(),
        }),
      )
      .readonly(),
    findings: z.array(FindingReply).readonly(),
    usualSeconds: Seconds,
    /** Send it back as planDigest to apply exactly this plan or nothing. */
    digest: z.string(),
  })
  .meta({ id: 'Plan' })
