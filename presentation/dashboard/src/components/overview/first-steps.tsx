'use client'
import type { Credential } from '@skyclust/api-client'
import { CircleCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Card } from '../ui/surface.tsx'

/** An empty workspace begins here: account, plan, cluster. */
export function FirstSteps({ credentials }: { readonly credentials: readonly Credential[] }) {
  const t = useTranslations('firstSteps')
  const { base } = useRoute()
  const rights = useRights()
  const hasAccount = credentials.length > 0
  const steps = [
    {
      key: 'account',
      done: hasAccount,
      href: `${base}/credentials/new`,
      denied: rights.why('credential:create'),
    },
    {
      key: 'plan',
      done: false,
      href: hasAccount ? `${base}/clusters/new` : undefined,
      denied: rights.why('cluster:create'),
    },
    { key: 'watch', done: false, href: undefined, denied: undefined },
  ] as const
  const next = steps.findIndex(({ done }) => !done)
  return (
    <Card className="p-6">
      <h2 className="font-semibold">{t('title')}</h2>
      <p className="pt-0.5 text-[13px] text-fg-2">{t('description')}</p>
      <ol className="grid gap-3 pt-5 lg:grid-cols-3">
        {steps.map(({ key, done, href, denied }, index) => (
          <li
            key={key}
            className={cn(
              'flex flex-col items-start gap-1 rounded-lg border p-4',
              index === next ? 'border-fg' : 'border-line',
            )}
          >
            <span className="flex items-center gap-2 text-[13px] font-medium">
              {done ? (
                <CircleCheck className="size-4 text-ok" aria-label={t('done')} />
              ) : (
                <span className="grid size-5 place-items-center rounded-full bg-hover text-xs">
                  {index + 1}
                </span>
              )}
              {t(`${key}.title`)}
            </span>
            <span className="pb-2 text-[13px] text-fg-2">{t(`${key}.text`)}</span>
            {href !== undefined && !done && (
              <ButtonLink
                className="mt-auto"
                href={href}
                denied={denied}
                variant={index === next ? 'primary' : 'outline'}
              >
                {t(`${key}.action`)}
              </ButtonLink>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
