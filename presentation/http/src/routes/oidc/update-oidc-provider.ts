import {
  OidcProviderView,
  updateOidcProvider,
  UpdateOidcProviderRequest,
} from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/workspaces/:workspaceId/oidc-providers/:id',
  operationId: 'updateOidcProvider',
  summary: 'Change an OpenID provider; a new issuer, client or secret is tried first',
  permission: 'oidc-provider:update',
  params: OneResource,
  body: UpdateOidcProviderRequest,
  replies: { 200: OidcProviderView },
  etag: ({ version }) => version,
  async handle({ actor, params, body, ifVersion }, { ports }) {
    const options = ifVersion === undefined ? {} : { ifVersion }
    return answer(200, await updateOidcProvider(ports, actor, params.id, body, options))
  },
})
