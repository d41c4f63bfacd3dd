import { createCredential, CreateCredentialRequest, CredentialView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/credentials',
  operationId: 'createCredential',
  summary: 'Add a cloud account; the cloud is asked before anything is stored',
  permission: 'credential:create',
  params: InWorkspace,
  body: CreateCredentialRequest,
  replies: { 201: CredentialView },
  idempotent: true,
  etag: ({ version }) => version,
  async handle({ actor, body }, { ports }) {
    const credential = await createCredential(ports, actor, body)
    return answer(201, credential, {
      headers: { location: `/api/v1/workspaces/${actor.workspaceId}/credentials/${credential.id}` },
    })
  },
})
