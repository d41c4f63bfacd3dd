import { badRequest } from '../arm/errors.ts'

/** An IPv4 range: first address as a number, and prefix length. */
export interface Range {
  readonly first: number
  readonly bits: number
}

/** The range of well-formed CIDR text with no host bits, or undefined. */
export function parseRange(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (!match) return undefined
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = match.slice(1).map(Number)
  if (Math.max(a, b, c, d) > 255 || bits > 32) return undefined
  return { first: ((a * 256 + b) * 256 + c) * 256 + d, bits }
}

/** The number of an IPv4 address, or undefined. */
export function parseAddress(text: string): number | undefined {
  return parseRange(`${text}/32`)?.first
}

export function sizeOf(range: Range): number {
  return 2 ** (32 - range.bits)
}

/** Parses a prefix as the network provider does, with its errors for bad text and for host bits. */
export function requireRange(text: string): Range {
  const range = parseRange(text)
  if (!range)
    throw badRequest(
      'InvalidAddressPrefixFormat',
      `Address prefix ${text} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
    )
  const first = Math.floor(range.first / sizeOf(range)) * sizeOf(range)
  if (first !== range.first)
    throw badRequest(
      'InvalidCIDRNotation',
      `The address prefix ${text} has an invalid CIDR notation. For given prefix length, the address prefix is expected to be ${formatRange({ first, bits: range.bits })}.`,
    )
  return range
}

export function formatRange(range: Range): string {
  const { first } = range
  const parts = [first / 2 ** 24, first / 2 ** 16, first / 2 ** 8, first].map(
    (part) => Math.floor(part) % 256,
  )
  return `${parts.join('.')}/${range.bits}`
}

export function overlaps(left: Range, right: Range): boolean {
  return left.first < right.first + sizeOf(right) && right.first < left.first + sizeOf(left)
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer)
}
