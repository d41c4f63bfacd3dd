import type { Finding, NodePool } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import { spreadNodes } from '../kubernetes/node-spread.ts'
import type { Site } from '../location.ts'
import { machineTypesIn, zonesAt, type ZonedMachineType } from './catalog.ts'
import { error, ifThere, near } from './findings.ts'

/** Every pool's machine type exists in every zone its nodes will use. */
export async function machineTypeFindings(
  client: GcpClient,
  pools: readonly NodePool[],
  site: Site,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const wanted = pools.map((pool, index) => ({
    index,
    type: pool.spec.machineType,
    zones: spreadNodes(pool.spec, site.zones).zones,
  }))
  const has = memo((key: string) => {
    const [zone = '', type = ''] = key.split('/')
    const path = `/compute/v1/projects/${client.project}/zones/${zone}/machineTypes/${encodeURIComponent(type)}`
    return ifThere(client.send<object>({ api: 'compute', kind: 'read', path, signal }))
  })
  const answers = await Promise.all(
    wanted.map(async (want) => ({
      ...want,
      missing: (
        await Promise.all(
          want.zones.map(async (zone) => ((await has(`${zone}/${want.type}`)) ? [] : [zone])),
        )
      ).flat(),
    })),
  )
  const bad = answers.filter((answer) => answer.missing.length > 0)
  if (bad.length === 0) return []
  // Only now is the whole list worth its calls.
  const zones = await ifThere(zonesAt(client, site.region, signal))
  if (!zones) return []
  const all = await machineTypesIn(client, zones, signal)
  return bad.map((answer) => complaint(answer, all, site))
}

function complaint(
  { index, type, missing }: { index: number; type: string; missing: readonly string[] },
  all: readonly ZonedMachineType[],
  site: Site,
): Finding {
  const pointer = `/nodePools/${index}/spec/machineType`
  const known = all.find((t) => t.name === type)
  if (!known)
    return error({
      code: 'unknown-machine-type',
      message: `There is no machine type «${type}» in ${site.region}.`,
      remedy: `Did you mean ${near(
        type,
        all.map((t) => t.name),
      ).join(', ')}?`,
      pointer,
    })
  const everywhere = all.filter((t) => site.zones.every((zone) => t.zones.includes(zone)))
  return error({
    code: 'machine-type-unavailable',
    message: `${type} is not offered in ${missing.join(', ')}; it is in ${known.zones.join(', ')}.`,
    remedy: `Use one that is offered in all zones, such as ${near(
      type,
      everywhere.map((t) => t.name),
      3,
    ).join(', ')}, or a zonal cluster in ${known.zones[0] ?? 'another zone'}.`,
    pointer,
  })
}

function memo<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (key) => {
    const answer = known.get(key) ?? read(key)
    known.set(key, answer)
    return answer
  }
}
