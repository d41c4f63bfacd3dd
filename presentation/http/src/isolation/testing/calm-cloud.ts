import type {
  CloudProvider,
  CloudSession,
  CloudSessions,
  LocationCatalog,
} from '@skyclust/application'
import type { Finding, ResourceTree } from '@skyclust/domain'

const CATALOG: LocationCatalog = {
  zones: ['zone-a', 'zone-b', 'zone-c'],
  machineTypes: [
    { name: 'm5.large', vcpu: 2, memoryGiB: 8, architecture: 'x86_64', usdPerHour: '0.1' },
  ],
  versions: [{ version: '1.34', default: true, support: 'standard' }],
}

export const CALM_ACCOUNT = '123456789012'

const FACTS = { account: CALM_ACCOUNT, principal: 'arn:aws:iam::123456789012:user/calm' }

/** A cloud where everything is allowed and nothing is there: one object per resource, none of which is ever made. */
export const calmProvider: CloudProvider = {
  id: 'aws',
  displayName: 'Calm',
  homeLocation: 'eu-west-1',
  rateLimits: {},
  graceSeconds: 0,
  subnetLayout: ({ networkCidr, zones }) => [
    {
      name: 'only',
      cidr: networkCidr,
      zone: zones[0] ?? 'zone-a',
      access: 'private',
      nat: false,
      secondaryRanges: [],
    },
  ],
  blueprint: declarationsOf,
  open: () => Promise.resolve(session),
}

/** Opens the calm cloud with every credential. */
export const calmSessions: CloudSessions = {
  open: () => Promise.resolve(session),
  verify: () => Promise.resolve(FACTS),
  forget: () => undefined,
  pace: () => 1,
}

const session: CloudSession = {
  identity: () => Promise.resolve(FACTS),
  locations: () => Promise.resolve([{ name: 'eu-west-1', displayName: 'Ireland' }]),
  catalog: () => Promise.resolve(CATALOG),
  missingPermissions: () => Promise.resolve([]),
  quotas: () => Promise.resolve([]),
  check: (): Promise<readonly Finding[]> => Promise.resolve([]),
  handler: (type) => {
    throw new Error(`nothing is reconciled here: ${type}`)
  },
  close: () => undefined,
}

function declarationsOf({ resources }: ResourceTree) {
  return resources.map(({ id, kind, name }) => ({
    id: `${kind}:${name}/object`,
    resourceId: id,
    type: `calm:${kind}`,
    name,
    step: 'network' as const,
    desired: { name },
    idempotency: 'name' as const,
    calls: { create: 'calm:Create', update: 'calm:Update', remove: 'calm:Remove' },
    permissions: [],
  }))
}
