'use client'
import type { Plan } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { ApiError } from '@/lib/api.ts'
import { useFindingText } from './finding-text.ts'

/** The words that belong at a field, by JSON pointer: from a refused request, else from the plan's errors. */
export function useErrorAt(
  plan: Plan | undefined,
  error: unknown,
): (pointer: string) => string | undefined {
  const t = useTranslations('fieldError')
  const textOf = useFindingText()
  return (pointer) => {
    const refused = error instanceof ApiError ? error.at(pointer) : undefined
    if (refused !== undefined) {
      const key = fieldKey(pointer)
      return key && error instanceof ApiError && error.code === 'invalid-request' ? t(key) : refused
    }
    const finding = plan?.findings.find(
      (each) => each.severity === 'error' && each.pointer === pointer,
    )
    return finding && textOf(finding).title
  }
}

/** Rules that people break most have words of their own in every language. */
function fieldKey(pointer: string): 'name' | 'poolName' | 'cidr' | undefined {
  if (/^\/nodePools\/\d+\/name$/.test(pointer)) return 'poolName'
  if (pointer === '/name') return 'name'
  return pointer.endsWith('/cidr') ? 'cidr' : undefined
}
