import type { PriceLine } from '@skyclust/domain'
import { vmPrice } from './vm-prices.ts'

const AS_OF = '2026-06-18'

/** AKS uptime tiers, US dollars per cluster and hour (design: cost, control planes). */
const CONTROL_PLANE = { Free: '0', Standard: '0.10', Premium: '0.60' } as const

export function controlPlanePrice(tier: keyof typeof CONTROL_PLANE): PriceLine {
  return {
    description: `AKS control plane, ${tier} tier`,
    sku: `aks-${tier.toLowerCase()}`,
    unit: 'hour',
    quantity: 1,
    usdPerUnit: CONTROL_PLANE[tier],
    asOf: AS_OF,
  }
}

export function natGatewayPrice(): PriceLine {
  return fixed('NAT gateway, Standard', 'nat-gateway-standard', '0.045')
}

export function publicAddressPrice(description: string): PriceLine {
  return fixed(description, 'public-ipv4-standard-static', '0.005')
}

/** A standard load balancer with up to five rules, which AKS makes for outgoing traffic where no NAT gateway does. */
export function loadBalancerPrice(): PriceLine {
  return fixed('Load balancer, Standard, first five rules', 'load-balancer-standard', '0.025')
}

function fixed(description: string, sku: string, usdPerUnit: string): PriceLine {
  return { description, sku, unit: 'hour', quantity: 1, usdPerUnit, asOf: AS_OF }
}

/** Managed disks are billed by size class: [GiB, US dollars a month] of locally redundant premium and standard SSDs. */
const PREMIUM = [
  ['P4', 32, 5.28],
  ['P6', 64, 10.21],
  ['P10', 128, 19.71],
  ['P15', 256, 38.02],
  ['P20', 512, 73.22],
  ['P30', 1024, 135.17],
  ['P40', 2048, 259.05],
] as const
const STANDARD = [
  ['E4', 32, 2.4],
  ['E6', 64, 4.8],
  ['E10', 128, 9.6],
  ['E15', 256, 19.2],
  ['E20', 512, 38.4],
  ['E30', 1024, 76.8],
  ['E40', 2048, 153.6],
] as const

/** Virtual machines and OS disks of a pool of `count` nodes. A size with an «s» among its features takes premium disks. */
export function nodePrices(
  region: string,
  size: string,
  count: number,
  diskGiB: number,
): readonly PriceLine[] {
  const price = vmPrice(region, size)
  const machine: readonly PriceLine[] = price
    ? [
        {
          description: `Virtual machine ${size}, Linux, pay as you go`,
          sku: size,
          unit: 'hour',
          quantity: count,
          usdPerUnit: price.usdPerHour,
          asOf: price.asOf,
          ...(price.approximatedFrom === undefined
            ? {}
            : { approximatedFrom: price.approximatedFrom }),
        },
      ]
    : []
  const premium = /^Standard_[A-Z]+\d+(-\d+)?[a-z]*s/.test(size) || /^Standard_[DG]S/.test(size)
  const classes = premium ? PREMIUM : STANDARD
  const [sku, gib, usd] = classes.find(([, limit]) => limit >= diskGiB) ?? classes[6]
  return [
    ...machine,
    {
      description: `OS disk ${sku} (${gib} GiB)`,
      sku: `${sku}-lrs`,
      unit: 'GB-month',
      quantity: gib * count,
      usdPerUnit: (usd / gib).toFixed(9),
      asOf: AS_OF,
    },
  ]
}
