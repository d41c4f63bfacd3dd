'use client'
import type { Credential, Resource } from '@skyclust/api-client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useRoute } from '@/lib/route.ts'
import { type Phase, PhaseBadge, PROVIDERS, ProviderTag } from '../status.tsx'
import { Card } from '../ui/surface.tsx'

const PHASES: readonly Phase[] = [
  'Ready',
  'Provisioning',
  'Updating',
  'Pending',
  'Degraded',
  'Blocked',
  'Deleting',
]

/** Clusters by phase and by cloud, networks and cloud accounts in numbers. */
export function PhaseCounts({
  clusters,
  networks,
  credentials,
}: {
  /** Undefined = the reader may not see them. */
  readonly clusters: readonly Resource[] | undefined
  readonly networks: readonly Resource[] | undefined
  readonly credentials: readonly Credential[] | undefined
}) {
  const t = useTranslations('overview')
  const { base } = useRoute()
  const ready = clusters?.filter(({ phase }) => phase === 'Ready').length ?? 0
  const phases = PHASES.map(
    (phase) => [phase, clusters?.filter((cluster) => cluster.phase === phase).length ?? 0] as const,
  ).filter(([, count]) => count > 0)
  const clouds = PROVIDERS.map(
    (provider) =>
      [provider, clusters?.filter((cluster) => cluster.provider === provider).length ?? 0] as const,
  )
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      {clusters && (
        <>
          <Figure
            label={t('readyClusters')}
            value={`${ready} / ${clusters.length}`}
            href={`${base}/clusters`}
          >
            {phases.map(([phase, count]) => (
              <span key={phase} className="inline-flex items-center gap-1">
                <PhaseBadge phase={phase} /> {count}
              </span>
            ))}
          </Figure>
          <Figure
            label={t('clouds')}
            value={String(clouds.filter(([, count]) => count > 0).length)}
            href={`${base}/clusters`}
          >
            {clouds.map(([provider, count]) => (
              <span key={provider} className="inline-flex items-center gap-1">
                <ProviderTag provider={provider} /> {count}
              </span>
            ))}
          </Figure>
        </>
      )}
      {networks && (
        <Figure label={t('networks')} value={String(networks.length)} href={`${base}/networks`} />
      )}
      {credentials && (
        <Figure
          label={t('credentials')}
          value={String(credentials.length)}
          href={`${base}/credentials`}
        >
          <span>
            {t('sandboxAccounts', { count: credentials.filter((c) => c.sandbox).length })}
          </span>
        </Figure>
      )}
    </div>
  )
}

function Figure({
  label,
  value,
  href,
  children,
}: {
  readonly label: string
  readonly value: string
  readonly href: string
  readonly children?: ReactNode
}) {
  return (
    <Card className="relative p-4 hover:border-line-2">
      <Link href={href} className="text-[13px] text-fg-2 after:absolute after:inset-0">
        {label}
      </Link>
      <p className="pt-0.5 text-2xl font-semibold tracking-tight">{value}</p>
      {children !== undefined && (
        <p className="flex flex-wrap gap-x-3 gap-y-1 pt-2 text-xs text-fg-2">{children}</p>
      )}
    </Card>
  )
}
