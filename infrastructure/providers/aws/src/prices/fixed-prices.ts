import type { PriceLine } from '@skyclust/domain'

const AS_OF = '2026-07-20'
const HOME = 'us-east-1'

/** The price of that region stands in everywhere else. */
function approximated(region: string): { approximatedFrom?: string } {
  return region === HOME ? {} : { approximatedFrom: HOME }
}

/** Standard support; the same in every region. */
export function controlPlanePrice(): PriceLine {
  return {
    description: 'Amazon EKS cluster',
    sku: 'AmazonEKS-Hours:perCluster',
    unit: 'hour',
    quantity: 1,
    usdPerUnit: '0.10',
    asOf: AS_OF,
  }
}

export function natGatewayPrice(region: string): PriceLine {
  return {
    description: 'NAT gateway (without the data it processes)',
    sku: 'NatGateway-Hours',
    unit: 'hour',
    quantity: 1,
    usdPerUnit: '0.045',
    asOf: AS_OF,
    ...approximated(region),
  }
}

/** In use or idle; the same in every region. */
export function publicAddressPrice(): PriceLine {
  return {
    description: 'Public IPv4 address',
    sku: 'PublicIPv4:InUseAddress',
    unit: 'hour',
    quantity: 1,
    usdPerUnit: '0.005',
    asOf: AS_OF,
  }
}

export function diskPrice(region: string, nodes: number, diskGiB: number): PriceLine {
  return {
    description: `Node disks, gp3, ${nodes} × ${diskGiB} GiB`,
    sku: 'EBS:VolumeUsage.gp3',
    unit: 'GB-month',
    quantity: nodes * diskGiB,
    usdPerUnit: '0.08',
    asOf: AS_OF,
    ...approximated(region),
  }
}
