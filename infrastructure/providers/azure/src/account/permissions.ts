import type { JsonObject } from '@skyclust/domain'
import { objectsAt, textsAt } from '../arm/document.ts'
import type { Arm } from '../client.ts'

/** Of these actions, the ones the caller may not do at a scope, as ARM itself reports the caller's roles there. */
export async function missingActions(
  arm: Arm,
  scope: string,
  actions: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const value = await arm.list({
    path: `${scope}/providers/Microsoft.Authorization/permissions`,
    apiVersion: '2022-04-01',
    bucket: 'arm-read',
    signal,
  })
  const roles = objectsAt({ value }, 'value')
  return actions.filter((action) => !roles.some((role) => grants(role, action)))
}

/** A role grants what one of its actions matches and none of its notActions; wildcards stand for anything. */
export function grants(role: JsonObject, action: string): boolean {
  return (
    textsAt(role, 'actions').some((pattern) => covers(pattern, action)) &&
    !textsAt(role, 'notActions').some((pattern) => covers(pattern, action))
  )
}

function covers(pattern: string, action: string): boolean {
  const expression = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*')
  return new RegExp(`^${expression}$`, 'i').test(action)
}
