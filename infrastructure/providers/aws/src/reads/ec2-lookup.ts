import { batchLoader, type Clock } from '@skyclust/application'
import type { EC2, Filter } from '@aws-sdk/client-ec2'
import type { Aws, SendOptions } from '../client.ts'
import { RESOURCE, tagsOf, type Tag } from '../tags.ts'

/** EC2 takes at most this many values in a filter. */
const MAX_KEYS = 200
/** Cloud milliseconds during which further lookups may join a describe. */
const GATHER_MS = 20

/** How one kind of EC2 object is described. */
export interface Ec2Kind<T> {
  /** e.g. `ec2:DescribeVpcs`. */
  readonly action: string
  /** Filters, unlike id parameters, do not fail as a whole when one object is missing. */
  readonly idFilter: string
  idOf(item: T): string | undefined
  describe(
    ec2: EC2,
    input: { readonly filters: Filter[]; readonly nextToken: string | undefined },
    options: SendOptions,
  ): Promise<{ readonly items: readonly T[]; readonly nextToken: string | undefined }>
}

/** Shared reads: what several handlers ask for at the same time goes out as one describe call. */
export interface Ec2Lookup<T> {
  byId(id: string, signal: AbortSignal): Promise<T | undefined>
  /** Everything that carries the owner tag of this tree. */
  byOwner(rootId: string, signal: AbortSignal): Promise<readonly T[]>
}

export interface Pacing {
  readonly clock: Clock
  readonly pace: number
}

export function ec2Lookup<T extends { readonly Tags?: readonly Tag[] | undefined }>(
  aws: Aws,
  pacing: Pacing,
  kind: Ec2Kind<T>,
): Ec2Lookup<T> {
  const ids = ec2Loader(aws, pacing, kind, kind.idFilter, (item) => {
    const id = kind.idOf(item)
    return id === undefined ? [] : [id]
  })
  const owners = ec2Loader(aws, pacing, kind, `tag:${RESOURCE}`, (item) => {
    const owner = tagsOf(item.Tags)[RESOURCE]
    return owner === undefined ? [] : [owner]
  })
  return {
    byId: async (id, signal) => (await ids(id, signal))[0],
    byOwner: owners,
  }
}

/** Batches lookups by the values of one filter; an item may answer for several of them. */
export function ec2Loader<T>(
  aws: Aws,
  { clock, pace }: Pacing,
  kind: Ec2Kind<T>,
  filter: string,
  keysOf: (item: T) => readonly string[],
): (key: string, signal: AbortSignal) => Promise<readonly T[]> {
  const loader = batchLoader<string, readonly T[]>({
    maxKeys: MAX_KEYS,
    turn: async (signal) => {
      await clock.sleep(Math.max(1, GATHER_MS / pace), signal)
      await aws.take(kind.action, 'read', signal)
    },
    fetch: async (keys, signal) => {
      const items = await describeAll(aws, kind, [{ Name: filter, Values: [...keys] }], signal)
      const found = new Map<string, T[]>()
      for (const item of items)
        for (const key of keysOf(item)) found.set(key, [...(found.get(key) ?? []), item])
      return found
    },
  })
  return async (key, signal) => (await loader.load(key, signal)) ?? []
}

/** All pages of a describe; the first page's rate token has been taken. */
async function describeAll<T>(
  aws: Aws,
  kind: Ec2Kind<T>,
  filters: Filter[],
  signal: AbortSignal,
): Promise<readonly T[]> {
  const items: T[] = []
  let nextToken: string | undefined
  do {
    const page = await aws.ec2(
      kind.action,
      'read',
      signal,
      (ec2, options) => kind.describe(ec2, { filters, nextToken }, options),
      nextToken === undefined,
    )
    items.push(...page.items)
    nextToken = page.nextToken
  } while (nextToken)
  return items
}
