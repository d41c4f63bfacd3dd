import type { Finding, NodePool } from '@skyclust/domain'
import { zonesOfTypes } from '../account/catalog.ts'
import type { Check, World } from './world.ts'

/** Each pool's instance type must exist here, and in the zones of the nodes' subnets. */
export const checkMachineTypes: Check = async (world, signal) => {
  const { aws, pools } = world
  const asked = [...new Set(pools.map((pool) => pool.spec.machineType))]
  if (asked.length === 0) return []
  const offered = await zonesOfTypes(aws, asked, signal)
  const unknown = asked.some((type) => !offered.has(type))
  const all = unknown ? [...(await zonesOfTypes(aws, undefined, signal)).keys()] : []
  const zones = nodeZones(world)
  return pools.flatMap((pool, index): Finding[] => {
    const pointer = `/nodePools/${index}/spec/machineType`
    const here = offered.get(pool.spec.machineType)
    return here
      ? availability(pool, here, zones, pointer)
      : [unknownType(world, pool, all, pointer)]
  })
}

function unknownType(
  { aws }: World,
  pool: NodePool,
  all: readonly string[],
  pointer: string,
): Finding {
  const near = nearest(pool.spec.machineType, all)
  const usual = all.filter((type) => /^[cmr]\d[a-z]*\.(x?large)$/.test(type)).toSorted()
  return {
    severity: 'error',
    code: 'unknown-machine-type',
    message: `There is no instance type ${pool.spec.machineType} in ${aws.region} (node pool ${pool.name}).`,
    remedy:
      near.length > 0
        ? `Did you mean ${near.join(', ')}?`
        : `Choose another one, for example ${usual.slice(0, 6).join(', ')}.`,
    pointer,
    details: { suggestions: near },
  }
}

function availability(
  pool: NodePool,
  here: readonly string[],
  zones: readonly string[],
  pointer: string,
): Finding[] {
  const without = zones.filter((zone) => !here.includes(zone))
  if (without.length === 0) return []
  const nowhere = without.length === zones.length
  return [
    {
      severity: nowhere ? 'error' : 'warning',
      code: 'machine-type-unavailable',
      message: `${pool.spec.machineType} (node pool ${pool.name}) cannot be had in ${without.join(', ')}.`,
      remedy: nowhere
        ? `Choose another type, or zones among ${here.join(', ')}.`
        : 'The nodes will stand in the other zones; choose another type to spread them over all.',
      pointer,
    },
  ]
}

function nodeZones({ subnets, foundation }: World): readonly string[] {
  const all = subnets.length > 0 ? subnets : (foundation?.subnets ?? [])
  const inner = all.filter((s) => s.spec.access === 'private')
  return [...new Set((inner.length > 0 ? inner : all).flatMap((s) => s.spec.zone ?? []))]
}

/** Up to three names that differ in the fewest characters; those of the same family before others. */
function nearest(name: string, all: readonly string[]): readonly string[] {
  const family = name.split('.')[0] ?? name
  return all
    .map((each) => ({
      each,
      distance: editDistance(name, each) - (each.startsWith(`${family}.`) ? 0.5 : 0),
    }))
    .filter(({ distance }) => distance <= 4)
    .toSorted((a, b) => a.distance - b.distance || (a.each < b.each ? -1 : 1))
    .slice(0, 3)
    .map(({ each }) => each)
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++)
      row.push(
        Math.min(
          (previous[j + 1] ?? 0) + 1,
          (row[j] ?? 0) + 1,
          (previous[j] ?? 0) + (a[i] === b[j] ? 0 : 1),
        ),
      )
    previous = row
  }
  return previous.at(-1) ?? 0
}
