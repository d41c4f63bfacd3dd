import { authorizeLinked } from '../arm/auth.ts'
import { referenceId } from '../arm/body.ts'
import { ArmError, badRequest } from '../arm/errors.ts'
import type { ArmCall } from '../arm/operation.ts'
import { parseId } from '../arm/resource-id.ts'
import type { Json } from '../json.ts'
import { findResource } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'

interface Referrer {
  readonly id: string
  readonly type: string
  readonly location: string
}

/** The object that `{ "id": … }` points to: it must exist in the same region, be ready, and the caller may join it. */
export function requireReference(
  call: ArmCall,
  reference: Json | undefined,
  type: string,
  from: Referrer,
): ResourceRecord | undefined {
  const id = referenceId(reference)
  if (id === undefined) return undefined
  const parsed = parseId(id)
  if (!parsed || parsed.type.toLowerCase() !== type.toLowerCase())
    throw badRequest(
      'LinkedInvalidPropertyId',
      `Property id '${id}' at path '${from.id}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
    )
  const found = findResource(call.sim, type, id)
  if (
    !found ||
    found.subscription !== call.account.subscriptionId ||
    found.location !== from.location
  )
    throw badRequest(
      'InvalidResourceReference',
      `Resource ${id} referenced by resource ${from.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    )
  authorizeLinked(call.sim, call.account, call.principal, {
    action: `${from.type}/write`,
    scope: from.id,
    linkedAction: `${type}/join/action`,
    linkedScope: found.id,
  })
  if (found.state !== 'Succeeded' && found.state !== 'Failed')
    throw new ArmError(
      409,
      'ReferencedResourceNotProvisioned',
      `Cannot proceed with operation because resource ${found.id} used by resource ${from.id} is not in Succeeded state. Resource is in ${found.state} state.`,
    )
  return found
}
