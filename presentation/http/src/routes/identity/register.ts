import { register, RegistrationRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { LookIntoMailbox, lookIntoMailbox } from '../../schemas/look-into-mailbox.ts'

export default defineRoute({
  method: 'POST',
  path: '/registration',
  operationId: 'register',
  summary:
    'Make an account, where the operator allows it; the answer does not tell whether there is one already',
  permission: 'public',
  body: RegistrationRequest,
  replies: { 202: LookIntoMailbox },
  async handle({ body, client }, { ports }) {
    await register(ports, body, client)
    return answer(202, lookIntoMailbox)
  },
})
