import { CredentialView, listCredentials } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/credentials',
  operationId: 'listCredentials',
  summary: 'The cloud accounts of the workspace, masked',
  permission: 'credential:read',
  params: InWorkspace,
  replies: { 200: z.object({ items: z.array(CredentialView) }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listCredentials(ports, actor))
  },
})
