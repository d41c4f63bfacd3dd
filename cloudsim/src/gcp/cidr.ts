export interface Cidr {
  /** First address as a number. */
  readonly first: number
  readonly prefix: number
}

export const sizeOf = ({ prefix }: Cidr): number => 2 ** (32 - prefix)

/** Parses an IPv4 range in CIDR form; undefined when it is malformed or has host bits set. */
export function parseCidr(value: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(value)
  if (!match) return undefined
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number)
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) return undefined
  const first = ((a * 256 + b) * 256 + c) * 256 + d
  return first % 2 ** (32 - prefix) === 0 ? { first, prefix } : undefined
}

export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

export const formatCidr = ({ first, prefix }: Cidr): string => `${formatAddress(first)}/${prefix}`

export const overlaps = (a: Cidr, b: Cidr): boolean =>
  a.first < b.first + sizeOf(b) && b.first < a.first + sizeOf(a)

export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.first <= inner.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer)

/** The first free range of a given size inside `space`. */
export function firstFree(space: Cidr, prefix: number, taken: readonly Cidr[]): Cidr | undefined {
  const size = 2 ** (32 - prefix)
  for (let first = space.first; first + size <= space.first + sizeOf(space); first += size) {
    const candidate = { first, prefix }
    if (!taken.some((range) => overlaps(range, candidate))) return candidate
  }
  return undefined
}
