import {
  type Credential,
  type CredentialId,
  DomainError,
  type Finding,
  notFound,
} from '@skyclust/domain'
import { CloudError } from '../ports/cloud-error.ts'
import type { CloudProvider, LocationCatalog } from '../ports/cloud-provider.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Clock } from '../ports/runtime.ts'
import { findingOf } from '../planning/preflight.ts'

const TIMEOUT_MS = 60_000

/** A region or zone a cluster can be made in. */
export interface Location {
  readonly name: string
  readonly displayName: string
}

export async function credentialAndProvider(
  ports: Ports,
  actor: WorkspaceActor,
  credentialId: CredentialId,
): Promise<{ credential: Credential; provider: CloudProvider }> {
  const credential = await ports.db.stores.credentials.get(actor.workspaceId, credentialId)
  if (!credential) throw notFound('credential', credentialId)
  const provider = ports.providers.get(credential.provider)
  if (!provider)
    throw new DomainError(
      'unavailable',
      'provider-unavailable',
      `The provider ${credential.provider} is not installed.`,
    )
  return { credential, provider }
}

/** Where this credential can make clusters. */
export async function listLocations(
  ports: Ports,
  actor: WorkspaceActor,
  credentialId: CredentialId,
): Promise<readonly Location[]> {
  const { credential, provider } = await credentialAndProvider(ports, actor, credentialId)
  return asked(ports.clock, async (signal) =>
    (await ports.sessions.open(credential, provider.homeLocation)).locations(signal),
  )
}

/** Zones, machine types with prices and Kubernetes versions of one location. */
export async function getCatalog(
  ports: Ports,
  actor: WorkspaceActor,
  credentialId: CredentialId,
  location: string,
): Promise<LocationCatalog> {
  const { credential, provider } = await credentialAndProvider(ports, actor, credentialId)
  return asked(ports.clock, async (signal) => {
    const home = await ports.sessions.open(credential, provider.homeLocation)
    const known = await home.locations(signal)
    if (!known.some((l) => l.name === location)) throw notFound('location', location)
    return (await ports.sessions.open(credential, location)).catalog(signal)
  })
}

/** For plans: the catalogue, or the finding that says why there is none. */
export async function catalogOrFinding(
  ports: Ports,
  credential: Credential,
  provider: CloudProvider,
  location: string,
): Promise<{ readonly catalog: LocationCatalog } | { readonly finding: Finding }> {
  const signal = ports.clock.timeout(TIMEOUT_MS)
  try {
    const home = await ports.sessions.open(credential, provider.homeLocation)
    await home.identity(signal)
    const known = await home.locations(signal)
    if (!known.some((l) => l.name === location))
      return { finding: unknownLocation(provider, location, known) }
    return { catalog: await (await ports.sessions.open(credential, location)).catalog(signal) }
  } catch (error) {
    if (error instanceof CloudError) return { finding: findingOf(error) }
    throw error
  }
}

function unknownLocation(
  provider: CloudProvider,
  location: string,
  known: readonly Location[],
): Finding {
  const names = known.map((l) => l.name)
  const offer = names
    .toSorted((a, b) => sharedStart(b, location) - sharedStart(a, location))
    .slice(0, 8)
    .join(', ')
  return {
    severity: 'error',
    code: 'unknown-region',
    message: `${provider.displayName} has no location «${location}» for this account.`,
    remedy: `Use one of: ${offer}${names.length > 8 ? ', …' : ''}.`,
    pointer: '/location',
    details: { location },
  }
}

/** How many characters two names have in common from the start. */
function sharedStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}

async function asked<T>(clock: Clock, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await ask(clock.timeout(TIMEOUT_MS))
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    const finding = findingOf(error)
    throw new DomainError(
      'unavailable',
      finding.code,
      [finding.message, finding.remedy].filter(Boolean).join(' '),
      { cause: error },
    )
  }
}
