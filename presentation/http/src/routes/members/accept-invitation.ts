import {
  acceptInvitation,
  AcceptInvitationRequest,
  UserView,
  userView,
  WorkspaceView,
} from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/invitations/accept',
  operationId: 'acceptInvitation',
  summary: 'Join a workspace by an invitation link; makes an account where there is none',
  permission: 'public',
  body: AcceptInvitationRequest,
  replies: { 201: z.object({ user: UserView, workspace: WorkspaceView }) },
  async handle({ body, identity, client }, { ports }) {
    const { user, workspace, started } = await acceptInvitation(ports, body, identity, client)
    return answer(
      201,
      { user: userView(user), workspace },
      {
        headers: { location: `/api/v1/workspaces/${workspace.id}` },
        ...(started ? { session: started.value } : {}),
      },
    )
  },
})
