import { ApiKeyView, listApiKeys } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

const AllQuery = z.object({
  all: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
})

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/api-keys',
  operationId: 'listApiKeys',
  summary: 'My keys here; with all=true everybody’s',
  permission: 'workspace:read',
  params: InWorkspace,
  query: AllQuery,
  replies: { 200: z.object({ items: z.array(ApiKeyView) }) },
  async handle({ actor, query }, { ports }) {
    return answer(200, await listApiKeys(ports, actor, query))
  },
})
