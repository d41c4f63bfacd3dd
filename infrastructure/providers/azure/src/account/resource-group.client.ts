import { CloudError, type ObjectHandler, type ResolvedObject } from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'
import { objectAt, objectsAt, textAt } from '../arm/document.ts'
import { armHandler, type Tools } from '../arm/handler.ts'
import { ARM_TYPES } from '../arm/types.ts'
import { RESOURCE_GROUP } from './resource-group.spec.ts'

/** Resource groups. Deleting one deletes its contents, so it goes only when nothing foreign is in it. */
export function resourceGroupHandler(tools: Tools): ObjectHandler {
  const handler = armHandler(tools, {
    type: RESOURCE_GROUP,
    outputs: (document) => ({
      id: textAt(document, 'id') ?? '',
      name: textAt(document, 'name') ?? '',
    }),
    async beforeRemove(_tools, object, id, signal) {
      const foreign = await foreignContents(tools, object, id, signal)
      if (foreign.length > 0)
        throw new CloudError(
          'busy',
          'ResourceGroupNotEmpty',
          `Resource group «${object.declaration.name}» holds what SkyClust did not make: ${foreign.join(', ')}.`,
          { remedy: 'Move these resources to another group or delete them; the group goes then.' },
        )
    },
  })
  return {
    ...handler,
    explainBlock: (object, id, signal) => foreignContents(tools, object, id, signal),
  }
}

/** What lies in the group without being ours or a node group's. */
async function foreignContents(
  { arm }: Tools,
  object: ResolvedObject,
  id: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const value = await arm.list({
    path: `${id}/resources`,
    apiVersion: ARM_TYPES[RESOURCE_GROUP].apiVersion,
    bucket: 'arm-read',
    signal,
  })
  return objectsAt({ value }, 'value')
    .filter((item) => !isOurs(item, object.owner.resource))
    .map((item) => `${textAt(item, 'type') ?? 'resource'} «${textAt(item, 'name') ?? ''}»`)
}

function isOurs(item: JsonObject, resource: string): boolean {
  return (
    objectAt(item, 'tags')['skyclust-resource'] === resource ||
    (textAt(item, 'name') ?? '').startsWith('MC_')
  )
}
