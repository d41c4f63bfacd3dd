'use client'
import type { Resource } from '@skyclust/api-client'
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  FlaskConical,
  LoaderCircle,
  Trash2,
} from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'

export type Phase = Resource['phase']
export type Provider = Resource['provider']

const PHASES = {
  Pending: ['bg-hover text-fg-2', CircleDashed],
  Provisioning: ['bg-info-bg text-info', LoaderCircle],
  Ready: ['bg-ok-bg text-ok', CircleCheck],
  Updating: ['bg-info-bg text-info', LoaderCircle],
  Blocked: ['bg-bad-bg text-bad', CircleX],
  Deleting: ['bg-hover text-fg-2', Trash2],
  Degraded: ['bg-warn-bg text-warn', CircleAlert],
} as const satisfies Record<Phase, unknown>

/** Phase of a resource: icon, word and colour. */
export function PhaseBadge({ phase }: { readonly phase: Phase }) {
  const t = useTranslations('phase')
  const [look, Icon] = PHASES[phase]
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        look,
      )}
    >
      <Icon className={cn('size-3', Icon === LoaderCircle && 'animate-spin')} aria-hidden />
      {t(phase)}
    </span>
  )
}

export const PROVIDERS = ['aws', 'gcp', 'azure'] as const satisfies readonly Provider[]
export const PROVIDER_NAMES = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' } as const
export const SERVICE_NAMES = { aws: 'Amazon EKS', gcp: 'GKE', azure: 'AKS' } as const
const DOTS = { aws: 'bg-c1', gcp: 'bg-c2', azure: 'bg-c3' } as const

export function ProviderTag({ provider }: { readonly provider: Provider }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span className={cn('size-2 rounded-[2px]', DOTS[provider])} aria-hidden />
      {PROVIDER_NAMES[provider]}
    </span>
  )
}

/** Marks what lives in the sandbox clouds. */
export function SandboxTag() {
  const t = useTranslations('common')
  return (
    <span
      title={t('sandboxHint')}
      className="inline-flex h-5 items-center gap-1 rounded-sm border border-dashed border-line-2 px-1.5 text-[11px] font-medium whitespace-nowrap text-fg-2"
    >
      <FlaskConical className="size-3" aria-hidden />
      {t('sandbox')}
    </span>
  )
}
