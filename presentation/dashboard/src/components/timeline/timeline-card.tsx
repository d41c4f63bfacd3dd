'use client'
import type { ResourceDetail } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { Card } from '../ui/surface.tsx'
import { ProgressSummary } from './progress-summary.tsx'
import { StepTimeline } from './step-timeline.tsx'

export function TimelineCard({ detail }: { readonly detail: ResourceDetail }) {
  const t = useTranslations('timeline')
  const { resource, steps, journal } = detail
  const isDeleting = resource.deletionRequestedAt !== null
  return (
    <Card className="min-w-0 self-start overflow-hidden">
      <h2 className="px-4 pt-4 pb-2.5 text-[13px] font-medium">
        {t(isDeleting ? 'titleDeleting' : 'title')}
      </h2>
      <ProgressSummary steps={steps} isDeleting={isDeleting} isSandbox={resource.sandbox} />
      <div className="border-t border-line">
        <StepTimeline steps={steps} journal={journal} isDeleting={isDeleting} />
      </div>
    </Card>
  )
}
