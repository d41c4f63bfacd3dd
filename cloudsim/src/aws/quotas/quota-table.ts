import type { Api } from '../api.ts'

export interface Quota {
  readonly code: string
  readonly service: 'vpc' | 'ec2' | 'eks'
  readonly name: string
  /** What AWS gives every new account. */
  readonly fallback: number
  /** What sandbox accounts have, when that is more. */
  readonly applied?: number
}

/** Codes, names and defaults as Service Quotas lists them. */
export const quotas: readonly Quota[] = [
  { code: 'L-F678F1CE', service: 'vpc', name: 'VPCs per Region', fallback: 5 },
  { code: 'L-407747CB', service: 'vpc', name: 'Subnets per VPC', fallback: 200 },
  { code: 'L-A4707A72', service: 'vpc', name: 'Internet gateways per Region', fallback: 5 },
  { code: 'L-FE5A380F', service: 'vpc', name: 'NAT gateways per Availability Zone', fallback: 5 },
  { code: 'L-589F43AA', service: 'vpc', name: 'Route tables per VPC', fallback: 200 },
  { code: 'L-E79EC296', service: 'vpc', name: 'VPC security groups per Region', fallback: 2500 },
  {
    code: 'L-0EA8095F',
    service: 'vpc',
    name: 'Inbound or outbound rules per security group',
    fallback: 60,
  },
  { code: 'L-0263D0A3', service: 'ec2', name: 'EC2-VPC Elastic IPs', fallback: 5 },
  {
    code: 'L-1216C47A',
    service: 'ec2',
    name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    fallback: 5,
    applied: 64,
  },
  {
    code: 'L-34B43A08',
    service: 'ec2',
    name: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
    fallback: 5,
    applied: 64,
  },
  {
    code: 'L-DB2E81BA',
    service: 'ec2',
    name: 'Running On-Demand G and VT instances',
    fallback: 0,
    applied: 8,
  },
  { code: 'L-417A185B', service: 'ec2', name: 'Running On-Demand P instances', fallback: 0 },
  { code: 'L-1194D53C', service: 'eks', name: 'Clusters', fallback: 100 },
  { code: 'L-6D54EA21', service: 'eks', name: 'Managed node groups per cluster', fallback: 30 },
  { code: 'L-BD136A63', service: 'eks', name: 'Nodes per managed node group', fallback: 450 },
]

/** The value in force for an account: its own setting, or what every sandbox account has. */
export function quota(api: Api, code: string): number {
  const found = quotas.find((each) => each.code === code)
  if (!found) throw new RangeError(`there is no quota ${code}`)
  return api.options.quotas?.[code] ?? found.applied ?? found.fallback
}
