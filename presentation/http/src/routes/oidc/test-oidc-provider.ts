import { checkOidcProvider, OidcProviderTestView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/oidc-providers/:id/test',
  operationId: 'testOidcProvider',
  summary: 'Ask the OpenID provider again and say what it answers',
  permission: 'oidc-provider:update',
  params: OneResource,
  replies: { 200: OidcProviderTestView },
  audited: false,
  async handle({ actor, params }, { ports }) {
    return answer(200, await checkOidcProvider(ports, actor, params.id))
  },
})
