'use client'
import { SearchX } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { ButtonLink } from '../ui/button.tsx'
import { Card, EmptyState } from '../ui/surface.tsx'

interface BackLink {
  readonly backTo: string
  readonly backLabel: string
}

/** There is nothing of this name. */
export function MissingView({ name, backTo, backLabel }: BackLink & { readonly name: string }) {
  const t = useTranslations('resource')
  return (
    <Card>
      <EmptyState icon={<SearchX className="size-8" />} title={t('missing', { name })}>
        <ButtonLink href={backTo}>{backLabel}</ButtonLink>
      </EmptyState>
    </Card>
  )
}
