import { type BatchLoader, batchLoader, CloudError } from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { lastSegment } from '../location.ts'

/** Reads objects by path; objects of one collection asked for together share a list call. */
export interface ComputeReader {
  get<T>(path: string, signal: AbortSignal): Promise<T | undefined>
}

export function computeReader(client: GcpClient): ComputeReader {
  const loaders = new Map<string, BatchLoader<string, object>>()
  const loaderOf = (collection: string): BatchLoader<string, object> => {
    const fetchOne = async (name: string, signal: AbortSignal): Promise<[string, object][]> => {
      const path = `/compute/v1/${collection}/${name}`
      const request = { api: 'compute', kind: 'read', path, prepaid: true, signal } as const
      try {
        return [[name, await client.send<object>(request)]]
      } catch (error) {
        if (error instanceof CloudError && error.class === 'not-found') return []
        throw error
      }
    }
    return batchLoader<string, object>({
      maxKeys: 500,
      turn: (signal) => client.turn('compute', signal),
      fetch: async (names, signal) => {
        const [only] = names
        if (names.length === 1 && only !== undefined) return new Map(await fetchOne(only, signal))
        const path = `/compute/v1/${collection}`
        const request = { api: 'compute', path, prepaid: true, signal } as const
        const items = await client.list<{ name: string }>(request)
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
