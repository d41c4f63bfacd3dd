import { createHash } from 'node:crypto'

interface Region {
  readonly name: string
  /** Abbreviation in zone ids, e.g. `use1` in use1-az1. */
  readonly code: string
  /** The zone numbers the region offers. */
  readonly zones: readonly number[]
  readonly optIn: boolean
}

const region = (name: string, code: string, zones: readonly number[], optIn = false): Region => ({
  name,
  code,
  zones,
  optIn,
})

const regions: readonly Region[] = [
  region('ap-northeast-1', 'apne1', [1, 2, 4]),
  region('ap-northeast-2', 'apne2', [1, 2, 3, 4]),
  region('ap-northeast-3', 'apne3', [1, 2, 3]),
  region('ap-south-1', 'aps1', [1, 2, 3]),
  region('ap-southeast-1', 'apse1', [1, 2, 3]),
  region('ap-southeast-2', 'apse2', [1, 2, 3]),
  region('ca-central-1', 'cac1', [1, 2, 3, 4]),
  region('eu-central-1', 'euc1', [1, 2, 3]),
  region('eu-north-1', 'eun1', [1, 2, 3]),
  region('eu-west-1', 'euw1', [1, 2, 3]),
  region('eu-west-2', 'euw2', [1, 2, 3]),
  region('eu-west-3', 'euw3', [1, 2, 3]),
  region('sa-east-1', 'sae1', [1, 2, 3]),
  region('us-east-1', 'use1', [1, 2, 3, 4, 5, 6]),
  region('us-east-2', 'use2', [1, 2, 3]),
  region('us-west-1', 'usw1', [1, 2, 3]),
  region('us-west-2', 'usw2', [1, 2, 3, 4]),
  region('af-south-1', 'afs1', [1, 2, 3], true),
  region('ap-east-1', 'ape1', [1, 2, 3], true),
  region('eu-south-1', 'eus1', [1, 2, 3], true),
  region('me-south-1', 'mes1', [1, 2, 3], true),
]

/** Zones in which EKS runs no control plane (EKS user guide, network requirements). */
export const zonesWithoutEks: ReadonlySet<string> = new Set(['use1-az3', 'usw1-az2', 'cac1-az3'])

export interface Zone {
  readonly name: string
  readonly id: string
}

export function isRegion(name: string): boolean {
  return regions.some((each) => each.name === name)
}

export function allRegions(): readonly { readonly name: string; readonly optIn: boolean }[] {
  return regions
}

/** The zones of a region as an account sees them: zone names are shuffled per account, ids are not. */
export function zonesOf(account: string, regionName: string): readonly Zone[] {
  const found = regions.find(({ name }) => name === regionName)
  if (!found) return []
  const weight = (id: string) => createHash('sha256').update(`${account}/${id}`).digest('hex')
  return found.zones
    .map((number) => `${found.code}-az${number}`)
    .toSorted((a, b) => (weight(a) < weight(b) ? -1 : 1))
    .map((id, index) => ({ id, name: `${found.name}${String.fromCharCode(97 + index)}` }))
}
