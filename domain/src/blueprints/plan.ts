import type { PriceLine } from '../cost/price.ts'
import type { ProviderId, ResourceKind } from '../resources/resource.ts'
import type { ObjectId, StepKey } from './object.ts'

/** One field that differs, by path into the object's desired fields. */
export interface FieldChange {
  readonly path: string
  readonly desired: unknown
  readonly observed: unknown
}

/** What will be done to one cloud object. */
export interface PlanStep {
  readonly objectId: ObjectId
  readonly resource: { readonly kind: ResourceKind; readonly name: string }
  readonly type: string
  readonly name: string
  readonly step: StepKey
  readonly action: 'create' | 'update' | 'delete' | 'none'
  /** The mutating API call, by the cloud's name; undefined when no call is needed. */
  readonly call: string | undefined
  /** Further calls of an update that one call cannot make. */
  readonly moreCalls?: readonly string[]
  readonly after: readonly ObjectId[]
  readonly changes: readonly FieldChange[]
  readonly usualSeconds: { readonly min: number; readonly max: number } | undefined
}

/** What preflight found. Errors refuse the apply; warnings do not. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'ok'
  /** Stable kebab-case code, e.g. `quota-exceeded`, `permission-missing`, `cidr-overlap`, `name-taken`. */
  readonly code: string
  /** What is wrong, with names and numbers. */
  readonly message: string
  /** What to do about it, in words. */
  readonly remedy?: string
  /** JSON pointer into the request, where one field is to blame. */
  readonly pointer?: string
  readonly objectId?: ObjectId
  readonly details?: Readonly<Record<string, unknown>>
}

export interface Plan {
  readonly provider: ProviderId
  readonly location: string
  readonly steps: readonly PlanStep[]
  readonly price: {
    readonly lines: readonly PriceLine[]
    readonly monthlyUsd: string
    readonly currency: 'USD'
  }
  readonly permissions: readonly string[]
  readonly quota: readonly {
    quota: string
    needed: number
    used: number | undefined
    limit: number | undefined
  }[]
  readonly findings: readonly Finding[]
  /** Usual seconds until ready: the longest path through the graph. */
  readonly usualSeconds: { readonly min: number; readonly max: number }
  /** Hash over steps, price and the world they were computed from; an apply that names another digest is refused. */
  readonly digest: string
}
