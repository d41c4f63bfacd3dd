import type { Api } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { capacityShortage } from './capacity.ts'
import { inUse, invalidParameter } from './errors.ts'
import { clusterOf, nodegroupOf } from './lookup.ts'
import { readScaling, readTaints } from './nodegroup-input.ts'
import { scaleNodes } from './nodes.ts'
import { type Nodegroup, nodegroups, type Taint, type Update } from './rows.ts'
import { current, memberStatus } from './state.ts'
import { recordUpdate, renderUpdate, repeatedUpdate, tokenOf } from './updates.ts'
import { amiFits, findVersion, minorOf, releaseVersionOf } from './versions.ts'

const path = '/clusters/{name}/node-groups/{nodegroupName}'
const common = {
  mutating: true,
  bucket: 'eks.mutate',
  target: (input: Fields) => input.string('nodegroupName'),
} as const

export const nodegroupUpdateOperations: readonly Operation[] = [
  {
    ...common,
    name: 'UpdateNodegroupConfig',
    http: { method: 'POST', path: `${path}/update-config` },
    input: [
      'name!',
      'nodegroupName!',
      'labels',
      'taints',
      'scalingConfig',
      'updateConfig',
      'nodeRepairConfig',
      'clientRequestToken',
    ],
    run(api, input) {
      const repeated = repeatedUpdate(api, input)
      if (repeated) return { update: renderUpdate(repeated, api.now) }
      const group = updatableGroup(api, input)
      const scaling = input.has('scalingConfig')
        ? readScaling(api, input.fields('scalingConfig'), detailsOf(group), group.scaling)
        : group.scaling
      const durationMs = api.drawMs(20, 60)
      const shortage = capacityShortage(api, group, scaling.desiredSize)
      if (!shortage && scaling.desiredSize !== group.scaling.desiredSize)
        scaleNodes(
          api,
          clusterOf(api, input),
          group,
          scaling.desiredSize,
          api.now + api.drawMs(60, 120),
        )
      const settings = { ...group.settings }
      for (const name of ['updateConfig', 'nodeRepairConfig'] as const) {
        const value = input.raw(name)
        if (value !== undefined) settings[name] = value
      }
      return accept(api, input, group, {
        type: 'ConfigUpdate',
        params: [
          { type: 'MinSize', value: String(scaling.minSize) },
          { type: 'MaxSize', value: String(scaling.maxSize) },
          { type: 'DesiredSize', value: String(scaling.desiredSize) },
        ],
        durationMs,
        patch: {
          scaling,
          settings,
          labels: changedLabels(group, input.fields('labels')),
          taints: changedTaints(group, input.fields('taints')),
          issues: shortage ? [shortage] : [],
        },
      })
    },
  },
  {
    ...common,
    name: 'UpdateNodegroupVersion',
    http: { method: 'POST', path: `${path}/update-version` },
    input: ['name!', 'nodegroupName!', 'version', 'releaseVersion', 'force', 'clientRequestToken'],
    run(api, input) {
      const repeated = repeatedUpdate(api, input)
      if (repeated) return { update: renderUpdate(repeated, api.now) }
      const cluster = clusterOf(api, input)
      const group = updatableGroup(api, input)
      const version = input.string('version') ?? group.version
      const known = findVersion(version)
      if (!known || minorOf(version) > minorOf(cluster.version))
        throw invalidParameter(
          `Nodegroup Kubernetes version should be equal to or less than cluster version. NodeGroup version: ${version}, Cluster version: ${cluster.version}`,
          detailsOf(group),
        )
      if (minorOf(version) < minorOf(group.version))
        throw invalidParameter(
          `Requested version ${version} is lower than the version ${group.version} of the nodegroup`,
          detailsOf(group),
        )
      if (!amiFits(group.amiType, version))
        throw invalidParameter(
          `AMI Type ${group.amiType} is only supported for kubernetes versions 1.32 or earlier`,
          detailsOf(group),
        )
      const releaseVersion = input.string('releaseVersion') ?? releaseVersionOf(known)
      return accept(api, input, group, {
        type: 'VersionUpdate',
        params: [
          { type: 'Version', value: version },
          { type: 'ReleaseVersion', value: releaseVersion },
        ],
        durationMs: api.drawMs(180, 240) + group.scaling.desiredSize * 90_000,
        patch: { version, releaseVersion },
      })
    },
  },
]

function updatableGroup(api: Api, input: Fields): Nodegroup {
  const group = nodegroupOf(api, input)
  const status = memberStatus(group, api.now)
  if (status !== 'ACTIVE' && status !== 'DEGRADED')
    throw inUse(
      `Nodegroup cannot be updated as it is currently in ${status} status`,
      detailsOf(group),
    )
  return group
}

function accept(
  api: Api,
  input: Fields,
  group: Nodegroup,
  change: Pick<Update, 'type' | 'params'> & {
    readonly durationMs: number
    readonly patch: Partial<Nodegroup>
  },
): Answer {
  const until = api.now + change.durationMs
  const update = recordUpdate(api, {
    clusterName: group.clusterName,
    nodegroupName: group.name,
    type: change.type,
    params: change.params,
    until,
    ...tokenOf(input),
  })
  api.rows(nodegroups).put({
    ...current(group, api.now),
    modifiedAt: api.now,
    change: { from: api.now, until, patch: update.failure ? {} : change.patch },
  })
  return { update: renderUpdate(update, api.now) }
}

function changedLabels(group: Nodegroup, input: Fields | undefined): Record<string, string> {
  const removed = new Set(input?.strings('removeLabels') ?? [])
  const kept = Object.entries(group.labels).filter(([key]) => !removed.has(key))
  return { ...Object.fromEntries(kept), ...input?.map('addOrUpdateLabels') }
}

function changedTaints(group: Nodegroup, input: Fields | undefined): readonly Taint[] {
  const added = readTaints(input?.list('addOrUpdateTaints') ?? [])
  const replaced = [...added, ...readTaints(input?.list('removeTaints') ?? [])]
  return [
    ...group.taints.filter((old) => !replaced.some((taint) => sameTaint(old, taint))),
    ...added,
  ]
}

function sameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect
}

function detailsOf(group: Nodegroup) {
  return { clusterName: group.clusterName, nodegroupName: group.name }
}
