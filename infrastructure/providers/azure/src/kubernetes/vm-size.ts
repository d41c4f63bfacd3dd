/** What the name of a VM size tells (Azure's naming conventions: family, vCPUs, features, version). */
export interface SizeName {
  readonly family: string
  readonly vcpus: number
  readonly burstable: boolean
}

/** vCPUs of the older sizes, whose number is a rank and not a count. */
const RANKED: Readonly<Record<string, number>> = {
  1: 1,
  2: 2,
  3: 4,
  4: 8,
  5: 16,
  11: 2,
  12: 4,
  13: 8,
  14: 16,
  15: 20,
}

/**
 * Reads `Standard_D4s_v5`: family `standardDSv5Family` (the name Compute's usages go by) and 4 vCPUs. Undefined for names
 * that do not follow the conventions.
 */
export function parseVmSize(name: string): SizeName | undefined {
  const match = /^Standard_([A-Z]+)(\d+)(?:-\d+)?([a-z]*)(?:_v(\d+))?$/.exec(name)
  if (!match) return undefined
  const [, letters = '', number = '', features = '', version] = match
  const ranked =
    /^DS?$/.test(letters) && features === '' && (version === undefined || version === '2')
  const vcpus = ranked ? (RANKED[number] ?? Number(number)) : Number(number)
  const burstable = letters === 'B'
  // The B series of the first generation is one family whatever its features.
  const featureText = burstable && version === undefined ? 'S' : features.toUpperCase()
  const suffix = version === undefined ? '' : `v${version}`
  return { family: `standard${letters}${featureText}${suffix}Family`, vcpus, burstable }
}
