import {
  DEFAULT_WORKSPACE_SETTINGS,
  DomainError,
  type Finding,
  locationAllowed,
  NodePoolSpec,
  type PriceLine,
  type ProviderId,
  providerAllowed,
  type Resource,
  totalMonthlyUsd,
  type WorkspaceId,
  type WorkspaceQuotas,
  type WorkspaceSettings,
} from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { resourceTree } from '../reconcile/load-walk.ts'
import { preflightFailed } from './preflight-failed.ts'
import { asWanted, type WantedTrees, wantedTrees } from './wanted-trees.ts'

/** What a request would change in one tree: resources that are new or wanted otherwise than they are stored. */
export interface Wish {
  readonly root: Resource
  readonly changed: readonly Resource[]
}

export async function settingsOf(
  stores: Pick<Stores, 'workspaces'>,
  workspaceId: WorkspaceId,
): Promise<WorkspaceSettings> {
  return (await stores.workspaces.get(workspaceId))?.settings ?? DEFAULT_WORKSPACE_SETTINGS
}

/** Whether the workspace lets anything be made on this cloud and there. */
export function placementFindings(
  settings: WorkspaceSettings,
  { provider, location }: { readonly provider: ProviderId; readonly location: string },
): readonly Finding[] {
  if (!providerAllowed(settings, provider)) {
    const allowed = settings.allowedProviders ?? []
    return [
      {
        severity: 'error',
        code: 'provider-not-allowed',
        message: `The settings of the workspace do not allow the cloud ${provider}.`,
        remedy: `Use one of: ${allowed.join(', ')}; or ask somebody who may change the settings.`,
        pointer: '/provider',
        details: { provider, allowed },
      },
    ]
  }
  if (locationAllowed(settings, provider, location)) return []
  const allowed = settings.allowedLocations?.[provider] ?? []
  return [
    {
      severity: 'error',
      code: 'location-not-allowed',
      message: `The settings of the workspace do not allow the location ${location}.`,
      remedy: `Use one of: ${allowed.join(', ')}; or ask somebody who may change the settings.`,
      pointer: '/location',
      details: { provider, location, allowed },
    },
  ]
}

/**
 * What the workspace's settings have against a wish. What is there already may stay and shrink, also where the settings
 * were tightened afterwards; only more of it is refused.
 */
export async function limitFindings(
  ports: Pick<Ports, 'providers'>,
  stores: Pick<Stores, 'resources' | 'objects' | 'credentials'>,
  settings: WorkspaceSettings,
  wish: Wish,
): Promise<readonly Finding[]> {
  const { root } = wish
  const misplaced = placementFindings(settings, root)
  const { clusters, nodes, monthlySpendUsd } = settings.quotas
  const isLimited = [clusters, nodes, monthlySpendUsd].some((limit) => limit !== undefined)
  if (misplaced.length === 0 && !isLimited) return []
  const before = await wantedTrees(stores, root.workspaceId)
  const after = asWanted(before, wish)
  const grows =
    (after.get(root.id) ?? []).length > (before.get(root.id) ?? []).length ||
    nodesOf(after) > nodesOf(before)
  return [
    ...(grows ? misplaced : []),
    ...countFindings(settings.quotas, before, after),
    ...(monthlySpendUsd === undefined
      ? []
      : await spendFindings(ports, stores, monthlySpendUsd, before, after)),
  ]
}

/**
 * The same question once more inside the transaction that stores the wish, with the workspace's row locked: of two
 * requests that each fit, but not both, one is refused (`preflight-failed`).
 */
export async function assertWithinLimits(
  ports: Pick<Ports, 'providers'>,
  stores: Stores,
  wish: Wish,
): Promise<void> {
  const workspace = await stores.workspaces.lock(wish.root.workspaceId)
  const settings = workspace?.settings ?? DEFAULT_WORKSPACE_SETTINGS
  const findings = await limitFindings(ports, stores, settings, wish)
  if (findings.length > 0) throw preflightFailed(findings)
}

function countFindings(
  quotas: WorkspaceQuotas,
  before: WantedTrees,
  after: WantedTrees,
): readonly Finding[] {
  return [
    ...overQuota('workspace-quota-clusters', 'clusters', quotas.clusters, {
      before: clustersOf(before),
      after: clustersOf(after),
    }),
    ...overQuota(
      'workspace-quota-nodes',
      'nodes',
      quotas.nodes,
      { before: nodesOf(before), after: nodesOf(after) },
      '/nodePools',
    ),
  ]
}

function overQuota(
  code: string,
  what: string,
  limit: number | undefined,
  { before, after }: { readonly before: number; readonly after: number },
  pointer?: string,
): readonly Finding[] {
  if (limit === undefined || after <= limit || after <= before) return []
  return [
    {
      severity: 'error',
      code,
      message: `The workspace may have ${limit} ${what}; it wants ${before} already and this would make it ${after}.`,
      remedy: `Delete what is no longer used, ask for less, or have the workspace's quota on ${what} raised.`,
      ...(pointer === undefined ? {} : { pointer }),
      details: { limit, used: before, needed: after - before },
    },
  ]
}

async function spendFindings(
  ports: Pick<Ports, 'providers'>,
  stores: Pick<Stores, 'resources' | 'objects' | 'credentials'>,
  limit: number,
  before: WantedTrees,
  after: WantedTrees,
): Promise<readonly Finding[]> {
  const prices = await priceList(ports, stores, [...after.values()])
  const [used, wanted] = [await prices(before), await prices(after)]
  if (wanted <= limit || wanted <= used) return []
  return [
    {
      severity: 'error',
      code: 'workspace-quota-spend',
      message: `The workspace may cost ${limit.toFixed(2)} US dollars a month; what it wants costs ${used.toFixed(2)} already and this would make it ${wanted.toFixed(2)}.`,
      remedy:
        "Delete what is no longer used, choose fewer or smaller machines, or have the workspace's quota on monthly spend raised.",
      details: { limitUsd: limit, usedUsd: used, neededUsd: Number((wanted - used).toFixed(2)) },
    },
  ]
}

/** Prices trees in US dollars a month by what their blueprints declare; trees that are in both lists are priced once. */
async function priceList(
  ports: Pick<Ports, 'providers'>,
  stores: Pick<Stores, 'resources' | 'objects' | 'credentials'>,
  trees: readonly (readonly Resource[])[],
) {
  const [first] = trees.flat()
  const credentials = first ? await stores.credentials.list(first.workspaceId) : []
  const known = new Map<readonly Resource[], readonly PriceLine[]>()
  const linesOf = async (tree: readonly Resource[]): Promise<readonly PriceLine[]> => {
    const root = tree.find((r) => r.id === r.rootId)
    if (!root) return []
    const provider = ports.providers.get(root.provider)
    const credential = credentials.find((c) => c.id === root.credentialId)
    try {
      if (provider && credential)
        return provider
          .blueprint(await resourceTree(stores, root, tree), credential)
          .flatMap((declaration) => declaration.prices ?? [])
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
    }
    // What cannot be declared now is priced as it was declared last.
    const states = await stores.objects.list(root.id)
    return states.filter((s) => s.state !== 'gone').flatMap((s) => s.declaration.prices ?? [])
  }
  return async (wanted: WantedTrees): Promise<number> => {
    const lines: PriceLine[] = []
    for (const tree of wanted.values()) {
      const priced = known.get(tree) ?? (await linesOf(tree))
      known.set(tree, priced)
      lines.push(...priced)
    }
    return Number(totalMonthlyUsd(lines))
  }
}

function clustersOf(trees: WantedTrees): number {
  return [...trees.values()].flat().filter((r) => r.kind === 'cluster').length
}

/** A pool that grows by itself counts with the most nodes it may have. */
function nodesOf(trees: WantedTrees): number {
  let sum = 0
  for (const resource of [...trees.values()].flat()) {
    if (resource.kind !== 'node-pool') continue
    const { nodeCount, autoscaling } = NodePoolSpec.parse(resource.spec)
    sum += Math.max(nodeCount, autoscaling?.max ?? 0)
  }
  return sum
}
