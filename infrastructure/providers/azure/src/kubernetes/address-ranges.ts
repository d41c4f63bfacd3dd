import { cidrsOverlap, cidrSize, formatCidr, invalid, parseCidr } from '@skyclust/domain'

/** First choices for pods and services; the first that overlaps nothing is taken. */
const POD_RANGES = ['10.244.0.0/16', '100.64.0.0/16', '172.24.0.0/16', '192.168.0.0/16']
const SERVICE_RANGES = ['172.20.0.0/16', '10.96.0.0/16', '192.168.0.0/20', '10.0.0.0/16']

/** Ranges AKS keeps for itself (cloud-facts: do not use). */
export const FORBIDDEN_RANGES = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24']

export interface AddressRanges {
  readonly podCidr: string
  readonly serviceCidr: string
  /** The tenth address of the service range. */
  readonly dnsServiceIP: string
}

/** Pod and service ranges: what was asked for, else the first usual ranges that overlap neither the network nor each other. */
export function addressRanges(wish: {
  readonly podCidr?: string | undefined
  readonly serviceCidr?: string | undefined
  readonly networkCidr?: string | undefined
}): AddressRanges {
  const given = [wish.podCidr, wish.serviceCidr, wish.networkCidr].filter((c) => c !== undefined)
  const podCidr = wish.podCidr ?? firstFree(POD_RANGES, given)
  const serviceCidr = wish.serviceCidr ?? firstFree(SERVICE_RANGES, [...given, podCidr])
  const service = parseCidr(serviceCidr)
  if (!service || cidrSize(service) < 16)
    throw invalid('cidr-too-small', `The service range ${serviceCidr} must be /28 or larger.`, [
      { pointer: '/serviceCidr', message: 'must be /28 or larger' },
    ])
  const dns = formatCidr({ base: service.base + 10, prefix: 32 }).slice(0, -3)
  return { podCidr, serviceCidr, dnsServiceIP: dns }
}

export function overlaps(a: string, b: string): boolean {
  const left = parseCidr(a)
  const right = parseCidr(b)
  return left !== undefined && right !== undefined && cidrsOverlap(left, right)
}

function firstFree(candidates: readonly string[], taken: readonly string[]): string {
  return (
    candidates.find((candidate) => !taken.some((range) => overlaps(candidate, range))) ??
    candidates[0] ??
    ''
  )
}
