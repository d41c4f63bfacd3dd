import type { Api } from './api.ts'

export interface SandboxCall {
  readonly n: number
  readonly cloud: string
  readonly account: string
  readonly operation: string
  readonly mutating: boolean
  readonly outcome: string
  readonly target?: string
}

export interface SandboxObject {
  readonly type: string
  readonly id: string
  readonly account: string
  readonly state?: string
  readonly tags: Readonly<Record<string, string>>
}

/** The sandbox's own books: what was called, and what exists. */
export function sandboxBooks(api: Api) {
  const token = process.env['SKYCLUST_SANDBOX_ADMIN_TOKEN']
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${api.url}/sandbox/admin${path}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
    if (!response.ok)
      throw new Error(`the sandbox answers ${response.status} to ${path}: ${await response.text()}`)
    return (await response.json()) as T
  }
  return {
    lastCall: async () => (await ask<{ calls: SandboxCall[] }>('/calls')).calls.at(-1)?.n ?? 0,
    calls: async (since: number, account: string) =>
      (await ask<{ calls: SandboxCall[] }>(`/calls?since=${since}`)).calls.filter(
        (c) => c.account === account,
      ),
    inventory: async (account: string) => {
      const { items } = await ask<{ items: SandboxObject[] }>('/inventory')
      return items.filter((o) => o.account === account)
    },
  }
}
