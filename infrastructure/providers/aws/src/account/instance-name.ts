import type { QuotaCode } from './quota-codes.ts'

/** AWS names Graviton families with a `g` behind the generation (m7g, c6gn, is4gen); a1 and the GB superchips are Arm too. */
export function architectureOf(machineType: string): 'x86_64' | 'arm64' {
  const family = familyOf(machineType)
  return family === 'a1' || /^[a-z]+\d+g/.test(family) || /-gb\d+$/.test(family)
    ? 'arm64'
    : 'x86_64'
}

/** The Amazon Linux 2023 image for an instance type: standard, NVIDIA (p and g families) or Neuron (inf, trn). */
export function amiTypeOf(machineType: string) {
  const family = familyOf(machineType)
  const nvidia = /^(p|g|gr)\d/.test(family) && family !== 'g4ad'
  if (architectureOf(machineType) === 'arm64')
    return nvidia ? 'AL2023_ARM_64_NVIDIA' : 'AL2023_ARM_64_STANDARD'
  if (/^(inf|trn)\d/.test(family)) return 'AL2023_x86_64_NEURON'
  return nvidia ? 'AL2023_x86_64_NVIDIA' : 'AL2023_x86_64_STANDARD'
}

/** vCPUs by the size in the name: large 2, xlarge 4, Nxlarge 4 N; the burstable families' small sizes have 2 (t2: 1). */
export function vcpusOf(machineType: string): number {
  const size = machineType.slice(machineType.indexOf('.') + 1)
  const multiple = /^(?:metal-)?(\d+)xl(?:arge)?$/.exec(size)
  if (multiple) return 4 * Number(multiple[1])
  if (size === 'xlarge') return 4
  if (size === 'large') return 2
  if (size.startsWith('metal')) return 96
  const family = familyOf(machineType)
  if (family === 't2') return size === 'medium' ? 2 : 1
  return /^t\d/.test(family) ? 2 : 1
}

/** The vCPU quota an instance type counts against; undefined for the rarer families, which have one each. */
export function vcpuQuotaOf(machineType: string, spot: boolean): QuotaCode | undefined {
  const letters = /^[a-z]+/.exec(familyOf(machineType))?.[0] ?? ''
  if (/^(a|c|d|h|i|im|is|m|r|t|z)$/.test(letters)) return spot ? 'L-34B43A08' : 'L-1216C47A'
  if (spot) return undefined
  if (letters === 'g' || letters === 'gr' || letters === 'vt') return 'L-DB2E81BA'
  return letters === 'p' ? 'L-417A185B' : undefined
}

function familyOf(machineType: string): string {
  return machineType.split('.')[0] ?? machineType
}
