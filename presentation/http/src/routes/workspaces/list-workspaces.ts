import { listWorkspaces, WorkspaceView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces',
  operationId: 'listWorkspaces',
  summary: 'The workspaces I am a member of',
  permission: 'signed-in',
  replies: { 200: z.object({ items: z.array(WorkspaceView) }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listWorkspaces(ports, actor))
  },
})
