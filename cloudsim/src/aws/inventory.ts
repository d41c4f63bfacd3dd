import type { InventoryItem, SimContext } from '../core/cloud.ts'
import { natState } from './ec2/nat-state.ts'
import {
  addresses,
  internetGateways,
  natGateways,
  networkInterfaces,
  routeTables,
  securityGroups,
  subnets,
  vpcs,
} from './ec2/rows.ts'
import {
  accessEntries,
  type Addon,
  addons,
  type Cluster,
  clusters,
  type Nodegroup,
  nodegroups,
} from './eks/rows.ts'
import { clusterStatus, memberStatus } from './eks/state.ts'
import { roles } from './iam/role-rows.ts'
import type { Row, RowType } from './rows.ts'

/** A type of object in the inventory and for drift. */
interface Kind {
  readonly type: string
  readonly list: (context: SimContext) => InventoryItem[]
  readonly drift: (
    context: SimContext,
    id: string,
    patch: Readonly<Record<string, unknown>> | null,
  ) => boolean
}

interface Shown<T extends Row> {
  readonly of: RowType<T>
  name?(row: T): string | undefined
  state?(row: T, now: number): string
  /** Whether a customer could be left with it; things that live and die with another object are not listed. */
  isOwn?(row: T, now: number): boolean
}

function kind<T extends Row>(type: string, shown: Shown<T>): Kind {
  const live = (context: SimContext) => {
    const now = context.clock.now()
    return shown.of
      .of(context.world)
      .entries()
      .filter(([, row]) => row.goneAt === undefined || row.goneAt > now)
  }
  return {
    type,
    list(context) {
      const now = context.clock.now()
      return live(context)
        .map(([, row]) => row)
        .filter((row) => shown.isOwn?.(row, now) ?? true)
        .map((row) => {
          const name = shown.name?.(row) ?? row.tags['Name']
          const state = shown.state?.(row, now)
          return {
            cloud: 'aws',
            account: row.account,
            region: row.region,
            type,
            id: row.id,
            tags: row.tags,
            ...(name === undefined ? {} : { name }),
            ...(state === undefined ? {} : { state }),
          }
        })
    },
    drift(context, id, patch) {
      const table = shown.of.of(context.world)
      const found = live(context).filter(([, row]) => row.id === id)
      for (const [key, row] of found) {
        if (patch === null) {
          table.delete(key)
          removeOwned(context, row)
        } else table.put(key, { ...row, ...patch })
      }
      return found.length > 0
    },
  }
}

const kinds: readonly Kind[] = [
  kind('vpc', { of: vpcs }),
  kind('subnet', { of: subnets }),
  kind('internet-gateway', { of: internetGateways }),
  kind('address', { of: addresses }),
  kind('nat-gateway', {
    of: natGateways,
    state: natState,
    isOwn: (nat, now) => natState(nat, now) !== 'deleted',
  }),
  kind('route-table', {
    of: routeTables,
    isOwn: ({ mainAssociationId }) => mainAssociationId === undefined,
  }),
  kind('security-group', {
    of: securityGroups,
    name: ({ name }) => name,
    isOwn: ({ name, ownedBy }) => name !== 'default' && ownedBy === undefined,
  }),
  kind('network-interface', {
    of: networkInterfaces,
    state: ({ status }) => status,
    isOwn: ({ ownedBy }) => ownedBy === undefined,
  }),
  kind<Cluster>('eks-cluster', { of: clusters, name: ({ id }) => id, state: clusterStatus }),
  kind<Nodegroup>('eks-nodegroup', {
    of: nodegroups,
    name: ({ name }) => name,
    state: memberStatus,
  }),
  kind<Addon>('eks-addon', { of: addons, name: ({ name }) => name, state: memberStatus }),
  kind('eks-access-entry', {
    of: accessEntries,
    name: ({ principalArn }) => principalArn,
    isOwn: ({ type }) => type === 'STANDARD',
  }),
  kind('iam-role', { of: roles, isOwn: ({ serviceLinked }) => serviceLinked !== true }),
]

/** Every object a customer could be left with, in all regions. */
export function inventory(context: SimContext, account?: string): InventoryItem[] {
  return kinds
    .flatMap(({ list }) => list(context))
    .filter((item) => account === undefined || item.account === account)
}

/** Changes (`patch`) or deletes (`null`) an object behind its owner's back. */
export function drift(
  context: SimContext,
  type: string,
  id: string,
  patch: Readonly<Record<string, unknown>> | null,
): void {
  const found = kinds.find((each) => each.type === type)
  if (!found)
    throw new RangeError(
      `there are no AWS objects of type ${type}; there are ${kinds.map((each) => each.type).join(', ')}`,
    )
  if (!found.drift(context, id, patch)) throw new RangeError(`there is no ${type} ${id}`)
}

/** What a service made for an object goes when the object is deleted, whoever does it. */
function removeOwned(context: SimContext, owner: Row & { readonly arn?: string }): void {
  const owners = [owner.id, owner.arn]
  for (const type of [networkInterfaces, securityGroups]) {
    const table = context.world.table<Row & { readonly ownedBy?: string }>(type.table)
    for (const [key, row] of table.entries())
      if (row.ownedBy !== undefined && isOf(row, owner) && owners.includes(row.ownedBy))
        table.delete(key)
  }
  if (!owner.arn?.includes(':cluster/')) return
  for (const type of [nodegroups, addons, accessEntries]) {
    const table = context.world.table<Row & { readonly clusterName: string }>(type.table)
    for (const [key, row] of table.entries())
      if (isOf(row, owner) && row.clusterName === owner.id) {
        table.delete(key)
        removeOwned(context, row)
      }
  }
}

function isOf(row: Row, owner: Row): boolean {
  return row.account === owner.account && row.region === owner.region
}
