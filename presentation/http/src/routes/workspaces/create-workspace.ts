import { createWorkspace, CreateWorkspaceRequest, WorkspaceView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces',
  operationId: 'createWorkspace',
  summary: 'Make a workspace and own it',
  permission: 'signed-in',
  body: CreateWorkspaceRequest,
  replies: { 201: WorkspaceView },
  etag: ({ version }) => version,
  async handle({ actor, body }, { ports }) {
    const workspace = await createWorkspace(ports, actor, body)
    return answer(201, workspace, { headers: { location: `/api/v1/workspaces/${workspace.id}` } })
  },
})
