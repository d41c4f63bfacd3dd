import { DomainView, listDomains } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/domains',
  operationId: 'listDomains',
  summary: 'The e-mail domains the workspace claims, with the DNS records that prove them',
  permission: 'oidc-provider:read',
  params: InWorkspace,
  replies: { 200: z.object({ items: z.array(DomainView) }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listDomains(ports, actor))
  },
})
