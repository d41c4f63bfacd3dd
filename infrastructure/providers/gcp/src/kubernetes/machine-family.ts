/** `n2` of `n2-standard-4`. */
function familyOf(machineType: string): string {
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

/** Families on the plain CPUS quota, and those with a `<FAMILY>_CPUS` metric (compute v1, Quota.metric). */
const PLAIN_CPUS = new Set(['e2', 'n1', 'f1', 'g1'])
const OWN_CPUS = new Set(['n2', 'n2d', 'c2', 'c2d', 'c3', 't2d', 't2a', 'm1', 'm2', 'm3', 'a2'])

/** Regional quota metric for a machine type's vCPUs; newer families have none that regions.get shows. */
export function cpuQuotaOf(machineType: string): string | undefined {
  const family = familyOf(machineType)
  if (PLAIN_CPUS.has(family)) return 'CPUS'
  return OWN_CPUS.has(family) ? `${family.toUpperCase()}_CPUS` : undefined
}

/** Fourth-generation families boot from Hyperdisk only (compute docs, disk types by machine series). */
export function bootDiskTypeOf(machineType: string): 'hyperdisk-balanced' | 'pd-balanced' {
  return /^(c4|n4)[a-z]?-/.test(machineType) ? 'hyperdisk-balanced' : 'pd-balanced'
}
