import {
  createServiceAccount,
  CreateServiceAccountRequest,
  ServiceAccountView,
} from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/service-accounts',
  operationId: 'createServiceAccount',
  summary: 'Make a principal for programs',
  permission: 'service-account:create',
  params: InWorkspace,
  body: CreateServiceAccountRequest,
  replies: { 201: ServiceAccountView },
  idempotent: true,
  etag: ({ version }) => version,
  async handle({ actor, body }, { ports }) {
    const account = await createServiceAccount(ports, actor, body)
    return answer(201, account, {
      headers: {
        location: `/api/v1/workspaces/${actor.workspaceId}/service-accounts/${account.id}`,
      },
    })
  },
})
