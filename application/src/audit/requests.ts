import { z } from 'zod'

/** PostgreSQL takes no NUL in a text. */
const Text = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !text.includes('\0'), 'must not contain NUL')

/** An ISO time since 1970; the log has no older ones. */
const Time = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= 0, 'must be a time after 1970')

/** Which entries of a log are wanted; all that is given must fit. */
export const AuditQuery = z.object({
  /** Not older than this. */
  from: Time.optional(),
  /** Older than this. */
  to: Time.optional(),
  actorId: Text.optional(),
  /** Operation id, e.g. `createCluster`. */
  action: Text.optional(),
  result: z.enum(['success', 'refused', 'error', 'aborted']).optional(),
  targetKind: Text.optional(),
  targetId: Text.optional(),
  requestId: Text.optional(),
  /** Words, "phrases" and -exclusions over the whole entry; a word also finds those that begin with it. */
  search: Text.optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

export const AuditExportFormat = z.enum(['csv', 'jsonl', 'json'])
export type AuditExportFormat = z.infer<typeof AuditExportFormat>
