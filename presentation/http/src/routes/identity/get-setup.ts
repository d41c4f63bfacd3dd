import { isSetUpRequired } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/setup',
  operationId: 'getSetup',
  summary: 'Whether the installation still waits for its first administrator',
  permission: 'public',
  replies: { 200: z.object({ required: z.boolean() }) },
  async handle(_request, { ports }) {
    return answer(200, { required: await isSetUpRequired(ports) })
  },
})
