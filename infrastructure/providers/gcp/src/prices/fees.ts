import type { PriceLine } from '@skyclust/domain'
import type { NodePoolSpec } from '@skyclust/domain'
import { bootDiskTypeOf } from '../kubernetes/machine-family.ts'
import { nodePrice } from './price-book.ts'

const AS_OF = '2026-11-01'
/** Regions with the list prices of us-central1. */
const BASE_REGIONS = new Set(['us-central1', 'us-east1', 'us-west1'])

function listPrice(
  region: string,
  line: Pick<PriceLine, 'description' | 'sku' | 'unit' | 'quantity' | 'usdPerUnit'>,
): PriceLine {
  return {
    ...line,
    asOf: AS_OF,
    ...(BASE_REGIONS.has(region) ? {} : { approximatedFrom: 'us-central1' }),
  }
}

/** GKE management fee: the same in every region, standard and Autopilot. */
export function clusterFee(): PriceLine {
  return {
    description: 'GKE cluster management fee',
    sku: 'gke/cluster',
    unit: 'hour',
    quantity: 1,
    usdPerUnit: '0.10',
    asOf: AS_OF,
  }
}

/** Nodes, their boot disks, and Cloud NAT's fee per VM where they reach the internet through it. */
export function nodePoolPrices(
  region: string,
  spec: Pick<NodePoolSpec, 'machineType' | 'nodeCount' | 'diskGiB' | 'spot'>,
  throughNat: boolean,
): readonly PriceLine[] {
  if (spec.nodeCount === 0) return []
  const hourly = nodePrice(region, spec.machineType, spec.spot)
  const diskType = bootDiskTypeOf(spec.machineType)
  const lines: PriceLine[] = []
  if (hourly)
    lines.push({
      description: `${spec.machineType} ${spec.spot ? 'spot ' : ''}node`,
      sku: `compute/${spec.machineType}${spec.spot ? '/spot' : ''}`,
      unit: 'hour',
      quantity: spec.nodeCount,
      usdPerUnit: hourly.usd,
      asOf: hourly.asOf,
      ...(hourly.approximatedFrom === undefined
        ? {}
        : { approximatedFrom: hourly.approximatedFrom }),
    })
  lines.push(
    listPrice(region, {
      description: `${diskType} boot disk`,
      sku: `compute/${diskType}`,
      unit: 'GB-month',
      quantity: spec.nodeCount * spec.diskGiB,
      usdPerUnit: diskType === 'pd-balanced' ? '0.10' : '0.08',
    }),
  )
  if (throughNat)
    lines.push({
      description: 'Cloud NAT, per VM up to 32',
      sku: 'compute/cloud-nat/vm',
      unit: 'hour',
      quantity: Math.min(spec.nodeCount, 32),
      usdPerUnit: '0.0014',
      asOf: AS_OF,
    })
  return lines
}

/** The public address a NAT gateway takes; traffic comes on top. */
export function natAddressPrice(): PriceLine {
  return {
    description: 'Public IPv4 address of Cloud NAT',
    sku: 'compute/external-ip',
    unit: 'hour',
    quantity: 1,
    usdPerUnit: '0.005',
    asOf: AS_OF,
  }
}
