'use client'
import type { OidcProvider } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { useRoute } from '@/lib/route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Card } from '../ui/surface.tsx'
import { TestResult, useProviderTest } from './provider-test.tsx'

/** After saving: what the provider answered, and what comes next. */
export function ProviderSaved({ provider }: { readonly provider: OidcProvider }) {
  const t = useTranslations('sso')
  const { base } = useRoute()
  const test = useProviderTest(provider.id, { atOnce: true })
  return (
    <Card className="grid gap-4 p-5">
      <Notice tone="ok" title={t('saved', { name: provider.name })}>
        <p>{t('savedText')}</p>
      </Notice>
      <TestResult test={test} />
      <CopyField label={t('loginUrl')} text={provider.loginUrl} />
      <p className="text-[13px] text-fg-2">{t('next')}</p>
      <div className="flex flex-wrap gap-2">
        <ButtonLink variant="primary" href={`${base}/settings/single-sign-on`}>
          {t('done')}
        </ButtonLink>
        <ButtonLink href={`${base}/members?tab=invitations&do=invite`}>{t('invite')}</ButtonLink>
      </div>
    </Card>
  )
}
