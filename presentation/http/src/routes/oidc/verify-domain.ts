import { DomainView, verifyDomain } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/domains/:id/verify',
  operationId: 'verifyDomain',
  summary: 'Look for the DNS record of a claimed domain',
  permission: 'oidc-provider:update',
  params: OneResource,
  replies: { 200: DomainView },
  async handle({ actor, params }, { ports }) {
    return answer(200, await verifyDomain(ports, actor, params.id))
  },
})
