export interface ClusterVersion {
  readonly version: string
  readonly patch: string
  readonly platform: string
  readonly released: string
  readonly standardEnds: string
  readonly extendedEnds: string
}

/** The versions EKS offers in November 2026, oldest first. */
export const clusterVersions: readonly ClusterVersion[] = [
  version('1.31', '1.31.14', 'eks.48', '2024-09-26', '2025-11-26', '2026-11-26'),
  version('1.32', '1.32.12', 'eks.41', '2025-01-23', '2026-03-23', '2027-03-23'),
  version('1.33', '1.33.9', 'eks.34', '2025-05-29', '2026-07-29', '2027-07-29'),
  version('1.34', '1.34.6', 'eks.22', '2025-10-02', '2026-12-02', '2027-12-02'),
  version('1.35', '1.35.3', 'eks.12', '2026-01-27', '2027-03-27', '2028-03-27'),
]

export const defaultVersion = '1.35'

function version(
  name: string,
  patch: string,
  platform: string,
  released: string,
  standardEnds: string,
  extendedEnds: string,
): ClusterVersion {
  return { version: name, patch, platform, released, standardEnds, extendedEnds }
}

export function findVersion(name: string): ClusterVersion | undefined {
  return clusterVersions.find((each) => each.version === name)
}

export function minorOf(name: string): number {
  return Number(name.split('.')[1])
}

export function supportOf(
  each: ClusterVersion,
  now: number,
): 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED' {
  if (now < Date.parse(each.standardEnds)) return 'STANDARD_SUPPORT'
  return now < Date.parse(each.extendedEnds) ? 'EXTENDED_SUPPORT' : 'UNSUPPORTED'
}

/** The newest node image of a version. */
export function releaseVersionOf(each: ClusterVersion): string {
  return `${each.patch}-20261107`
}

/** Amazon Linux 2 images end with 1.32 (EKS user guide). */
export function amiFits(amiType: string, versionName: string): boolean {
  return !amiType.startsWith('AL2_') || minorOf(versionName) <= 32
}

export const amiTypes: Readonly<Record<string, 'x86_64' | 'arm64'>> = {
  AL2_x86_64: 'x86_64',
  AL2_x86_64_GPU: 'x86_64',
  AL2_ARM_64: 'arm64',
  AL2023_x86_64_STANDARD: 'x86_64',
  AL2023_x86_64_NVIDIA: 'x86_64',
  AL2023_ARM_64_STANDARD: 'arm64',
  BOTTLEROCKET_x86_64: 'x86_64',
  BOTTLEROCKET_ARM_64: 'arm64',
}
