import { getCatalog } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { CatalogReply } from '../../schemas/catalog.ts'
import { OneCredential } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/credentials/:id/catalog',
  operationId: 'getCatalog',
  summary: 'Zones, machine types with prices, and Kubernetes versions of one location',
  permission: 'credential:read',
  params: OneCredential,
  query: z.object({ location: z.string().min(1).max(64) }),
  replies: { 200: CatalogReply },
  async handle({ actor, params, query }, { ports }) {
    return answer(200, await getCatalog(ports, actor, params.id, query.location))
  },
})
