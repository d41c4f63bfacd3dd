import { readFileSync } from 'node:fs'

/** Prices of one region in the order of the machine types, apart by spaces; `-` where there is none. */
interface RegionPrices {
  readonly onDemand: string
  readonly spot: string
}

interface Snapshot {
  readonly asOf: string
  readonly machineTypes: string
  readonly regions: Readonly<Record<string, RegionPrices>>
}

export interface HourlyPrice {
  /** Decimal US dollars per hour. */
  readonly usd: string
  readonly asOf: string
  readonly approximatedFrom?: string
}

interface Book {
  readonly asOf: string
  readonly position: ReadonlyMap<string, number>
  readonly regions: ReadonlyMap<string, { onDemand: readonly string[]; spot: readonly string[] }>
}

let book: Book | undefined

/** 220 KB that only plans and catalogues need: read on first use. */
function load(): Book {
  if (!book) {
    const text = readFileSync(new URL('./compute.json', import.meta.url), 'utf8')
    const data = JSON.parse(text) as Snapshot
    book = {
      asOf: data.asOf,
      position: new Map(data.machineTypes.split(' ').map((name, at) => [name, at])),
      regions: new Map(
        Object.entries(data.regions).map(([name, { onDemand, spot }]) => [
          name,
          { onDemand: onDemand.split(' '), spot: spot.split(' ') },
        ]),
      ),
    }
  }
  return book
}

/** Price of one node hour; a region without a price borrows that of its continent, else of us-central1. */
export function nodePrice(
  region: string,
  machineType: string,
  spot = false,
): HourlyPrice | undefined {
  const { asOf, position, regions } = load()
  const at = position.get(machineType)
  if (at === undefined) return undefined
  const priceIn = (name: string) => {
    const text = regions.get(name)?.[spot ? 'spot' : 'onDemand'][at]
    return text === '-' ? undefined : text
  }
  const continent = `${region.split('-')[0] ?? ''}-`
  const all = [...regions.keys()]
  const near = all.filter((name) => name.startsWith(continent))
  for (const from of [region, ...near, 'us-central1', ...all]) {
    const usd = priceIn(from)
    if (usd !== undefined)
      return { usd, asOf, ...(from === region ? {} : { approximatedFrom: from }) }
  }
  return undefined
}
