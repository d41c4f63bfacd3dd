import { deleteServiceAccount } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneServiceAccount } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/service-accounts/:id',
  operationId: 'deleteServiceAccount',
  summary: 'Remove a service account with its keys',
  permission: 'service-account:delete',
  params: OneServiceAccount,
  replies: { 204: NoContent },
  async handle({ actor, params, ifVersion }, { ports }) {
    await deleteServiceAccount(ports, actor, params.id, ifVersion)
    return answer(204, undefined)
  },
})
