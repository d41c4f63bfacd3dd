import { type BatchLoader, batchLoader, CloudError } from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { lastSegment } from '../location.ts'

/** Above this many at once, one list is cheaper than a get for each. */
const GETS_AT_MOST = 2

/** Reads objects by path; objects of one collection asked for together share a list call. */
export interface ComputeReader {
  get<T>(path: string, signal: AbortSignal): Promise<T | undefined>
}

export function computeReader(client: GcpClient): ComputeReader {
  const loaders = new Map<string, BatchLoader<string, object>>()
  const loaderOf = (collection: string): BatchLoader<string, object> => {
    const fetchOne = async (name: string, signal: AbortSignal): Promise<[string, object][]> => {
      try {
        const path = `/compute/v1/${collection}/${name}`
        return [[name, await client.send<object>({ api: 'compute', kind: 'read', path, signal })]]
      } catch (error) {
        if (error instanceof CloudError && error.class === 'not-found') return []
        throw error
      }
    }
    return batchLoader<string, object>({
      maxKeys: 500,
      turn: () => Promise.resolve(),
      fetch: async (names, signal) => {
        if (names.length <= GETS_AT_MOST)
          return new Map((await Promise.all(names.map((name) => fetchOne(name, signal)))).flat())
        const path = `/compute/v1/${collection}`
        const items = await client.list<{ name: string }>({ api: 'compute', path, signal })
        return new Map(items.map((item) => [item.name, item]))
      },
    })
  }
  return {
    async get<T>(path: string, signal: AbortSignal) {
      const collection = path.slice(0, path.lastIndexOf('/'))
      const loader = loaders.get(collection) ?? loaderOf(collection)
      loaders.set(collection, loader)
      return (await loader.load(lastSegment(path), signal)) as T | undefined
    },
  }
}
