import { listServiceAccounts, ServiceAccountView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/service-accounts',
  operationId: 'listServiceAccounts',
  summary: 'The service accounts of the workspace',
  permission: 'service-account:read',
  params: InWorkspace,
  replies: { 200: z.object({ items: z.array(ServiceAccountView) }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listServiceAccounts(ports, actor))
  },
})
