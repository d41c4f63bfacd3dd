'use client'
import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { Tabs } from '../tabs.tsx'
import { PageHeader } from '../ui/surface.tsx'
import { MemberList } from './member-list.tsx'

const InvitationList = dynamic(
  () => import('./invitation-list.tsx').then((m) => m.InvitationList),
  {
    ssr: false,
  },
)
const RoleList = dynamic(() => import('../roles/role-list.tsx').then((m) => m.RoleList), {
  ssr: false,
})
const ServiceAccountList = dynamic(
  () => import('../service-accounts/service-account-list.tsx').then((m) => m.ServiceAccountList),
  { ssr: false },
)

const TABS = [
  ['members', 'member:read'],
  ['invitations', 'member:read'],
  ['roles', 'role:read'],
  ['service-accounts', 'service-account:read'],
] as const

/** Who may do what in the workspace: people, those invited, roles, and programs. */
export function MembersPage() {
  const t = useTranslations('members')
  const rights = useRights()
  const [asked, setTab] = useUrlParam('tab', { push: true })
  const tabs = TABS.filter(([, needs]) => !rights.isKnown || rights.may(needs)).map(([key]) => key)
  const tab = tabs.find((each) => each === asked) ?? 'members'
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Tabs
        label={t('views')}
        current={tab}
        items={tabs.map((key) => ({ key, label: t(`tab.${key}`) }))}
        onSelect={(key) => setTab(key === 'members' ? '' : key)}
      />
      {tab === 'members' && <MemberList />}
      {tab === 'invitations' && <InvitationList />}
      {tab === 'roles' && <RoleList />}
      {tab === 'service-accounts' && <ServiceAccountList />}
    </>
  )
}
