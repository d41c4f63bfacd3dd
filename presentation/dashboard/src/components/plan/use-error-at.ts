'use client'
import type { Plan } from '@skyclust/api-client'
import { ApiError } from '@/lib/api.ts'
import { useFindingText } from './finding-text.ts'

/** The words that belong at a field, by JSON pointer: from a refused request, else from the plan's errors. */
export function useErrorAt(
  plan: Plan | undefined,
  error: unknown,
): (pointer: string) => string | undefined {
  const textOf = useFindingText()
  return (pointer) => {
    const refused = error instanceof ApiError ? error.at(pointer) : undefined
    if (refused !== undefined) return refused
    const finding = plan?.findings.find(
      (each) => each.severity === 'error' && each.pointer === pointer,
    )
    return finding && textOf(finding).title
  }
}
