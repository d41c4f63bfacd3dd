import { revokeApiKey } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneApiKey } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/api-keys/:id',
  operationId: 'revokeApiKey',
  summary: 'End a key',
  permission: 'workspace:read',
  params: OneApiKey,
  replies: { 204: NoContent },
  async handle({ actor, identity, params }, { ports }) {
    await revokeApiKey(ports, actor, identity, params.id)
    return answer(204, undefined)
  },
})
