import { takeFailedOperation } from '../../core/faults.ts'
import { type Api, uniqueUuid } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { buildsFor, findAddon } from './addon-table.ts'
import { inUse, invalidParameter } from './errors.ts'
import {
  activeClusterOf,
  addonOf,
  clusterOf,
  namePage,
  renderHealth,
  seconds,
  tagsOf,
} from './lookup.ts'
import { authorizePassRole, roleByArn } from './roles.ts'
import { type Addon, addons, type Cluster } from './rows.ts'
import { current, memberStatus } from './state.ts'
import { recordUpdate, renderUpdate, repeatedUpdate, tokenOf } from './updates.ts'

const path = '/clusters/{name}/addons'
const target = (input: Fields) => input.string('addonName')
const mutation = { mutating: true, bucket: 'eks.mutate', target } as const

export const addonOperations: readonly Operation[] = [
  {
    ...mutation,
    name: 'CreateAddon',
    http: { method: 'POST', path },
    input: [
      'name!',
      'addonName!',
      'addonVersion',
      'serviceAccountRoleArn',
      'resolveConflicts',
      'clientRequestToken',
      'tags',
      'configurationValues',
    ],
    run: (api, input) => ({ addon: renderAddon(createAddon(api, input), api) }),
  },
  {
    name: 'ListAddons',
    http: { method: 'GET', path },
    input: ['name!', 'maxResults', 'nextToken'],
    mutating: false,
    bucket: 'eks.describe',
    target: (input) => input.string('name'),
    run(api, input) {
      const cluster = clusterOf(api, input)
      const names = api
        .rows(addons)
        .all()
        .filter(({ clusterName }) => clusterName === cluster.id)
        .map(({ name }) => name)
      return namePage(input, 'addons', names)
    },
  },
  {
    name: 'DescribeAddon',
    http: { method: 'GET', path: `${path}/{addonName}` },
    input: ['name!', 'addonName!'],
    mutating: false,
    bucket: 'eks.describe',
    target,
    run: (api, input) => ({ addon: renderAddon(addonOf(api, input), api) }),
  },
  {
    ...mutation,
    name: 'UpdateAddon',
    http: { method: 'POST', path: `${path}/{addonName}/update` },
    input: [
      'name!',
      'addonName!',
      'addonVersion',
      'serviceAccountRoleArn',
      'resolveConflicts',
      'clientRequestToken',
      'configurationValues',
    ],
    run: updateAddon,
  },
  {
    ...mutation,
    name: 'DeleteAddon',
    http: { method: 'DELETE', path: `${path}/{addonName}` },
    input: ['name!', 'addonName!', 'preserve'],
    run(api, input) {
      const addon = addonOf(api, input)
      if (addon.deletingAt === undefined)
        api.rows(addons).patch(addon.id, {
          deletingAt: api.now,
          goneAt: api.now + api.drawMs(15, 30),
        })
      return { addon: renderAddon(addonOf(api, input), api) }
    },
  },
]

function createAddon(api: Api, input: Fields): Addon {
  const cluster = activeClusterOf(api, input)
  const name = input.required('addonName')
  const details = { clusterName: cluster.id, addonName: name }
  const clientRequestToken = input.string('clientRequestToken')
  const existing = api.rows(addons).find(`${cluster.id}/${name}`)
  if (existing) {
    if (clientRequestToken && existing.clientRequestToken === clientRequestToken) return existing
    throw inUse('Addon already exists.', details)
  }
  const settings = readSettings(api, input, cluster, name)
  const failed = takeFailedOperation(api.context.faults, api.call)
  const addon: Addon = {
    ...api.stamp(),
    ...settings,
    id: `${cluster.id}/${name}`,
    tags: tagsOf(input),
    arn: `arn:aws:eks:${api.region}:${api.account}:addon/${cluster.id}/${name}/${uniqueUuid(api.context, 'addon')}`,
    clusterName: cluster.id,
    name,
    settlesAt: api.now + api.drawMs(20, 40),
    modifiedAt: api.now,
    ...tokenOf(input),
    ...(failed
      ? { failure: { code: failed.code, message: failed.message, resourceIds: [name] } }
      : {}),
  }
  api.rows(addons).put(addon)
  return addon
}

function updateAddon(api: Api, input: Fields): Answer {
  const repeated = repeatedUpdate(api, input)
  if (repeated) return { update: renderUpdate(repeated, api.now) }
  const cluster = clusterOf(api, input)
  const addon = addonOf(api, input)
  const details = { clusterName: cluster.id, addonName: addon.name }
  const status = memberStatus(addon, api.now)
  if (['CREATING', 'UPDATING', 'DELETING'].includes(status))
    throw inUse(
      `Addon ${addon.name} cannot be updated as it is currently in ${status} state`,
      details,
    )
  const settings = readSettings(api, input, cluster, addon.name, addon)
  const until = api.now + api.drawMs(20, 60)
  const update = recordUpdate(api, {
    clusterName: cluster.id,
    addonName: addon.name,
    type: 'AddonUpdate',
    params: [{ type: 'AddonVersion', value: settings.version }],
    until,
    ...tokenOf(input),
  })
  const { failure: _healed, ...healthy } = current(addon, api.now)
  api.rows(addons).put({
    ...healthy,
    modifiedAt: api.now,
    change: { from: api.now, until, patch: update.failure ? {} : settings },
  })
  return { update: renderUpdate(update, api.now) }
}

function readSettings(api: Api, input: Fields, cluster: Cluster, name: string, before?: Addon) {
  const details = { clusterName: cluster.id, addonName: name }
  const known = findAddon(name)
  if (!known) throw invalidParameter(`Addon ${name} is not supported`, details)
  const builds = buildsFor(known, cluster.version)
  const version = input.string('addonVersion') ?? before?.version ?? builds[0]?.version
  if (version === undefined || !builds.some((build) => build.version === version))
    throw invalidParameter(`Addon version specified is not supported`, details)
  const roleArn = input.string('serviceAccountRoleArn') ?? before?.serviceAccountRoleArn
  if (roleArn !== undefined) {
    authorizePassRole(api, roleArn)
    if (!roleByArn(api, roleArn))
      throw invalidParameter(`The role ${roleArn} does not exist`, details)
  }
  input.oneOf('resolveConflicts', ['OVERWRITE', 'NONE', 'PRESERVE'])
  const configurationValues = input.string('configurationValues') ?? before?.configurationValues
  return {
    version,
    ...(roleArn === undefined ? {} : { serviceAccountRoleArn: roleArn }),
    ...(configurationValues === undefined ? {} : { configurationValues }),
  }
}

function renderAddon(row: Addon, api: Api): Answer {
  const addon = current(row, api.now)
  const failed = addon.failure !== undefined && api.now >= addon.settlesAt
  return {
    addonName: addon.name,
    clusterName: addon.clusterName,
    status: memberStatus(addon, api.now),
    addonVersion: addon.version,
    health: renderHealth(failed && addon.failure ? [addon.failure] : []),
    addonArn: addon.arn,
    createdAt: seconds(addon.createdAt),
    modifiedAt: seconds(addon.modifiedAt),
    serviceAccountRoleArn: addon.serviceAccountRoleArn,
    configurationValues: addon.configurationValues,
    tags: addon.tags,
  }
}
