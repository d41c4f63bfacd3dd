import { phaseOf, ResourceId } from '@skyclust/domain'
import type { Cloudsim, InventoryItem } from '@skyclust/cloudsim'
import type { Lane } from './lane.ts'
import type { Account } from './life.ts'

/** What a cluster comes to: every object in the cloud and every step, by what it is and not by its ids. */
export interface Makeup {
  readonly inCloud: readonly string[]
  readonly steps: readonly string[]
}

/** What there is now of the cluster `name`; the only cluster of its account. */
export async function makeupOf(
  lane: Lane,
  sim: Cloudsim,
  account: Account,
  cluster: { readonly id: string; readonly name: string },
): Promise<Makeup> {
  const anonymous = (text: string) => text.replaceAll(cluster.name, '*')
  const objects = await lane.stores.objects.list(await rootOf(lane, cluster.id))
  return {
    inCloud: sim
      .inventory(account.cloud, account.id)
      .map((item) => anonymous(`${item.type} ${ownerObject(item)}`))
      .toSorted(),
    steps: objects.map((o) => anonymous(`${o.objectId} ${o.state}`)).toSorted(),
  }
}

/** What is wrong with a cluster that is said to be ready: compared with one that nothing happened to. */
export async function wrongWhenReady(
  lane: Lane,
  sim: Cloudsim,
  account: Account,
  cluster: { readonly id: string; readonly name: string },
  reference: Makeup,
): Promise<string[]> {
  const makeup = await makeupOf(lane, sim, account, cluster)
  const rootId = await rootOf(lane, cluster.id)
  const resources = await lane.stores.resources.tree(rootId)
  return [
    ...differences('in the cloud', makeup.inCloud, reference.inCloud),
    ...differences('steps', makeup.steps, reference.steps),
    ...resources
      .filter((r) => phaseOf(r) !== 'Ready')
      .map((r) => `${r.kind} «${r.name}» is ${phaseOf(r)}`),
    ...(await openIntents(lane, rootId)),
  ]
}

/** What is left of a cluster that is said to be gone. */
export async function leftWhenGone(
  lane: Lane,
  sim: Cloudsim,
  account: Account,
  root: string,
): Promise<string[]> {
  const rootId = ResourceId.parse(root)
  const [resources, objects] = await Promise.all([
    lane.stores.resources.tree(rootId),
    lane.stores.objects.list(rootId),
  ])
  return [
    ...sim
      .inventory(account.cloud, account.id)
      .map((item) => `orphan ${item.type} ${item.id} (${ownerObject(item)})`),
    ...resources.map((r) => `row of ${r.kind} «${r.name}»`),
    ...objects.map((o) => `row of object ${o.objectId}`),
    ...(await openIntents(lane, rootId)),
  ]
}

/** What holds a cluster up, for a report. */
export async function unfinished(lane: Lane, root: string): Promise<string> {
  const objects = await lane.stores.objects.list(ResourceId.parse(root))
  return objects
    .filter((o) => o.state !== (o.goal === 'present' ? 'ready' : 'gone'))
    .map((o) => `${o.objectId}=${o.state}(${o.message ?? ''})`)
    .slice(0, 5)
    .join(', ')
}

export async function rootOf(lane: Lane, clusterId: string): Promise<ResourceId> {
  const [cluster] = await lane.stores.resources.tree(ResourceId.parse(clusterId))
  return cluster?.rootId ?? ResourceId.parse(clusterId)
}

async function openIntents(lane: Lane, rootId: ResourceId): Promise<string[]> {
  const open = await lane.stores.journal.open(rootId)
  return open.map((e) => `open intent ${e.action} ${e.objectId}`)
}

/** Which of SkyClust's objects it says it is; empty for what a cloud makes by itself and for what carries no tags. */
function ownerObject(item: InventoryItem): string {
  const tag = item.tags['skyclust-object']
  if (tag !== undefined) return tag
  const description = item.tags['description'] ?? ''
  return /"skyclust-object":"([^"]+)"/.exec(description)?.[1] ?? ''
}

function differences(what: string, actual: readonly string[], wanted: readonly string[]): string[] {
  const [is, shall] = [counted(actual), counted(wanted)]
  return [...new Set([...actual, ...wanted])]
    .filter((entry) => is.get(entry) !== shall.get(entry))
    .map((entry) => `${what}: ${is.get(entry) ?? 0} instead of ${shall.get(entry) ?? 0} × ${entry}`)
}

function counted(entries: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const entry of entries) counts.set(entry, (counts.get(entry) ?? 0) + 1)
  return counts
}
