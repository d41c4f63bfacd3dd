import { z } from 'zod'
import { isPrivateCidr, parseCidr } from '../kernel/cidr.ts'
import type { Resource } from '../resources/resource.ts'

/** IPv4 CIDR text with zero host bits. */
export const CidrText = z
  .string()
  .refine(
    (text) => parseCidr(text) !== undefined,
    'must be an IPv4 CIDR without host bits, such as 10.0.0.0/16',
  )

/** A VPC, VPC network or VNet. */
export const NetworkSpec = z.object({
  /** Private (RFC 1918 / 6598) range; /16 to /24 so that it fits every cloud. */
  cidr: CidrText.refine((text) => {
    const cidr = parseCidr(text)
    return cidr === undefined || isPrivateCidr(cidr)
  }, 'must lie in private address space: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10').refine(
    (text) => {
      const cidr = parseCidr(text)
      return cidr === undefined || (cidr.prefix >= 12 && cidr.prefix <= 22)
    },
    'must be between /12 and /22: smaller leaves no room for nodes in three zones',
  ),
})
export type NetworkSpec = z.infer<typeof NetworkSpec>
export type Network = Resource<'network', NetworkSpec>

export const SubnetSpec = z.object({
  cidr: CidrText,
  /** AWS: the availability zone. Google and Azure subnets are regional. */
  zone: z.string().optional(),
  /** Public: hosts load balancers and gateways. Private: nodes; reaches out through NAT. */
  access: z.enum(['public', 'private']),
  /** A NAT gateway stands in this (public) subnet, or (Google, Azure) serves it. */
  nat: z.boolean().default(false),
  /** Google: alias ranges of pods and services. */
  secondaryRanges: z.array(z.object({ name: z.string(), cidr: CidrText })).default([]),
})
export type SubnetSpec = z.infer<typeof SubnetSpec>
export type Subnet = Resource<'subnet', SubnetSpec>
