import { listLocations } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { OneCredential } from '../../schemas/common.ts'
import { LocationReply } from '../../schemas/catalog.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/credentials/:id/locations',
  operationId: 'listLocations',
  summary: 'Where this cloud account can make clusters',
  permission: 'credential:read',
  params: OneCredential,
  replies: { 200: z.object({ items: z.array(LocationReply).readonly() }) },
  async handle({ actor, params }, { ports }) {
    return answer(200, { items: await listLocations(ports, actor, params.id) })
  },
})
