import type { ObjectHandler, ResolvedObject } from '@skyclust/application'
import type { FieldChange, JsonObject } from '@skyclust/domain'
import { changesBetween } from '../arm/changes.ts'
import { objectAt, textAt } from '../arm/document.ts'
import { armHandler, desiredBody, labelChanges, type Tools } from '../arm/handler.ts'
import { tagsFor } from '../names.ts'
import { MANAGED_CLUSTER } from './managed-cluster.spec.ts'
import { repairChange, settleMendable, UPDATED_TAG } from './repair.ts'
import { isOlder } from './versions.ts'
import { writableCluster } from './writable.ts'

export function managedClusterHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: MANAGED_CLUSTER,
    outputs(document) {
      const fqdn =
        textAt(document, 'properties', 'fqdn') ?? textAt(document, 'properties', 'privateFQDN')
      return {
        id: textAt(document, 'id') ?? '',
        name: textAt(document, 'name') ?? '',
        ...(fqdn === undefined ? {} : { endpoint: `https://${fqdn}:443` }),
        version: versionOf(document) ?? '',
        nodeResourceGroup: textAt(document, 'properties', 'nodeResourceGroup') ?? '',
      }
    },
    settle: (document, error) => settleMendable(document, error, objectAt(document, 'tags')),
    createBody,
    compare: changes,
    updateBody(object, current) {
      const body = desiredBody(object)
      const writable = writableCluster(current)
      const version = textAt(body, 'properties', 'kubernetesVersion')
      return {
        ...writable,
        sku: objectAt(body, 'sku'),
        tags: { ...objectAt(current, 'tags'), ...tagsFor(object), [UPDATED_TAG]: 'true' },
        properties: {
          ...objectAt(writable, 'properties'),
          supportPlan: textAt(body, 'properties', 'supportPlan'),
          ...(isOlder(versionOf(current), version) ? { kubernetesVersion: version } : {}),
        },
      }
    },
  })
}

/** The cluster with its first pool: the pool carries its own object's owner tags, so that it is known again as ours. */
async function createBody(
  tools: Tools,
  object: ResolvedObject,
  signal: AbortSignal,
): Promise<JsonObject> {
  const body = desiredBody(object)
  const pool = objectAt(object.desired, 'systemPool')
  const properties = objectAt(pool, 'properties')
  const zones = await tools.skus.zonesOf(
    textAt(body, 'location') ?? '',
    textAt(properties, 'vmSize') ?? '',
    signal,
  )
  const owner = { ...object.owner, object: textAt(pool, 'object') ?? '' }
  return {
    ...body,
    tags: tagsFor(object),
    properties: {
      ...objectAt(body, 'properties'),
      agentPoolProfiles: [
        {
          name: textAt(pool, 'name') ?? '',
          ...properties,
          ...(zones.length > 0 ? { availabilityZones: zones } : {}),
          tags: { ...objectAt(pool, 'labels'), ...tagsFor({ owner, labels: {} }) },
        },
      ],
    },
  }
}

/** What may change on a standing cluster: tier, support plan, version upwards, labels. */
function changes(object: ResolvedObject, document: JsonObject): readonly FieldChange[] {
  const body = desiredBody(object)
  const version = textAt(body, 'properties', 'kubernetesVersion')
  const observed = versionOf(document)
  return [
    ...changesBetween({ tier: textAt(body, 'sku', 'tier') }, objectAt(document, 'sku'), 'sku'),
    ...changesBetween(
      { supportPlan: textAt(body, 'properties', 'supportPlan') },
      objectAt(document, 'properties'),
      'properties',
    ),
    ...(isOlder(observed, version)
      ? [{ path: 'properties.kubernetesVersion', desired: version, observed }]
      : []),
    ...labelChanges(object, document),
    ...repairChange(document, objectAt(document, 'tags')),
  ]
}

function versionOf(document: JsonObject): string | undefined {
  return (
    textAt(document, 'properties', 'currentKubernetesVersion') ??
    textAt(document, 'properties', 'kubernetesVersion')
  )
}
