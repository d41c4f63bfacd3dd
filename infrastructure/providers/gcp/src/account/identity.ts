import { CloudError } from '@skyclust/application'
import type { GcpClient } from '../client.ts'

/** testIamPermissions takes at most 100 at a time (cloudresourcemanager v1). */
const BATCH = 100

/** Proves the key and that the project answers; needs no permission. */
export async function identity(
  client: GcpClient,
  signal: AbortSignal,
): Promise<{ readonly account: string; readonly principal: string }> {
  await grantedPermissions(client, ['resourcemanager.projects.get'], signal)
  return { account: client.project, principal: client.principal }
}

/** Of these permissions, the ones the service account has on the project. */
export async function grantedPermissions(
  client: GcpClient,
  permissions: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const batches = Array.from({ length: Math.ceil(permissions.length / BATCH) }, (_, i) =>
    permissions.slice(i * BATCH, (i + 1) * BATCH),
  )
  const answers = await Promise.all(
    batches.map((batch) =>
      client.send<{ permissions?: readonly string[] }>({
        api: 'cloudresourcemanager',
        kind: 'read',
        method: 'POST',
        path: `/v1/projects/${client.project}:testIamPermissions`,
        body: { permissions: batch },
        signal,
      }),
    ),
  ).catch((error: unknown) => {
    throw withProject(error, client.project)
  })
  return new Set(answers.flatMap((answer) => answer.permissions ?? []))
}

function withProject(error: unknown, project: string): unknown {
  if (!(error instanceof CloudError) || error.class !== 'not-found') return error
  return new CloudError(
    'credential',
    'project-not-found',
    `There is no project «${project}», or the key may not see it: ${error.message}`,
    {
      remedy: 'Check project_id in the key file, and that the project was not deleted.',
    },
  )
}
