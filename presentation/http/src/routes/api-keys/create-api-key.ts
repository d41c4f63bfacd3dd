import { createApiKey, CreateApiKeyRequest, NewApiKeyView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/api-keys',
  operationId: 'createApiKey',
  summary: 'Make a key of my own; its token is shown once',
  permission: 'api-key:create',
  params: InWorkspace,
  body: CreateApiKeyRequest,
  replies: { 201: NewApiKeyView },
  async handle({ actor, identity, body }, { ports }) {
    return answer(201, await createApiKey(ports, actor, identity, body))
  },
})
