import { getOidcProvider, OidcProviderView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/oidc-providers/:id',
  operationId: 'getOidcProvider',
  summary: 'One OpenID provider, with the addresses to register there',
  permission: 'oidc-provider:read',
  params: OneResource,
  replies: { 200: OidcProviderView },
  etag: ({ version }) => version,
  async handle({ actor, params }, { ports }) {
    return answer(200, await getOidcProvider(ports, actor, params.id))
  },
})
