import type { NatGateway } from './rows.ts'

export type NatState = 'pending' | 'available' | 'failed' | 'deleting' | 'deleted'

/** The state of a NAT gateway at a moment of virtual time. */
export function natState(nat: NatGateway, now: number): NatState {
  if (nat.deletedAt !== undefined && now >= nat.deletedAt) return 'deleted'
  if (nat.deletingAt !== undefined) return 'deleting'
  if (now < nat.settlesAt) return 'pending'
  return nat.failure ? 'failed' : 'available'
}

/** Whether traffic can, or soon will, flow through it. */
export function natWorks(nat: NatGateway, now: number): boolean {
  return nat.failure === undefined && ['pending', 'available'].includes(natState(nat, now))
}
