import type { ObjectHandler, ResolvedObject } from '@skyclust/application'
import { canonicalJson, type FieldChange, type Json, type JsonObject } from '@skyclust/domain'
import { changesBetween } from '../arm/changes.ts'
import { lastSegment, listAt, objectAt, objectsAt, textAt } from '../arm/document.ts'
import { armHandler, desiredBody, hasOwnerTags, type Tools } from '../arm/handler.ts'
import { tagsFor } from '../names.ts'
import { AGENT_POOL } from './agent-pool.spec.ts'
import { MANAGED_CLUSTER } from './managed-cluster.spec.ts'
import { repairChange, settleMendable, UPDATED_TAG } from './repair.ts'
import { isOlder } from './versions.ts'
import { writablePool } from './writable.ts'

const tagsOf = (document: JsonObject) => objectAt(document, 'properties', 'tags')

/** Agent pools are read with their cluster, whose document carries them whole: one read serves all pools. */
export function agentPoolHandler(tools: Tools): ObjectHandler {
  return armHandler(tools, {
    type: AGENT_POOL,
    async read({ reader }, id, _object, signal) {
      const clusterId = id.replace(/\/agentPools\/[^/]+$/i, '')
      const cluster = await reader.read(MANAGED_CLUSTER, clusterId, signal)
      const name = lastSegment(id)
      const profile = objectsAt(cluster, 'properties', 'agentPoolProfiles').find(
        (entry) => textAt(entry, 'name') === name,
      )
      return profile && { id, name, properties: profile }
    },
    owned: (document, object) => hasOwnerTags(tagsOf(document), object),
    outputs: (document) => ({
      id: textAt(document, 'id') ?? '',
      name: textAt(document, 'name') ?? '',
      nodeCount: objectAt(document, 'properties')['count'] ?? 0,
      version:
        textAt(document, 'properties', 'currentOrchestratorVersion') ??
        textAt(document, 'properties', 'orchestratorVersion') ??
        '',
    }),
    settle: (document, error) => settleMendable(document, error, tagsOf(document)),
    async createBody({ skus }, object, signal) {
      const properties = objectAt(desiredBody(object), 'properties')
      const location = textAt(object.desired, 'location') ?? ''
      const zones = await skus.zonesOf(location, textAt(properties, 'vmSize') ?? '', signal)
      return {
        properties: {
          ...properties,
          ...(zones.length > 0 ? { availabilityZones: zones } : {}),
          tags: tagsFor(object),
        },
      }
    },
    compare: changes,
    updateBody(object, current) {
      const wished = objectAt(desiredBody(object), 'properties')
      const { minCount: _min, maxCount: _max, ...rest } = writablePool(current)
      const autoscaled = wished['enableAutoScaling'] === true
      const version = wished['orchestratorVersion']
      return {
        properties: {
          ...rest,
          mode: wished['mode'],
          nodeLabels: wished['nodeLabels'],
          nodeTaints: wished['nodeTaints'],
          enableAutoScaling: autoscaled,
          ...(autoscaled
            ? { minCount: wished['minCount'], maxCount: wished['maxCount'] }
            : { count: wished['count'] }),
          ...(version === undefined ? {} : { orchestratorVersion: version }),
          tags: { ...tagsOf(current), ...tagsFor(object), [UPDATED_TAG]: 'true' },
        },
      }
    },
  })
}

/** What may change on a standing pool. With autoscaling on, the count is the autoscaler's. */
function changes(object: ResolvedObject, document: JsonObject): readonly FieldChange[] {
  const wished = objectAt(desiredBody(object), 'properties')
  const seen = objectAt(document, 'properties')
  const autoscaled = wished['enableAutoScaling'] === true
  const version = textAt(wished, 'orchestratorVersion')
  const observedVersion =
    textAt(seen, 'currentOrchestratorVersion') ?? textAt(seen, 'orchestratorVersion')
  return [
    ...changesBetween(
      {
        mode: wished['mode'],
        ...(autoscaled
          ? { minCount: wished['minCount'], maxCount: wished['maxCount'] }
          : { count: wished['count'] }),
      },
      seen,
      'properties',
    ),
    ...whole('enableAutoScaling', autoscaled, seen['enableAutoScaling'] ?? false),
    ...whole('nodeLabels', wished['nodeLabels'] ?? {}, seen['nodeLabels'] ?? {}),
    ...whole('nodeTaints', sorted(wished, 'nodeTaints'), sorted(seen, 'nodeTaints')),
    ...(isOlder(observedVersion, version)
      ? [{ path: 'properties.orchestratorVersion', desired: version, observed: observedVersion }]
      : []),
    ...changesBetween({ ...object.labels }, tagsOf(document), 'properties.tags'),
    ...repairChange(document, tagsOf(document)),
  ]
}

function whole(path: string, desired: Json, observed: Json): readonly FieldChange[] {
  return canonicalJson(desired) === canonicalJson(observed)
    ? []
    : [{ path: `properties.${path}`, desired, observed }]
}

function sorted(properties: JsonObject, key: string): Json {
  return listAt(properties, key)
    .filter((entry) => typeof entry === 'string')
    .toSorted()
}
