import { listIn, text } from '../json-schema.ts'
import type { GcpState } from '../state.ts'

const SUFFICIENT = [
  'roles/container.defaultNodeServiceAccount',
  'roles/container.nodeServiceAccount',
  'roles/editor',
  'roles/owner',
]

/** Whether a node service account has none of the roles that nodes need; the default account has what it needs. */
export function lacksNodeRole(state: GcpState, project: string, account: string): boolean {
  if (account === 'default' || account === '') return false
  const bindings = state.policies.get(`projects/${project}`)?.bindings ?? []
  return !bindings.some(
    (binding) =>
      SUFFICIENT.includes(text(binding, 'role')) &&
      listIn(binding, 'members').includes(`serviceAccount:${account}`),
  )
}
