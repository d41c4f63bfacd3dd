import { z } from 'zod'

export const SetPlatformAdminRequest = z.strictObject({ value: z.boolean() })
export type SetPlatformAdminRequest = z.infer<typeof SetPlatformAdminRequest>

const MAX_MINUTES = 240

export const BreakGlassRequest = z.strictObject({
  /** Goes into the workspace's audit log and to its owners. */
  reason: z.string().trim().min(10, 'must say why, in at least 10 characters').max(500),
  minutes: z.number().int().min(1).max(MAX_MINUTES),
})
export type BreakGlassRequest = z.infer<typeof BreakGlassRequest>
