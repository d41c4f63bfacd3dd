import { deleteOidcProvider } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/oidc-providers/:id',
  operationId: 'deleteOidcProvider',
  summary: 'Remove an OpenID provider and the links of accounts to it',
  permission: 'oidc-provider:delete',
  params: OneResource,
  replies: { 204: NoContent },
  async handle({ actor, params, ifVersion }, { ports }) {
    await deleteOidcProvider(ports, actor, params.id, ifVersion === undefined ? {} : { ifVersion })
    return answer(204, undefined)
  },
})
