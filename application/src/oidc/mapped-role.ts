import type { RoleMapping, RoleRef } from '@skyclust/domain'

type Claims = Readonly<Record<string, unknown>>

/** The role of the first rule whose claim is the value or, where it is a list, contains it; undefined when none fits. */
export function mappedRole(rules: readonly RoleMapping[], claims: Claims): RoleRef | undefined {
  return rules.find(({ claim, value }) => contains(claimAt(claims, claim), value))?.role
}

/**
 * A claim by its name, else by the path its dots make: `realm_access.roles`. Names come first, because namespaced claims
 * such as `https://example.com/groups` contain dots themselves.
 */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const step of name.split('.')) {
    const isStep = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isStep || !Object.hasOwn(value as object, step)) return undefined
    value = (value as Claims)[step]
  }
  return value
}

function contains(claim: unknown, value: string): boolean {
  if (Array.isArray(claim)) return claim.some((item) => isText(item) && String(item) === value)
  return isText(claim) && String(claim) === value
}

function isText(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
