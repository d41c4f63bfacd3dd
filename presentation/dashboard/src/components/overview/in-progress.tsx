'use client'
import type { Resource } from '@skyclust/api-client'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { currentSteps } from '@/lib/resource.ts'
import { useRoute } from '@/lib/route.ts'
import { PhaseBadge, ProviderTag } from '../status.tsx'
import { TitledCard } from '../ui/surface.tsx'

const BUSY: ReadonlySet<Resource['phase']> = new Set([
  'Pending',
  'Provisioning',
  'Updating',
  'Deleting',
])

/** What is being made, changed or removed just now. */
export function InProgress({ resources }: { readonly resources: readonly Resource[] }) {
  const t = useTranslations()
  const { base } = useRoute()
  const busy = resources.filter(({ phase, ownerId }) => BUSY.has(phase) && ownerId === null)
  if (busy.length === 0) return null
  return (
    <TitledCard title={t('overview.inProgress')}>
      <ul className="grid gap-2.5">
        {busy.map((resource) => {
          const steps = currentSteps(resource)
          return (
            <li key={resource.id} className="flex flex-wrap items-center gap-2 text-[13px]">
              <Link
                className="font-medium hover:underline"
                href={`${base}/${resource.kind === 'network' ? 'networks' : 'clusters'}/${resource.name}`}
              >
                {resource.name}
              </Link>
              <ProviderTag provider={resource.provider} />
              <PhaseBadge phase={resource.phase} />
              <span className="ml-auto text-fg-2">
                {steps.map((step) => t(`step.${step}`)).join(', ')}
              </span>
            </li>
          )
        })}
      </ul>
    </TitledCard>
  )
}
