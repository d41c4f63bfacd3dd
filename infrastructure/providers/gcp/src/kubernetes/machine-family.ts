/** `n2` of `n2-standard-4`. */
export function familyOf(machineType: string): string {
  return machineType.split('-')[0] ?? machineType
}

/** vCPUs by the name; shared-core E2 types count as 2 (compute docs, general-purpose machines). */
export function vcpusOf(machineType: string): number {
  const parts = machineType.split('-')
  const custom = parts.indexOf('custom')
  const count = Number(custom === -1 ? parts[2] : parts[custom + 1])
  if (Number.isInteger(count) && count > 0) return count
  return machineType === 'f1-micro' || machineType === 'g1-small' ? 1 : 2
}

/** Families that draw on the plain CPUS quota; the others have `<FAMILY>_CPUS` (compute docs, allocation quotas). */
const PLAIN_CPUS = new Set(['e2', 'n1', 'f1', 'g1', 't2d', 't2a'])

export function cpuQuotaOf(machineType: string): string {
  const family = familyOf(machineType)
  return PLAIN_CPUS.has(family) ? 'CPUS' : `${family.toUpperCase()}_CPUS`
}

/** Fourth-generation families boot from Hyperdisk only (compute docs, disk types by machine series). */
export function bootDiskTypeOf(machineType: string): 'hyperdisk-balanced' | 'pd-balanced' {
  return /^(c4|n4)[a-z]?-/.test(machineType) ? 'hyperdisk-balanced' : 'pd-balanced'
}
