import type { CloudProvider, CloudSession, CloudSessions, Ports } from '@skyclust/application'
import type { ObjectDeclaration, ProviderId, TypedResource } from '@skyclust/domain'

/** List prices of the fake clouds in US dollars a month (730 hours): what tests count with. */
export const CLUSTER_USD = 73
export const NODE_USD = 36.5

export const FAKE_LOCATIONS = ['here', 'there', 'europe-west1', 'europe-west1-b', 'europe-west2']

/** Clouds that say yes to everything, for tests of what SkyClust itself refuses. Nothing is ever made: no worker runs. */
export function fakeClouds(): Pick<Ports, 'providers' | 'sessions'> {
  const ids = ['aws', 'gcp'] as const
  return { providers: new Map(ids.map((id) => [id, fakeProvider(id)])), sessions }
}

function fakeProvider(id: ProviderId): CloudProvider {
  return {
    id,
    displayName: id,
    homeLocation: 'here',
    rateLimits: {},
    graceSeconds: 1,
    subnetLayout: ({ networkCidr }) => [
      { name: 'a', cidr: networkCidr, access: 'public', nat: false, secondaryRanges: [] },
    ],
    blueprint: ({ resources }) => resources.map(declarationOf),
    open: () => Promise.reject(new Error('sessions of the fake clouds are made by fakeClouds')),
  }
}

/** One cloud object for each resource. */
function declarationOf(resource: TypedResource): ObjectDeclaration {
  return {
    id: `${resource.kind}:${resource.name}/${resource.kind}`,
    resourceId: resource.id,
    type: resource.kind,
    name: resource.name,
    step: 'network',
    desired: {},
    idempotency: 'name',
    calls: { create: `fake:Create${resource.kind}`, update: `fake:Update${resource.kind}` },
    permissions: [],
    ...priceOf(resource),
  }
}

function priceOf(resource: TypedResource): Pick<ObjectDeclaration, 'prices'> {
  const line = (description: string, quantity: number, usdPerUnit: string) => ({
    prices: [
      {
        description,
        sku: description,
        unit: 'hour' as const,
        quantity,
        usdPerUnit,
        asOf: '2026-11-01',
      },
    ],
  })
  if (resource.kind === 'cluster') return line('control plane', 1, '0.1')
  if (resource.kind === 'node-pool') return line('nodes', resource.spec.nodeCount, '0.05')
  return {}
}

const session: CloudSession = {
  identity: () => Promise.resolve({ account: '123456789012', principal: 'fake' }),
  locations: () => Promise.resolve(FAKE_LOCATIONS.map((name) => ({ name, displayName: name }))),
  catalog: () =>
    Promise.resolve({
      zones: ['a', 'b'],
      machineTypes: [],
      versions: [{ version: '1.34', default: true, support: 'standard' }],
    }),
  missingPermissions: () => Promise.resolve([]),
  quotas: () => Promise.resolve([]),
  check: () => Promise.resolve([]),
  handler: () => {
    throw new Error('nothing is made in the fake clouds')
  },
  close: () => undefined,
}

const sessions: CloudSessions = {
  open: () => Promise.resolve(session),
  verify: () => Promise.resolve({ account: '123456789012', principal: 'fake' }),
  forget: () => undefined,
  pace: () => 1,
}
