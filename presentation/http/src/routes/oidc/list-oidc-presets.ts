import {
  OIDC_PRESET_FACTS,
  OidcPresetView,
  postLogoutRedirectUri,
  redirectUri,
} from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/oidc-presets',
  operationId: 'listOidcPresets',
  summary: 'What is known of common OpenID providers: issuer, scopes, what to set up there',
  permission: 'signed-in',
  replies: {
    200: z.object({
      items: z.array(OidcPresetView).readonly(),
      /** To be registered at any provider, before there is a client whose id and secret could be entered here. */
      redirectUri: z.string(),
      postLogoutRedirectUri: z.string(),
    }),
  },
  async handle(_request, { ports: { installation } }) {
    return answer(200, {
      items: OIDC_PRESET_FACTS,
      redirectUri: redirectUri(installation),
      postLogoutRedirectUri: postLogoutRedirectUri(installation),
    })
  },
})
