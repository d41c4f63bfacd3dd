import {
  ExternalIdentityView,
  LinkableProviderView,
  listExternalIdentities,
} from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/me/external-identities',
  operationId: 'listExternalIdentities',
  summary: 'The OpenID providers the signed-in account is linked to, or could be',
  permission: 'signed-in',
  replies: {
    200: z.object({
      items: z.array(ExternalIdentityView),
      /** Providers of the own workspaces that could be linked. */
      linkable: z.array(LinkableProviderView),
    }),
  },
  async handle({ actor }, { ports }) {
    return answer(200, await listExternalIdentities(ports, actor))
  },
})
