import type { AccountOptions } from '../core/cloud.ts'
import type { Api } from './api.ts'
import type { CommonErrors } from './operation.ts'

/** Whether the account's `denied` option names the action; a trailing `*` matches a prefix. */
export function isDenied(options: AccountOptions, action: string): boolean {
  const wanted = action.toLowerCase()
  return (options.denied ?? []).some((pattern) => {
    const lower = pattern.toLowerCase()
    return lower.endsWith('*') ? wanted.startsWith(lower.slice(0, -1)) : wanted === lower
  })
}

/** Refuses an action that is denied in this account, as the service words it. */
export function authorize(api: Api, errors: CommonErrors, action: string, resource = '*'): void {
  if (isDenied(api.options, action)) throw errors.denied(api.principal.arn, action, resource)
}
