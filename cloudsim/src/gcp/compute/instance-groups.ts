import { instanceGroups } from '../container/render.ts'
import { poolTable, type NodePool } from '../container/rows.ts'
import { GoogleError } from '../errors.ts'
import { answerList } from '../list.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import { computeUrl, lastSegment } from './urls.ts'

interface Group {
  readonly path: string
  readonly zone: string
  readonly pool: NodePool
}

/** The managed instance groups behind the node pools of a zone. */
function groupsIn({ state, project, params }: GcpRequest): Group[] {
  const zone = params['zone'] ?? ''
  return poolTable(state)
    .values()
    .filter((pool) => pool.project === project)
    .flatMap((pool) => instanceGroups(pool).map((path) => ({ path, zone, pool })))
    .filter(({ path }) => path.includes(`/zones/${zone}/`))
}

function render({ path, zone, pool }: Group, collection: string): object {
  const isManager = collection === 'instanceGroupManagers'
  const own = path.replace('instanceGroupManagers', collection)
  return {
    kind: isManager ? 'compute#instanceGroupManager' : 'compute#instanceGroup',
    name: lastSegment(path),
    zone: computeUrl(`projects/${pool.project}/zones/${zone}`),
    ...(isManager
      ? {
          targetSize: pool.nodesPerZone,
          baseInstanceName: lastSegment(path).replace(/-grp$/, ''),
          instanceGroup: computeUrl(path.replace('instanceGroupManagers', 'instanceGroups')),
          status: { isStable: pool.status === 'RUNNING' },
        }
      : { size: pool.nodesPerZone }),
    selfLink: computeUrl(own),
  }
}

const routesOf = (collection: string, parameter: string, kind: string): GcpRoute[] => {
  const base = `compute/v1/projects/{project}/zones/{zone}/${collection}`
  const shared = { method: 'GET', service: 'compute', mutating: false } as const
  return [
    {
      ...shared,
      path: base,
      operation: `compute.${collection}.list`,
      permission: `compute.${collection}.list`,
      handle: (request) =>
        answerList(
          request,
          kind,
          `projects/${request.project}/zones/${request.params['zone']}/${collection}`,
          groupsIn(request).map((group) => render(group, collection)),
        ),
    },
    {
      ...shared,
      path: `${base}/{${parameter}}`,
      operation: `compute.${collection}.get`,
      permission: `compute.${collection}.get`,
      handle(request) {
        const name = request.params[parameter] ?? ''
        const group = groupsIn(request).find(({ path }) => lastSegment(path) === name)
        if (group) return render(group, collection)
        const path = `projects/${request.project}/zones/${request.params['zone']}/${collection}/${name}`
        throw new GoogleError(404, 'notFound', `The resource '${path}' was not found`)
      },
    },
  ]
}

export const instanceGroupRoutes: readonly GcpRoute[] = [
  ...routesOf('instanceGroups', 'instanceGroup', 'compute#instanceGroupList'),
  ...routesOf('instanceGroupManagers', 'instanceGroupManager', 'compute#instanceGroupManagerList'),
]
