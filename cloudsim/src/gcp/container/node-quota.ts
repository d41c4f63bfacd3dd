import { regionOf } from '../catalog/regions.ts'
import { projectQuotas, regionQuotas } from '../compute/quotas.ts'
import { GoogleError } from '../errors.ts'
import type { GcpState } from '../state.ts'
import { type Nodes, sum, usageOfPool } from './node-usage.ts'

const figure = (value: number) => `'${value.toFixed(1)}'`

/** Refuses nodes for which the region or the project has no quota left, naming every metric that is short. */
export function checkNodeQuota(
  state: GcpState,
  project: string,
  location: string,
  added: readonly { readonly pool: Nodes; readonly nodes: number }[],
): void {
  const wanted = sum(added.map(({ pool, nodes }) => usageOfPool(pool, nodes)))
  const scopes = [
    ['regional', regionQuotas(state, project, regionOf(location))],
    ['project', projectQuotas(state, project)],
  ] as const
  const short = scopes.flatMap(([scope, quotas]) =>
    quotas.flatMap(({ metric, limit, usage }) => {
      const need = wanted[metric] ?? 0
      const free = Math.max(0, limit - usage)
      if (need <= free || need === 0) return []
      return [
        `nsufficient ${scope} quota to satisfy request: resource "${metric}": request requires ${figure(need)} and is short ${figure(need - free)}. project has a quota of ${figure(limit)} with ${figure(free)} available. View and manage quotas at https://console.cloud.google.com/iam-admin/quotas?usage=USED&project=${project}`,
      ]
    }),
  )
  if (short.length === 0) return
  const message =
    short.length === 1
      ? `I${short[0]}.`
      : short.map((line, index) => `\n\t(${index + 1}) i${line}`).join('')
  throw new GoogleError(403, 'forbidden', message, { status: 'PERMISSION_DENIED' })
}
