import { addPasskey, AddPasskeyRequest, PasskeyView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/passkeys',
  operationId: 'addPasskey',
  summary:
    'Store the passkey the browser made; with recovery codes when it is the first second factor',
  permission: 'signed-in',
  body: AddPasskeyRequest,
  replies: {
    201: z.object({
      passkey: PasskeyView,
      /** Shown once; null when the user has some already. */
      recoveryCodes: z.array(z.string()).readonly().nullable(),
    }),
  },
  async handle({ identity, body }, { ports }) {
    return answer(201, await addPasskey(ports, identity, body))
  },
})
