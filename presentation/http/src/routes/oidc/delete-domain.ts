import { deleteDomain } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/domains/:id',
  operationId: 'deleteDomain',
  summary: 'Give an e-mail domain up',
  permission: 'oidc-provider:delete',
  params: OneResource,
  replies: { 204: NoContent },
  async handle({ actor, params }, { ports }) {
    await deleteDomain(ports, actor, params.id)
    return answer(204, undefined)
  },
})
