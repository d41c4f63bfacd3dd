import { type BatchLoader, batchLoader, CloudError } from '@skyclust/application'
import type { GcpClient } from '../client.ts'

/** The parts of container v1 that we read. */
interface GkeCondition {
  readonly code?: string
  readonly canonicalCode?: string
  readonly message?: string
}

export interface GkeNodePool {
  readonly name: string
  readonly status?: string
  readonly statusMessage?: string
  readonly conditions?: readonly GkeCondition[]
  readonly initialNodeCount?: number
  readonly locations?: readonly string[]
  readonly version?: string
  readonly config?: { readonly resourceLabels?: Readonly<Record<string, string>> }
  readonly autoscaling?: {
    readonly enabled?: boolean
    readonly totalMinNodeCount?: number
    readonly totalMaxNodeCount?: number
  }
}

export interface GkeCluster {
  readonly name: string
  readonly id?: string
  readonly status?: string
  readonly statusMessage?: string
  readonly conditions?: readonly GkeCondition[]
  readonly resourceLabels?: Readonly<Record<string, string>>
  readonly endpoint?: string
  readonly currentMasterVersion?: string
  readonly currentNodeCount?: number
  readonly masterAuth?: { readonly clusterCaCertificate?: string }
  readonly nodePools?: readonly GkeNodePool[]
}

/** What a mutating call of container v1 answers. */
export interface GkeOperation {
  readonly name: string
}

interface ClusterList {
  readonly clusters?: readonly GkeCluster[]
  /** Zones that did not answer; their clusters are missing from the list. */
  readonly missingZones?: readonly string[]
}

/** Reads clusters with their node pools; those of a location asked for together share one list call. */
export interface ClusterReader {
  /** By `projects/p/locations/l/clusters/c`. */
  get(path: string, signal: AbortSignal): Promise<GkeCluster | undefined>
}

export function clusterReader(client: GcpClient): ClusterReader {
  const loaders = new Map<string, BatchLoader<string, GkeCluster>>()

  const getOne = async (
    path: string,
    prepaid: boolean,
    signal: AbortSignal,
  ): Promise<[string, GkeCluster][]> => {
    try {
      const cluster = await client.send<GkeCluster>({
        api: 'container',
        kind: 'read',
        path: `/v1/${path}`,
        prepaid,
        signal,
      })
      return [[path, cluster]]
    } catch (error) {
      if (error instanceof CloudError && error.class === 'not-found') return []
      throw error
    }
  }

  const loaderOf = (collection: string) =>
    batchLoader<string, GkeCluster>({
      maxKeys: 1000,
      turn: (signal) => client.turn('container', signal),
      fetch: async (paths, signal) => {
        const [only] = paths
        if (paths.length === 1 && only !== undefined)
          return new Map(await getOne(only, true, signal))
        const list = await client.send<ClusterList>({
          api: 'container',
          kind: 'read',
          path: `/v1/${collection}`,
          prepaid: true,
          signal,
        })
        const found = new Map((list.clusters ?? []).map((c) => [`${collection}/${c.name}`, c]))
        if ((list.missingZones ?? []).length === 0) return found
        const missing = paths.filter((path) => !found.has(path))
        const rest = await Promise.all(missing.map((path) => getOne(path, false, signal)))
        return new Map([...found, ...rest.flat()])
      },
    })

  return {
    get(path, signal) {
      const collection = path.slice(0, path.lastIndexOf('/'))
      const loader = loaders.get(collection) ?? loaderOf(collection)
      loaders.set(collection, loader)
      return loader.load(path, signal)
    },
  }
}
