import {
  ServiceAccountView,
  updateServiceAccount,
  UpdateServiceAccountRequest,
} from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneServiceAccount } from '../../schemas/common.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/workspaces/:workspaceId/service-accounts/:id',
  operationId: 'updateServiceAccount',
  summary: 'Rename, disable, enable or give another role',
  permission: 'service-account:update',
  params: OneServiceAccount,
  body: UpdateServiceAccountRequest,
  replies: { 200: ServiceAccountView },
  etag: ({ version }) => version,
  async handle({ actor, params, body, ifVersion }, { ports }) {
    return answer(200, await updateServiceAccount(ports, actor, params.id, body, ifVersion))
  },
})
