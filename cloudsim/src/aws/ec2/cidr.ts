/** An IPv4 block as its first and last address, both as unsigned 32-bit numbers. */
export interface CidrBlock {
  readonly first: number
  readonly last: number
  readonly prefix: number
}

/** Reads `10.0.0.0/16`; host bits are cut off as EC2 does. Undefined when it is no IPv4 block. */
export function parseCidr(text: string): CidrBlock | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (!match) return undefined
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number)
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) return undefined
  const size = 2 ** (32 - prefix)
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d
  const first = address - (address % size)
  return { first, last: first + size - 1, prefix }
}

export function formatCidr({ first, prefix }: CidrBlock): string {
  return `${formatAddress(first)}/${prefix}`
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}

export function contains(outer: CidrBlock, inner: CidrBlock): boolean {
  return outer.first <= inner.first && inner.last <= outer.last
}

export function overlap(a: CidrBlock, b: CidrBlock): boolean {
  return a.first <= b.last && b.first <= a.last
}
