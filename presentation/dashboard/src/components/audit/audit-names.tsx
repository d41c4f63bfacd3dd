'use client'
import { CircleCheck, CircleSlash, CircleX, Unplug } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { AUDIT_RESULTS } from '@/lib/audit.ts'
import { Badge } from '../ui/badge.tsx'

/** An operation in the reader's words; one that has none keeps the name it has in the API. */
export function useActionName(): (action: string) => string {
  const t = useTranslations('audit.action')
  return (action) => {
    const key = action as 'createCluster'
    return t.has(key) ? t(key) : action
  }
}

export function useTargetKind(): (kind: string) => string {
  const t = useTranslations('audit.target')
  return (kind) => {
    const key = kind as 'cluster'
    return t.has(key) ? t(key) : kind
  }
}

const LOOKS = {
  success: ['ok', CircleCheck],
  refused: ['warn', CircleSlash],
  error: ['bad', CircleX],
  aborted: ['plain', Unplug],
} as const

export function ResultBadge({ result }: { readonly result: string }) {
  const t = useTranslations('audit.result')
  const known = AUDIT_RESULTS.find((each) => each === result)
  if (!known) return <Badge>{result}</Badge>
  const [tone, Icon] = LOOKS[known]
  return (
    <Badge tone={tone} icon={<Icon className="size-3" aria-hidden />}>
      {t(known)}
    </Badge>
  )
}
