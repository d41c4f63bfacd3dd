import { canonicalJson, type FieldChange, type Json, type JsonObject } from '@skyclust/domain'

type Effect = 'NO_SCHEDULE' | 'PREFER_NO_SCHEDULE' | 'NO_EXECUTE'
interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: Effect
}

export function scalingOf(desired: JsonObject) {
  return {
    desiredSize: Number(desired['desiredSize']),
    minSize: Number(desired['minSize']),
    maxSize: Number(desired['maxSize']),
  }
}

export function labelsOf(fields: JsonObject): Record<string, string> {
  return { ...(fields['labels'] as Record<string, string> | undefined) }
}

export function taintsOf(fields: JsonObject): Taint[] {
  return [...((fields['taints'] as readonly Taint[] | undefined) ?? [])]
}

/** Size, labels and taints can be changed; with autoscaling the size is the autoscaler's, within the limits. */
export function compareNodeGroup(desired: JsonObject, fields: JsonObject): readonly FieldChange[] {
  const changes: FieldChange[] = []
  const add = (path: string, want: Json | undefined, have: Json | undefined) => {
    if (canonicalJson(want ?? null) !== canonicalJson(have ?? null))
      changes.push({ path, desired: want, observed: have })
  }
  add('minSize', desired['minSize'], fields['minSize'])
  add('maxSize', desired['maxSize'], fields['maxSize'])
  if (desired['autoscaling'] !== true)
    add('desiredSize', desired['desiredSize'], fields['desiredSize'])
  add('labels', labelsOf(desired), labelsOf(fields))
  add('taints', sorted(taintsOf(desired)), sorted(taintsOf(fields)))
  return changes
}

/** What UpdateNodegroupConfig takes to turn the observed fields into the desired ones, in one call. */
export function configUpdate(desired: JsonObject, fields: JsonObject) {
  const changed = new Set(compareNodeGroup(desired, fields).map((change) => change.path))
  const scaling = scalingOf(desired)
  const current = Number(fields['desiredSize'] ?? scaling.desiredSize)
  const desiredSize =
    desired['autoscaling'] === true
      ? Math.min(Math.max(current, scaling.minSize), scaling.maxSize)
      : scaling.desiredSize
  const labels = labelsOf(desired)
  const removeLabels = Object.keys(labelsOf(fields)).filter((key) => !Object.hasOwn(labels, key))
  const taints = taintsOf(desired)
  const removeTaints = taintsOf(fields).filter(
    (old) => !taints.some((taint) => taint.key === old.key && taint.effect === old.effect),
  )
  return {
    ...(['minSize', 'maxSize', 'desiredSize'].some((path) => changed.has(path))
      ? { scalingConfig: { ...scaling, desiredSize } }
      : {}),
    ...(changed.has('labels') ? { labels: { addOrUpdateLabels: labels, removeLabels } } : {}),
    ...(changed.has('taints') ? { taints: { addOrUpdateTaints: taints, removeTaints } } : {}),
  }
}

function sorted(taints: readonly Taint[]): Json {
  return taints
    .map((taint) => ({ ...taint }))
    .toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1))
}
