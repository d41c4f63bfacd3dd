/** GKE versions by release channel, plausible for November 2026: newest first. */
export const CHANNELS = {
  RAPID: ['1.36.1-gke.1400000', '1.35.5-gke.1210000', '1.34.9-gke.1150000'],
  REGULAR: ['1.35.4-gke.1300000', '1.34.8-gke.1080000', '1.33.12-gke.1020000'],
  STABLE: ['1.34.7-gke.1190000', '1.33.11-gke.1110000'],
  EXTENDED: [
    '1.34.8-gke.1080000',
    '1.33.12-gke.1020000',
    '1.32.15-gke.1030000',
    '1.31.16-gke.1040000',
  ],
} as const satisfies Record<string, readonly string[]>

export type Channel = keyof typeof CHANNELS

export const CHANNEL_DEFAULTS: Readonly<Record<Channel, string>> = {
  RAPID: '1.35.5-gke.1210000',
  REGULAR: '1.34.8-gke.1080000',
  STABLE: '1.33.11-gke.1110000',
  EXTENDED: '1.34.8-gke.1080000',
}

export const DEFAULT_VERSION = CHANNEL_DEFAULTS.REGULAR

const numbers = (version: string) => (version.match(/\d+/g) ?? []).map(Number)

export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)]
  for (let index = 0; index < 4; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export const ALL_VERSIONS: readonly string[] = [
  ...new Set(Object.values(CHANNELS).flat()),
].toSorted((a, b) => compareVersions(b, a))

export const minorOf = (version: string): number => numbers(version)[1] ?? 0

/** Resolves `latest`, `-`, '', `1.X`, `1.X.Y` or a full version against a channel's versions (all when none). */
export function resolveVersion(wanted: string, channel: Channel | undefined): string | undefined {
  const valid: readonly string[] = channel ? CHANNELS[channel] : ALL_VERSIONS
  if (wanted === '' || wanted === '-') return channel ? CHANNEL_DEFAULTS[channel] : DEFAULT_VERSION
  if (wanted === 'latest') return valid[0]
  if (valid.includes(wanted)) return wanted
  return /^\d+\.\d+(\.\d+)?$/.test(wanted)
    ? valid.find((version) => version.startsWith(`${wanted}.`) || version.startsWith(`${wanted}-`))
    : undefined
}
