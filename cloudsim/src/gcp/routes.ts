import { addressRoutes } from './compute/addresses.ts'
import { catalogRoutes } from './compute/catalog-routes.ts'
import { firewallRoutes } from './compute/firewalls.ts'
import { forwardingRuleRoutes } from './compute/forwarding-rules.ts'
import { instanceGroupRoutes } from './compute/instance-groups.ts'
import { networkRoutes } from './compute/networks.ts'
import { operationRoutes } from './compute/operations.ts'
import { routerRoutes } from './compute/routers.ts'
import { routeRoutes } from './compute/routes.ts'
import { subnetworkRoutes } from './compute/subnetworks.ts'
import { clusterRoutes } from './container/clusters.ts'
import { nodePoolRoutes } from './container/node-pools.ts'
import { containerOperationRoutes } from './container/operations.ts'
import { serverConfigRoute } from './container/server-config.ts'
import { projectRoutes } from './iam/projects.ts'
import { serviceAccountRoutes } from './iam/service-accounts.ts'
import type { GcpRoute } from './request.ts'
import { serviceRoutes } from './services.ts'

export const routes: readonly GcpRoute[] = [
  ...networkRoutes,
  ...subnetworkRoutes,
  ...routerRoutes,
  ...firewallRoutes,
  ...routeRoutes,
  ...addressRoutes,
  ...forwardingRuleRoutes,
  ...instanceGroupRoutes,
  ...catalogRoutes,
  ...operationRoutes,
  ...clusterRoutes,
  ...nodePoolRoutes,
  ...containerOperationRoutes,
  serverConfigRoute,
  ...projectRoutes,
  ...serviceAccountRoutes,
  ...serviceRoutes,
]

interface Compiled {
  readonly route: GcpRoute
  readonly pattern: RegExp
}

/** Segments end at `/` and, for the last one, at the `:` of a custom verb. */
function compile(path: string): RegExp {
  const escaped = path.replace(/[.:]/g, String.raw`\$&`)
  return new RegExp(`^/${escaped.replace(/\{(\w+)\}/g, '(?<$1>[^/:]+)')}$`)
}

const compiled: readonly Compiled[] = routes.flatMap((route) => {
  const plain = { route, pattern: compile(route.path) }
  // Container's older paths by zone work for everything that has the same form in both.
  return route.service === 'container'
    ? [plain, { route, pattern: compile(route.path.replace('/locations/', '/zones/')) }]
    : [plain]
})

export interface Match {
  readonly route: GcpRoute
  readonly params: Readonly<Record<string, string>>
}

/** The route of a request, or the methods its path knows. */
export function matchRoute(method: string, path: string): Match | readonly string[] {
  const hits = compiled.flatMap(({ route, pattern }) => {
    const match = pattern.exec(path)
    return match ? [{ route, groups: match.groups ?? {} }] : []
  })
  const hit = hits.find(({ route }) => route.method === method)
  if (!hit) return hits.map(({ route }) => route.method)
  const params = Object.entries(hit.groups).map(([key, value]) => [key, decodeURIComponent(value)])
  return { route: hit.route, params: Object.fromEntries(params) as Record<string, string> }
}
