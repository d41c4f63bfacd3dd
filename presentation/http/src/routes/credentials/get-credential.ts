import { CredentialView, getCredential } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/credentials/:id',
  operationId: 'getCredential',
  summary: 'One cloud account, masked',
  permission: 'credential:read',
  params: OneResource,
  replies: { 200: CredentialView },
  etag: ({ version }) => version,
  async handle({ actor, params }, { ports }) {
    return answer(200, await getCredential(ports, actor, params.id))
  },
})
