import { readFileSync } from 'node:fs'

interface Snapshot {
  readonly asOf: string
  readonly sizes: readonly string[]
  readonly usdPerHour: Readonly<Record<string, readonly number[]>>
}

/** The region that stands in where the snapshot has no price. */
const REFERENCE_REGION = 'eastus'

let loaded: { readonly snapshot: Snapshot; readonly index: ReadonlyMap<string, number> } | undefined

/** Read on first use: most processes never price an Azure plan. */
function snapshot() {
  if (loaded) return loaded
  const file = new URL('linux-on-demand.json', import.meta.url)
  const data = JSON.parse(readFileSync(file, 'utf8')) as Snapshot
  loaded = { snapshot: data, index: new Map(data.sizes.map((size, i) => [size.toLowerCase(), i])) }
  return loaded
}

export interface VmPrice {
  /** Decimal US dollars per hour, Linux, pay as you go. */
  readonly usdPerHour: string
  readonly asOf: string
  readonly approximatedFrom?: string
}

/** Price of a VM size in a region from the snapshot; another region's where it has none, undefined when no region has one. */
export function vmPrice(region: string, size: string): VmPrice | undefined {
  const { snapshot: data, index } = snapshot()
  const at = index.get(size.toLowerCase())
  if (at === undefined) return undefined
  const here = data.usdPerHour[region]?.[at] ?? 0
  if (here > 0) return { usdPerHour: String(here), asOf: data.asOf }
  const reference = data.usdPerHour[REFERENCE_REGION]?.[at] ?? 0
  const [from, price] =
    reference > 0
      ? [REFERENCE_REGION, reference]
      : (Object.entries(data.usdPerHour)
          .map(([name, prices]) => [name, prices[at] ?? 0] as const)
          .find(([, value]) => value > 0) ?? ['', 0])
  if (price === 0) return undefined
  return { usdPerHour: String(price), asOf: data.asOf, approximatedFrom: from }
}
