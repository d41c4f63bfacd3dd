import { listOidcProviders, OidcProviderView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/oidc-providers',
  operationId: 'listOidcProviders',
  summary: 'The OpenID providers of the workspace, without their secrets',
  permission: 'oidc-provider:read',
  params: InWorkspace,
  replies: { 200: z.object({ items: z.array(OidcProviderView) }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listOidcProviders(ports, actor))
  },
})
