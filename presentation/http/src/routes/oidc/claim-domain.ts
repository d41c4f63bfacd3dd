import { claimDomain, ClaimDomainRequest, DomainView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/domains',
  operationId: 'claimDomain',
  summary: 'Claim an e-mail domain; it counts once its DNS record was seen',
  permission: 'oidc-provider:create',
  params: InWorkspace,
  body: ClaimDomainRequest,
  replies: { 201: DomainView },
  idempotent: true,
  async handle({ actor, body }, { ports }) {
    return answer(201, await claimDomain(ports, actor, body))
  },
})
