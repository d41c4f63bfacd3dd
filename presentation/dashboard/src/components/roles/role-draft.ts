import type { Grant } from '@/lib/grants.ts'
import type { Permission } from '@/lib/permissions.ts'
import type { Requirement, Selector } from '@/lib/selector.ts'

export const OPERATORS = ['=', 'In', 'NotIn', 'Exists', 'DoesNotExist'] as const
export type Operator = (typeof OPERATORS)[number]

export interface RequirementDraft {
  readonly key: string
  readonly operator: Operator
  /** One value, or several apart by commas; unused by Exists and DoesNotExist. */
  readonly values: string
}

export interface LabelledDraft {
  /** Tells drafts apart while they are edited. */
  readonly id: number
  readonly requirements: readonly RequirementDraft[]
  readonly permissions: ReadonlySet<Permission>
}

export interface RoleDraft {
  readonly name: string
  readonly description: string
  readonly everywhere: ReadonlySet<Permission>
  readonly labelled: readonly LabelledDraft[]
}

/** Without it the workspace cannot be opened at all. */
const ENTER: readonly Grant[] = [{ permissions: ['workspace:read'] }]

export const EMPTY_REQUIREMENT: RequirementDraft = { key: '', operator: '=', values: '' }

/** Permissions that can be bound to labels, as the server has it. */
export function canBeLabelled(permission: Permission): boolean {
  return /^(cluster|network|event):/.test(permission)
}

export function takesValues(operator: Operator): boolean {
  return operator !== 'Exists' && operator !== 'DoesNotExist'
}

/** The draft of a role as it is; a new one lets its holders in, and nothing else. */
export function draftOf(
  role:
    | { readonly name: string; readonly description: string; readonly grants: readonly Grant[] }
    | undefined,
): RoleDraft {
  const grants = role?.grants ?? ENTER
  return {
    name: role?.name ?? '',
    description: role?.description ?? '',
    everywhere: new Set(
      grants.flatMap(({ permissions, selector }) => (selector === undefined ? permissions : [])),
    ),
    labelled: grants.flatMap(({ permissions, selector }, id) =>
      selector === undefined
        ? []
        : [{ id, requirements: requirementsOf(selector), permissions: new Set(permissions) }],
    ),
  }
}

/** The grants of a draft as the API takes them; empty parts are left out. */
export function grantsOf(draft: RoleDraft): Grant[] {
  const everywhere = [...draft.everywhere]
  return [
    ...(everywhere.length === 0 ? [] : [{ permissions: everywhere }]),
    ...draft.labelled.flatMap(({ requirements, permissions }) => {
      const selector = selectorOf(requirements)
      if (permissions.size === 0 || !selector) return []
      return [{ permissions: [...permissions], selector }]
    }),
  ]
}

/** The selector of the requirements; undefined while one of them is not complete. */
export function selectorOf(requirements: readonly RequirementDraft[]): Selector | undefined {
  const matchLabels: Record<string, string> = {}
  const matchExpressions: Requirement[] = []
  for (const requirement of requirements) {
    const key = requirement.key.trim()
    const { operator } = requirement
    if (key === '') return undefined
    // Of two values for one key only an expression keeps both, and rightly selects nothing.
    if (operator === '=' && !Object.hasOwn(matchLabels, key))
      Object.defineProperty(matchLabels, key, {
        value: requirement.values.trim(),
        enumerable: true,
      })
    else if (operator === '=')
      matchExpressions.push({ key, operator: 'In', values: [requirement.values.trim()] })
    else if (operator === 'In' || operator === 'NotIn') {
      const values = requirement.values.split(',').map((value) => value.trim())
      matchExpressions.push({ key, operator, values })
    } else matchExpressions.push({ key, operator })
  }
  if (requirements.length === 0) return undefined
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  }
}

function requirementsOf(selector: Selector): RequirementDraft[] {
  const equal = Object.entries(selector.matchLabels ?? {}).map(
    ([key, values]): RequirementDraft => ({ key, operator: '=', values }),
  )
  const others = (selector.matchExpressions ?? []).map((requirement): RequirementDraft => {
    const { key, operator } = requirement
    return { key, operator, values: 'values' in requirement ? requirement.values.join(', ') : '' }
  })
  return [...equal, ...others]
}
