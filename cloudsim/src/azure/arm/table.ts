import { authorizationOperations } from '../authorization/operations.ts'
import { computeOperations } from '../compute/operations.ts'
import { containerServiceOperations } from '../containerservice/operations.ts'
import { identityOperations } from '../identity/user-assigned-identities.ts'
import { networkOperations } from '../network/operations.ts'
import { resourceOperations } from '../resources/operations.ts'
import type { ArmOperation } from './operation.ts'

/** Every ARM operation this sandbox speaks. */
export const armOperations: readonly ArmOperation[] = [
  ...resourceOperations,
  ...networkOperations,
  ...identityOperations,
  ...authorizationOperations,
  ...computeOperations,
  ...containerServiceOperations,
]

export interface Match {
  readonly operation: ArmOperation
  readonly params: Readonly<Record<string, string>>
}

interface Compiled {
  readonly operation: ArmOperation
  readonly segments: readonly string[]
  readonly scoped: boolean
}

const compiled: readonly Compiled[] = armOperations.map((operation) => {
  const segments = operation.path.split('/').filter((segment) => segment !== '')
  const scoped = segments[0] === '{scope}'
  return { operation, segments: scoped ? segments.slice(1) : segments, scoped }
})

/** The operation that serves a method and path, with the path's parameters; ARM paths ignore case. */
export function matchOperation(method: string, path: string): Match | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  for (const entry of compiled) {
    if (entry.operation.method !== method) continue
    const extra = parts.length - entry.segments.length
    if (entry.scoped ? extra < 0 : extra !== 0) continue
    const params = matchSegments(entry.segments, parts.slice(extra))
    if (!params) continue
    if (!entry.scoped) return { operation: entry.operation, params }
    return {
      operation: entry.operation,
      params: { ...params, scope: `/${parts.slice(0, extra).join('/')}` },
    }
  }
  return undefined
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function matchSegments(
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? ''
    if (segment.startsWith('{')) params[segment.slice(1, -1)] = part
    else if (segment.toLowerCase() !== part.toLowerCase()) return undefined
  }
  return params
}
