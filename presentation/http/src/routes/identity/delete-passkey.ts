import { deletePasskey, ProofRequest } from '@skyclust/application'
import { PasskeyId } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/passkeys/:id',
  operationId: 'deletePasskey',
  summary: 'Remove one of the own passkeys',
  permission: 'signed-in',
  params: z.object({ id: PasskeyId }),
  body: ProofRequest,
  replies: { 204: NoContent },
  async handle({ identity, params, body }, { ports }) {
    await deletePasskey(ports, identity, params.id, body)
    return answer(204, undefined)
  },
})
