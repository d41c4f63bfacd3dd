import type { Finding } from '@skyclust/domain'
import { textAt } from '../arm/document.ts'
import type { CheckInput } from './check.ts'

/** Resource providers that the declared objects need but the subscription has not registered. */
export async function checkProviders({
  arm,
  declarations,
  signal,
}: CheckInput): Promise<readonly Finding[]> {
  const wanted = new Set(declarations.map((object) => object.type.split('/')[0] ?? ''))
  // Nodes are virtual machines although none of the objects is one.
  if (wanted.has('Microsoft.ContainerService')) wanted.add('Microsoft.Compute')
  // Always registered.
  wanted.delete('Microsoft.Resources')
  wanted.delete('Microsoft.Authorization')
  // One by one: the list of all providers with their types is megabytes long.
  const states = await Promise.all(
    [...wanted].toSorted().map(async (namespace) => {
      const answer = await arm.get({
        path: `/subscriptions/${arm.subscription}/providers/${namespace}`,
        apiVersion: '2021-04-01',
        bucket: 'arm-read',
        signal,
      })
      const state = textAt(answer?.body, 'registrationState') ?? 'NotRegistered'
      return { namespace, state }
    }),
  )
  return states.flatMap(({ namespace, state }): Finding[] => {
    if (state === 'Registered') return []
    return [
      {
        severity: state === 'Registering' ? 'warning' : 'error',
        code: 'api-disabled',
        message: `The resource provider ${namespace} is ${state === 'Registering' ? 'still being registered' : 'not registered'} in subscription ${arm.subscription}.`,
        remedy: `Register it once: \`az provider register --namespace ${namespace} --wait\`, or on the portal under Subscription → Resource providers. It takes a few minutes.`,
        details: { namespace, state },
      },
    ]
  })
}
