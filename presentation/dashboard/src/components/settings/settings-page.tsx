'use client'
import type { Workspace } from '@skyclust/api-client'
import { ChevronRight, ShieldCheck } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { Tabs } from '../tabs.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, PageHeader, Skeleton } from '../ui/surface.tsx'
import { GeneralForm } from './general-form.tsx'
import { useWorkspaceDetail } from './use-settings.ts'

const CloudsForm = dynamic(() => import('./clouds-form.tsx').then((m) => m.CloudsForm), {
  ssr: false,
})
const LimitsForm = dynamic(() => import('./limits-form.tsx').then((m) => m.LimitsForm), {
  ssr: false,
})
const DangerZone = dynamic(() => import('./danger-zone.tsx').then((m) => m.DangerZone), {
  ssr: false,
})

const TABS = ['general', 'clouds', 'limits', 'danger'] as const

export function SettingsPage() {
  const t = useTranslations('settings')
  const [asked, setTab] = useUrlParam('tab', { push: true })
  const tab = TABS.find((each) => each === asked) ?? 'general'
  const { data, error, refetch } = useWorkspaceDetail()
  return (
    <div className="max-w-3xl">
      <PageHeader title={t('title')} description={t('description')} />
      <Tabs
        label={t('views')}
        current={tab}
        items={TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
        onSelect={(key) => setTab(key === 'general' ? '' : key)}
      />
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-64" />}
      {data && <Tab tab={tab} workspace={data} />}
    </div>
  )
}

function Tab({
  tab,
  workspace,
}: {
  readonly tab: (typeof TABS)[number]
  readonly workspace: Workspace
}) {
  switch (tab) {
    case 'general':
      return (
        <div className="grid gap-3">
          <GeneralForm workspace={workspace} />
          <SingleSignOnLink />
        </div>
      )
    case 'clouds':
      return <CloudsForm workspace={workspace} />
    case 'limits':
      return <LimitsForm workspace={workspace} />
    case 'danger':
      return <DangerZone workspace={workspace} />
  }
  return tab satisfies never
}

/** Providers of the workspace and e-mail domains have a page of their own. */
function SingleSignOnLink() {
  const t = useTranslations('settings')
  const { base } = useRoute()
  const rights = useRights()
  if (!rights.may('oidc-provider:read')) return null
  return (
    <Card className="relative flex items-center gap-3 p-4 hover:border-line-2">
      <ShieldCheck className="size-5 shrink-0 text-fg-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <Link
          href={`${base}/settings/single-sign-on`}
          className="text-[13px] font-medium after:absolute after:inset-0"
        >
          {t('sso')}
        </Link>
        <p className="text-[13px] text-fg-2">{t('ssoText')}</p>
      </div>
      <ChevronRight className="size-4 text-fg-3" aria-hidden />
    </Card>
  )
}
