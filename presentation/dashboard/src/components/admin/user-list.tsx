'use client'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useLocale, useTranslations } from 'use-intl'
import { formatTime } from '@/lib/format.ts'
import { type UserFilter, usersQuery } from '@/lib/platform-queries.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { useDebounced } from '@/lib/use-debounced.ts'
import { Input, Select } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, Skeleton } from '../ui/surface.tsx'
import { LoadMore } from './load-more.tsx'
import { Table } from './table.tsx'
import { UserBadges } from './user-badges.tsx'

const UserDialog = dynamic(() => import('./user-dialog.tsx').then((m) => m.UserDialog), {
  ssr: false,
})

const FILTERS = ['all', 'enabled', 'disabled'] as const satisfies readonly UserFilter[]
const TYPING_PAUSE_MS = 300

/** All accounts, searched on the server; search, filter and the open account stand in the URL. */
export function UserList() {
  const t = useTranslations('admin.users')
  const locale = useLocale()
  const [search, setSearch] = useUrlParam('q')
  const [state, setState] = useUrlParam('state')
  const [opened, open] = useUrlParam('user', { push: true })
  const filter = FILTERS.find((each) => each === state) ?? 'all'
  const settled = useDebounced(search.trim(), TYPING_PAUSE_MS)
  const users = useInfiniteQuery({
    ...usersQuery(settled, filter),
    placeholderData: keepPreviousData,
  })
  const items = users.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <Input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          className="max-w-72"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="w-40">
          <Select
            aria-label={t('state')}
            value={filter}
            onChange={({ target }) => setState(target.value === 'all' ? '' : target.value)}
          >
            {FILTERS.map((each) => (
              <option key={each} value={each}>
                {t(`filter.${each}`)}
              </option>
            ))}
          </Select>
        </span>
      </div>
      {users.error && <ErrorNotice error={users.error} retry={() => void users.refetch()} />}
      {users.isPending && <Skeleton className="h-48" />}
      {users.data && items.length === 0 && (
        <Card>
          <EmptyState icon={<Users className="size-8" />} title={t('noneFound')} />
        </Card>
      )}
      {items.length > 0 && (
        <Table
          caption={t('caption')}
          columns={[t('person'), t('state'), t('since')]}
          className="max-sm:[&_:is(td,th):nth-child(3)]:hidden"
        >
          {items.map((user) => (
            <tr key={user.id} className="hover:bg-hover">
              <td className="min-w-44">
                <button
                  type="button"
                  onClick={() => open(user.id)}
                  className="text-left font-medium underline decoration-line-2 underline-offset-2"
                >
                  {user.name}
                </button>
                <span className="block text-xs break-all text-fg-2">{user.email}</span>
              </td>
              <td>
                <UserBadges user={user} />
              </td>
              <td className="whitespace-nowrap text-fg-2">{formatTime(user.createdAt, locale)}</td>
            </tr>
          ))}
        </Table>
      )}
      <LoadMore query={users} />
      {opened !== '' && <UserDialog id={opened} onClose={() => open('')} />}
    </>
  )
}
