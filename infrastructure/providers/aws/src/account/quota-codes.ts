/** Service Quotas: code → service and what it limits (the console's own wording). */
export const QUOTAS = {
  'L-F678F1CE': { service: 'vpc', description: 'VPCs per Region' },
  'L-A4707A72': { service: 'vpc', description: 'Internet gateways per Region' },
  'L-0263D0A3': { service: 'ec2', description: 'EC2-VPC Elastic IPs' },
  'L-1216C47A': {
    service: 'ec2',
    description: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances, vCPUs',
  },
  'L-34B43A08': {
    service: 'ec2',
    description: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests, vCPUs',
  },
  'L-DB2E81BA': {
    service: 'ec2',
    description: 'Running On-Demand G and VT instances, vCPUs',
  },
  'L-417A185B': { service: 'ec2', description: 'Running On-Demand P instances, vCPUs' },
  'L-1194D53C': { service: 'eks', description: 'EKS clusters per Region' },
} as const satisfies Readonly<Record<string, { service: string; description: string }>>

export type QuotaCode = keyof typeof QUOTAS

export function isQuotaCode(code: string): code is QuotaCode {
  return Object.hasOwn(QUOTAS, code)
}
