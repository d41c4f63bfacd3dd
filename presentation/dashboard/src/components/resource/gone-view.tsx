'use client'
import type { ResourceDetail } from '@skyclust/api-client'
import { CircleCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { ButtonLink } from '../ui/button.tsx'
import { Card, EmptyState } from '../ui/surface.tsx'

/** The end of a deletion: everything SkyClust made for it is gone. */
export function GoneView({
  detail,
  backTo,
  backLabel,
}: {
  readonly detail: ResourceDetail
  readonly backTo: string
  readonly backLabel: string
}) {
  const t = useTranslations('resource')
  const { resource, steps } = detail
  return (
    <Card>
      <div role="status">
        <EmptyState
          icon={<CircleCheck className="size-8 text-ok" />}
          title={t('gone', { name: resource.name })}
        >
          <p className="max-w-md pb-2 text-[13px] text-fg-2">
            {t('goneText', { count: steps.length })}
          </p>
          <ButtonLink href={backTo} variant="primary">
            {backLabel}
          </ButtonLink>
        </EmptyState>
      </div>
    </Card>
  )
}
