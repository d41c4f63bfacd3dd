import { WorkspaceSettings } from '@skyclust/domain'
import { z } from 'zod'
import { WorkspaceName } from '../identity/requests.ts'

/** Currencies as the runtime knows them: those of ISO 4217. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

const CheckedSettings = WorkspaceSettings.extend({
  currency: z
    .string()
    .refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 code such as USD or KRW'),
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'must be an IANA time zone such as Asia/Seoul or UTC'),
})

/** `settings` stand for all of them: a quota that is left out is no longer a limit. */
export const UpdateWorkspaceRequest = z.strictObject({
  name: WorkspaceName.optional(),
  settings: CheckedSettings.optional(),
})
export type UpdateWorkspaceRequest = z.infer<typeof UpdateWorkspaceRequest>

export const DeleteWorkspaceRequest = z.strictObject({
  /** The workspace's URL name, typed by who knows what goes. */
  confirm: z.string().max(64),
})
export type DeleteWorkspaceRequest = z.infer<typeof DeleteWorkspaceRequest>

/** Names, not offsets: `+09:00` has no days of its own when the clocks change. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
