import { clusterOf, type Finding } from '@skyclust/domain'
import { objectAt, objectsAt, textAt } from '../arm/document.ts'
import { ARM_TYPES } from '../arm/types.ts'
import { groupId, groupName } from '../names.ts'
import type { CheckInput } from './check.ts'

/** Names that are held by something else: the tree's resource group, and clusters that would be mixed up. */
export async function checkNames({ arm, tree, signal }: CheckInput): Promise<readonly Finding[]> {
  const { root } = tree
  const cluster = clusterOf(tree)
  const group = groupName(root)
  const groups = ARM_TYPES['Microsoft.Resources/resourceGroups']
  const clusters = ARM_TYPES['Microsoft.ContainerService/managedClusters']
  const [held, value] = await Promise.all([
    arm.get({
      path: groupId(arm.subscription, group),
      apiVersion: groups.apiVersion,
      bucket: groups.getBucket,
      signal,
    }),
    cluster
      ? arm.list({
          path: `/subscriptions/${arm.subscription}${clusters.list}`,
          apiVersion: clusters.apiVersion,
          bucket: clusters.listBucket,
          signal,
        })
      : [],
  ])
  const findings: Finding[] = []
  if (held && objectAt(held.body, 'tags')['skyclust-resource'] !== root.id)
    findings.push({
      severity: 'error',
      code: 'name-taken',
      message: `There is a resource group «${group}» that SkyClust did not make.`,
      remedy: 'Choose another name, or delete or rename that group.',
      pointer: '/name',
    })
  const twin = objectsAt({ value }, 'value').find(
    (item) =>
      textAt(item, 'name')?.toLowerCase() === cluster?.name &&
      textAt(item, 'location')?.replaceAll(' ', '').toLowerCase() === root.location &&
      objectAt(item, 'tags')['skyclust-resource'] !== root.id,
  )
  if (twin)
    findings.push({
      severity: 'warning',
      code: 'name-taken',
      message: `The subscription has an AKS cluster «${textAt(twin, 'name') ?? ''}» in ${root.location} already (${textAt(twin, 'id') ?? ''}). Azure allows it, as the resource groups differ, but people will mix them up.`,
      remedy: 'Choose another name.',
      pointer: '/name',
    })
  return findings
}
