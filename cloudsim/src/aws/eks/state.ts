import type { Change } from './rows.ts'

interface Changing<T> {
  readonly change?: Change<T>
}

interface Living {
  readonly settlesAt: number
  readonly failure?: unknown
  readonly deletingAt?: number
  readonly change?: { readonly from: number; readonly until: number }
  readonly issues?: readonly unknown[]
}

/** An object as it is at a moment of virtual time: a change that has ended has taken effect. */
export function current<T extends Changing<T>>(row: T, now: number): T {
  const { change, ...rest } = row
  if (!change || change.until > now) return row
  return { ...rest, ...change.patch } as T
}

export type ClusterStatus = 'CREATING' | 'ACTIVE' | 'FAILED' | 'UPDATING' | 'DELETING'

export function clusterStatus(row: Living, now: number): ClusterStatus {
  if (row.deletingAt !== undefined) return 'DELETING'
  if (now < row.settlesAt) return 'CREATING'
  if (row.failure !== undefined) return 'FAILED'
  return isChanging(row, now) ? 'UPDATING' : 'ACTIVE'
}

export type MemberStatus =
  | 'CREATING'
  | 'ACTIVE'
  | 'CREATE_FAILED'
  | 'UPDATING'
  | 'DELETING'
  | 'DEGRADED'

/** The status of node groups and add-ons. */
export function memberStatus(row: Living, now: number): MemberStatus {
  const status = clusterStatus(row, now)
  if (status === 'FAILED') return 'CREATE_FAILED'
  return status === 'ACTIVE' && (row.issues?.length ?? 0) > 0 ? 'DEGRADED' : status
}

/** Whether an accepted update has not ended, shown in the status or not yet. */
export function hasUpdate(row: Living, now: number): boolean {
  return row.change !== undefined && row.change.until > now
}

function isChanging(row: Living, now: number): boolean {
  return row.change !== undefined && row.change.from <= now && now < row.change.until
}
