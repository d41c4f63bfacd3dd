/** An IPv4 prefix as numbers. `base` is the network address, host bits zero. */
export interface Cidr {
  readonly base: number
  readonly prefix: number
}

/** Parses `10.0.0.0/16`; undefined when it is no CIDR or has host bits set. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (!match) return undefined
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  const size = 2 ** (32 - prefix)
  return address % size === 0 ? { base: address, prefix } : undefined
}

export function formatCidr({ base, prefix }: Cidr): string {
  const octets = [base / 2 ** 24, base / 2 ** 16, base / 2 ** 8, base].map(
    (n) => Math.floor(n) % 256,
  )
  return `${octets.join('.')}/${prefix}`
}

/** Number of addresses in the prefix. */
export function cidrSize({ prefix }: Cidr): number {
  return 2 ** (32 - prefix)
}

export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a.base < b.base + cidrSize(b) && b.base < a.base + cidrSize(a)
}

export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  return outer.base <= inner.base && inner.base + cidrSize(inner) <= outer.base + cidrSize(outer)
}

/** The `index`-th prefix of length `prefix` inside `outer`; undefined when it does not fit. */
export function subCidr(outer: Cidr, prefix: number, index: number): Cidr | undefined {
  if (prefix < outer.prefix || prefix > 32) return undefined
  const base = outer.base + index * 2 ** (32 - prefix)
  return base + 2 ** (32 - prefix) <= outer.base + cidrSize(outer) ? { base, prefix } : undefined
}

/** RFC 1918 private space and RFC 6598 shared space. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap(
  (text) => parseCidr(text) ?? [],
)

export function isPrivateCidr(cidr: Cidr): boolean {
  return PRIVATE.some((range) => cidrContains(range, cidr))
}
