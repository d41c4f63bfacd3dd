import ipaddr from 'ipaddr.js'

/** What IANA has given out as global unicast; ipaddr.js calls more of IPv6 «unicast», ::7f00:1 for one. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')

export type AddressRule = (address: string) => boolean

/** Whether the address is in one of the ranges. Throws RangeError for what is no CIDR. */
export function within(cidrs: readonly string[]): AddressRule {
  const ranges = cidrs.map((cidr) => {
    if (!ipaddr.isValidCIDR(cidr))
      throw new RangeError(`«${cidr}» is not a CIDR such as 10.0.0.0/8`)
    return ipaddr.parseCIDR(cidr)
  })
  return (text) => {
    const address = parse(text)
    return (
      address !== undefined &&
      ranges.some((range) => range[0].kind() === address.kind() && address.match(range))
    )
  }
}

/** Whether the address is a public one: no loopback, private, link-local, shared, mapped, translated or reserved range. */
export function isGlobalUnicast(text: string): boolean {
  const address = parse(text)
  if (!address || address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6)
}

/** An IPv4 address in IPv6 clothes counts as what it is. */
function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // IPv4 as four decimal numbers only: what else inet_aton takes has been made that by the URL parser or is no address.
  if (!ipaddr.IPv6.isValid(text) && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined
  // ipaddr.js reads the IPv4-compatible ::1.2.3.4, which is another address, as the mapped ::ffff:1.2.3.4.
  if (text.includes('.') && text.includes(':') && !/^::ffff:/i.test(text)) return undefined
  return ipaddr.process(text)
}
