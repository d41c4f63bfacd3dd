import { deleteCredential } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/credentials/:id',
  operationId: 'deleteCredential',
  summary: 'Remove a cloud account that no resource uses',
  permission: 'credential:delete',
  params: OneResource,
  replies: { 204: NoContent },
  async handle({ actor, params, ifVersion }, { ports }) {
    await deleteCredential(ports, actor, params.id, ifVersion === undefined ? {} : { ifVersion })
    return answer(204, undefined)
  },
})
