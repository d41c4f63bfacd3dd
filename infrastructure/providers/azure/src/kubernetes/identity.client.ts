import type { ObjectHandler } from '@skyclust/application'
import { textAt } from '../arm/document.ts'
import { armHandler, type Tools } from '../arm/handler.ts'
import { USER_IDENTITY } from './cluster-identity.spec.ts'
import { ROLE_ASSIGNMENT } from './role-assignment.spec.ts'

export function clusterIdentityHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: USER_IDENTITY,
    outputs: (document) => ({
      id: textAt(document, 'id') ?? '',
      principalId: textAt(document, 'properties', 'principalId') ?? '',
      clientId: textAt(document, 'properties', 'clientId') ?? '',
    }),
  })
}

/** Role assignments take no tags and cannot be changed; their name, derived from the root's id, says that they are ours. */
export function roleAssignmentHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: ROLE_ASSIGNMENT,
    owned: () => true,
    outputs: (document) => ({ id: textAt(document, 'id') ?? '' }),
    changeable: false,
  })
}
