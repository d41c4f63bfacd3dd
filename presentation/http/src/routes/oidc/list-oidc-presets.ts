import { OIDC_PRESET_FACTS, OidcPresetView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/oidc-presets',
  operationId: 'listOidcPresets',
  summary: 'What is known of common OpenID providers: issuer, scopes, what to set up there',
  permission: 'signed-in',
  replies: { 200: z.object({ items: z.array(OidcPresetView).readonly() }) },
  async handle(_request, _context) {
    return answer(200, { items: OIDC_PRESET_FACTS })
  },
})
