import { readFileSync } from 'node:fs'

interface Snapshot {
  readonly asOf: string
  readonly region: string
  readonly usdPerHour: Readonly<Record<string, string>>
}

let loaded: Snapshot | undefined

function snapshot(): Snapshot {
  loaded ??= JSON.parse(
    readFileSync(new URL('ec2-us-east-1.json', import.meta.url), 'utf8'),
  ) as Snapshot
  return loaded
}

/** Linux on-demand price of an instance type in US dollars per hour, from the embedded snapshot (see README.md). */
export function instancePrice(
  machineType: string,
  region: string,
):
  | { readonly usdPerHour: string; readonly asOf: string; readonly approximatedFrom?: string }
  | undefined {
  const { usdPerHour, asOf, region: home } = snapshot()
  const price = Object.hasOwn(usdPerHour, machineType) ? usdPerHour[machineType] : undefined
  if (price === undefined) return undefined
  return { usdPerHour: price, asOf, ...(region === home ? {} : { approximatedFrom: home }) }
}
