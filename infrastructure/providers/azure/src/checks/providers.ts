import type { Finding } from '@skyclust/domain'
import { objectsAt, textAt } from '../arm/document.ts'
import type { CheckInput } from './check.ts'

/** Resource providers that the declared objects need but the subscription has not registered. */
export async function checkProviders({
  arm,
  declarations,
  signal,
}: CheckInput): Promise<readonly Finding[]> {
  const value = await arm.list({
    path: `/subscriptions/${arm.subscription}/providers`,
    apiVersion: '2021-04-01',
    bucket: 'arm-read',
    signal,
  })
  const states = new Map(
    objectsAt({ value }, 'value').map((item) => [
      textAt(item, 'namespace')?.toLowerCase(),
      textAt(item, 'registrationState'),
    ]),
  )
  const wanted = new Set(declarations.map((object) => object.type.split('/')[0] ?? ''))
  // Nodes are virtual machines although none of the objects is one.
  if (wanted.has('Microsoft.ContainerService')) wanted.add('Microsoft.Compute')
  return [...wanted].toSorted().flatMap((namespace): Finding[] => {
    const state = states.get(namespace.toLowerCase()) ?? 'NotRegistered'
    if (state === 'Registered' || /^Microsoft\.(Resources|Authorization)$/.test(namespace))
      return []
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
