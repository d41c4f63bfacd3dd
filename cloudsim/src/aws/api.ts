import { createHash } from 'node:crypto'
import type { Call } from '../core/call.ts'
import type { AccountOptions, SimContext } from '../core/cloud.ts'
import { openRows, type Row, type Rows, type RowType } from './rows.ts'

/** Who signed the request. */
export interface Principal {
  readonly account: string
  readonly arn: string
  readonly userId: string
}

/** What an operation gets to do its work: the caller's account and region at one moment of virtual time. */
export interface Api {
  readonly context: SimContext
  readonly account: string
  readonly region: string
  readonly principal: Principal
  readonly options: AccountOptions
  readonly call: Call
  /** Virtual epoch milliseconds; does not move during a call. */
  readonly now: number
  rows<T extends Row>(type: RowType<T>): Rows<T>
  /** A new id such as `vpc-0a1b2c3d4e5f60718`. */
  newId(prefix: string): string
  /** The fields every new object starts with. */
  stamp(): Pick<Row, 'account' | 'region' | 'createdAt' | 'visibleAt'>
  /** A duration drawn evenly from a range, in virtual milliseconds. */
  drawMs(fromSeconds: number, toSeconds: number): number
}

export function openApi(
  context: SimContext,
  call: Call,
  principal: Principal,
  options: AccountOptions,
): Api {
  const now = context.clock.now()
  const { account, region } = call
  return {
    context,
    account,
    region,
    principal,
    options,
    call,
    now,
    rows: (type) => openRows(context.world, type, { account, region, now }),
    newId: (prefix) => `${prefix}-0${uniqueHex(context, prefix).slice(0, 16)}`,
    stamp: () => ({
      account,
      region,
      createdAt: now,
      visibleAt: now + context.visibilityDelayMs(),
    }),
    drawMs: (from, to) => Math.round((from + (to - from) * context.random()) * 1000),
  }
}

/** 64 hexadecimal digits that never repeat, also across restarts. */
export function uniqueHex(context: SimContext, purpose: string): string {
  return createHash('sha256').update(`${purpose}/${context.world.nextNumber()}`).digest('hex')
}

/** A version-4 shaped UUID that never repeats, also across restarts. */
export function uniqueUuid(context: SimContext, purpose: string): string {
  const hex = uniqueHex(context, purpose)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
