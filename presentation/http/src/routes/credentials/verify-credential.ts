import { CredentialView, verifyCredential } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/credentials/:id/verify',
  operationId: 'verifyCredential',
  summary: 'Ask the cloud again whether the stored secret is good',
  permission: 'credential:create',
  params: OneResource,
  replies: { 200: CredentialView },
  etag: ({ version }) => version,
  async handle({ actor, params }, { ports }) {
    return answer(200, await verifyCredential(ports, actor, params.id))
  },
})
