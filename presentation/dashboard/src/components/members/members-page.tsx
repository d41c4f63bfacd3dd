'use client'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { RoleList } from '../roles/role-list.tsx'
import { ServiceAccountList } from '../service-accounts/service-account-list.tsx'
import { Tabs } from '../tabs.tsx'
import { PageHeader } from '../ui/surface.tsx'
import { InvitationList } from './invitation-list.tsx'
import { MemberList } from './member-list.tsx'

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
