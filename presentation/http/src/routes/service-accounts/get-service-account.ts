import { getServiceAccount, ServiceAccountView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneServiceAccount } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/service-accounts/:id',
  operationId: 'getServiceAccount',
  summary: 'A service account',
  permission: 'service-account:read',
  params: OneServiceAccount,
  replies: { 200: ServiceAccountView },
  etag: ({ version }) => version,
  async handle({ actor, params }, { ports }) {
    return answer(200, await getServiceAccount(ports, actor, params.id))
  },
})
