import type { GcpState, ServiceAccount } from '../state.ts'

/** A service account that others can see by now. */
export function serviceAccountByEmail(
  state: GcpState,
  project: string,
  email: string,
): ServiceAccount | undefined {
  const row = state.serviceAccounts.get(`${project}/${email}`)
  return row && state.now() >= row.createdAt + state.context.visibilityDelayMs() ? row : undefined
}
