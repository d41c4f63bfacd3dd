import {
  createOidcProvider,
  CreateOidcProviderRequest,
  OidcProviderView,
} from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/oidc-providers',
  operationId: 'createOidcProvider',
  summary: 'Register an OpenID provider; it is asked before anything is stored',
  permission: 'oidc-provider:create',
  params: InWorkspace,
  body: CreateOidcProviderRequest,
  replies: { 201: OidcProviderView },
  idempotent: true,
  etag: ({ version }) => version,
  async handle({ actor, body }, { ports }) {
    const provider = await createOidcProvider(ports, actor, body)
    return answer(201, provider, {
      headers: {
        location: `/api/v1/workspaces/${actor.workspaceId}/oidc-providers/${provider.id}`,
      },
    })
  },
})
