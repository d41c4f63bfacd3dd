import { type Finding, type NodePool, ofKind } from '@skyclust/domain'
import type { Sku } from '../account/skus.ts'
import { objectAt, textAt } from '../arm/document.ts'
import type { CheckInput } from './check.ts'
import { nearest } from './nearest.ts'

/** VM sizes of the pools: known, allowed and in enough zones here; and AKS's rules for System pools. */
export async function checkMachineTypes(
  { skus, tree, declarations, signal }: CheckInput,
  zones: readonly string[],
): Promise<readonly Finding[]> {
  const location = tree.root.location
  const sizes = await skus.all(location, signal)
  const pools = ofKind(tree.resources, 'node-pool').filter(
    (pool) => pool.deletionRequestedAt === undefined,
  )
  const noZones: readonly Finding[] =
    zones.length < 2
      ? [
          {
            severity: 'warning',
            code: 'too-few-zones',
            message: `${location} has no availability zones: all nodes share one fate.`,
            remedy:
              'Choose a region with zones if the cluster has to survive the loss of a data centre.',
            pointer: '/location',
          },
        ]
      : []
  const modes = new Map(
    declarations.map((object) => [
      object.resourceId,
      textAt(objectAt(object.desired, 'body', 'properties'), 'mode'),
    ]),
  )
  return [
    ...noZones,
    ...pools.flatMap((pool, index) => {
      const pointer = `/nodePools/${index}/spec`
      const wish = pool.spec.machineType
      const size = sizes.find((sku) => sku.name.toLowerCase() === wish.toLowerCase())
      const system = modes.get(pool.id) === 'System'
      if (!size) return [unknownSize(pool, location, sizes, pointer)]
      return [
        ...sizeFindings(pool, size, location, zones, pointer),
        ...(system ? systemFindings(pool, size, pointer) : []),
      ]
    }),
  ]
}

function unknownSize(
  pool: NodePool,
  location: string,
  sizes: readonly Sku[],
  pointer: string,
): Finding {
  const wish = pool.spec.machineType
  const allowed = sizes.filter((sku) => sku.barred === undefined).map((sku) => sku.name)
  return {
    severity: 'error',
    code: 'unknown-machine-type',
    message: `There is no VM size «${wish}» in ${location} (node pool «${pool.name}»).`,
    remedy: `Near ones are ${nearest(wish, allowed).join(', ')}.`,
    pointer: `${pointer}/machineType`,
  }
}

function sizeFindings(
  pool: NodePool,
  size: Sku,
  location: string,
  zones: readonly string[],
  pointer: string,
): readonly Finding[] {
  const { nodeCount, diskGiB } = pool.spec
  const findings: Finding[] = []
  if (size.barred !== undefined)
    findings.push({
      severity: 'error',
      code: 'machine-type-unavailable',
      message: `This subscription may not use ${size.name} in ${location} (${size.barred}).`,
      remedy: 'Choose another size or region, or ask Azure support to lift the restriction.',
      pointer: `${pointer}/machineType`,
    })
  else if (size.zones.length < zones.length)
    findings.push({
      severity: 'warning',
      code: 'machine-type-unavailable',
      message: `${size.name} is in ${size.zones.length === 0 ? 'no zone' : `zone ${size.zones.join(', ')}`} of ${location} only, not in all of ${zones.join(', ')}.`,
      pointer: `${pointer}/machineType`,
    })
  if (size.zones.length > 1 && nodeCount % size.zones.length !== 0)
    findings.push({
      severity: 'warning',
      code: 'nodes-uneven',
      message: `${nodeCount} nodes of pool «${pool.name}» cannot be spread evenly over ${size.zones.length} zones.`,
      remedy: `Use a multiple of ${size.zones.length}.`,
      pointer: `${pointer}/nodeCount`,
    })
  if (diskGiB < 30 || diskGiB > 2048)
    findings.push({
      severity: 'error',
      code: 'disk-size',
      message: `AKS nodes have OS disks of 30 to 2,048 GiB, not ${diskGiB}.`,
      remedy: 'Use a size in between, and persistent volumes for data.',
      pointer: `${pointer}/diskGiB`,
    })
  return findings
}

/** AKS: System pools need 4 vCPUs and 4 GiB, no B series, and two nodes to survive the loss of one. */
function systemFindings(pool: NodePool, size: Sku, pointer: string): readonly Finding[] {
  const findings: Finding[] = []
  if (size.vcpus < 4 || size.memoryGiB < 4 || /^Standard_B/i.test(size.name))
    findings.push({
      severity: 'error',
      code: 'system-pool-size',
      message: `${size.name} (${size.vcpus} vCPUs, ${size.memoryGiB} GiB) cannot carry the System pool «${pool.name}»: AKS asks for 4 vCPUs, 4 GiB and no B series.`,
      remedy: 'Choose for example Standard_D4s_v5, and keep small sizes for User pools.',
      pointer: `${pointer}/machineType`,
    })
  const lowest = pool.spec.autoscaling?.min ?? pool.spec.nodeCount
  if (lowest < 2)
    findings.push({
      severity: lowest < 1 ? 'error' : 'warning',
      code: 'system-pool-count',
      message: `System pool «${pool.name}» may go down to ${lowest} node${lowest === 1 ? '' : 's'}.`,
      remedy: 'Give it at least two nodes, better three.',
      pointer: `${pointer}/nodeCount`,
    })
  return findings
}
