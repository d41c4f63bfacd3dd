import type { Adapter, AdapterPayload } from 'oidc-provider'

/** What the provider remembers, kept apart from it: a provider with other keys goes on where the last one stopped. */
export type ProviderMemory = Map<string, AdapterPayload>

/** An adapter of oidc-provider on a map. */
export function memoryAdapter(memory: ProviderMemory): (model: string) => Adapter {
  return (model) => {
    const key = (id: string) => `${model}:${id}`
    return {
      async upsert(id, payload) {
        memory.set(key(id), payload)
      },
      find: async (id) => memory.get(key(id)),
      findByUid: async (uid) => [...memory.values()].find((payload) => payload.uid === uid),
      findByUserCode: async () => undefined,
      async consume(id) {
        const payload = memory.get(key(id))
        if (payload) memory.set(key(id), { ...payload, consumed: Math.floor(Date.now() / 1000) })
      },
      async destroy(id) {
        memory.delete(key(id))
      },
      async revokeByGrantId(grantId) {
        for (const [known, payload] of memory) if (payload.grantId === grantId) memory.delete(known)
      },
    }
  }
}
