import { CreateApiKeyRequest, createServiceAccountKey, NewApiKeyView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneServiceAccount } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/service-accounts/:id/api-keys',
  operationId: 'createServiceAccountKey',
  summary: 'Make a key for a service account; its token is shown once',
  permission: 'api-key:manage',
  params: OneServiceAccount,
  body: CreateApiKeyRequest,
  replies: { 201: NewApiKeyView },
  async handle({ actor, identity, params, body }, { ports }) {
    const key = await createServiceAccountKey(ports, actor, identity, params.id, body)
    return answer(201, key)
  },
})
