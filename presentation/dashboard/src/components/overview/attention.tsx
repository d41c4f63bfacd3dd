'use client'
import type { Resource } from '@skyclust/api-client'
import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useRoute } from '@/lib/route.ts'
import { PhaseBadge, ProviderTag, SandboxTag } from '../status.tsx'
import { TitledCard } from '../ui/surface.tsx'

/** What is stuck, in the cloud's words and with what can be done. */
export function Attention({ resources }: { readonly resources: readonly Resource[] }) {
  const t = useTranslations('overview')
  const { base } = useRoute()
  const stuck = resources.filter(({ phase }) => phase === 'Blocked' || phase === 'Degraded')
  return (
    <TitledCard title={t('attention')}>
      {stuck.length === 0 ? (
        <p className="flex items-center gap-1.5 text-[13px] text-fg-2">
          <CircleCheck className="size-4 text-ok" aria-hidden />
          {t('nothingStuck')}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {stuck.map((resource) => (
            <li key={resource.id} className="py-2.5 text-[13px] first:pt-0 last:pb-0">
              <div className="flex flex-wrap items-center gap-2">
                <Link
                  className="font-medium hover:underline"
                  href={`${base}/${resource.kind === 'network' ? 'networks' : 'clusters'}/${resource.name}`}
                >
                  {resource.name}
                </Link>
                <PhaseBadge phase={resource.phase} />
                <ProviderTag provider={resource.provider} />
                {resource.sandbox && <SandboxTag />}
              </div>
              <p className="pt-1 text-fg-2">
                {resource.conditions.find(({ type }) => type === 'Blocked')?.message}
              </p>
            </li>
          ))}
        </ul>
      )}
    </TitledCard>
  )
}
