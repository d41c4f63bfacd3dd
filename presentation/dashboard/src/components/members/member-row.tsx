'use client'
import { changeMember, type Member } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Siren, Trash2 } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { formatAgo, formatTime } from '@/lib/format.ts'
import { membersQuery } from '@/lib/people.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { useNow } from '@/lib/use-now.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Tip } from '../ui/tip.tsx'
import { RoleSelect, useRoles } from './role-select.tsx'

const MINUTE = 60_000

export function MemberRow({
  member,
  isMe,
  isLastOwner,
  onRemove,
}: {
  readonly member: Member
  readonly isMe: boolean
  readonly isLastOwner: boolean
  readonly onRemove: () => void
}) {
  const t = useTranslations('members')
  const locale = useLocale()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const now = useNow(MINUTE)
  const rights = useRights()
  const { whyBeyond } = useRoles()
  const change = useMutation({
    mutationFn: (role: string) =>
      call(changeMember({ path: { workspaceId: ws, userId: member.userId }, body: { role } })),
    onSettled: () => cache.invalidateQueries(membersQuery(ws)),
  })
  const standing = (isLastOwner ? t('lastOwner') : undefined) ?? whyBeyond(member.role)
  const whyNotChange = rights.why('member:update') ?? standing
  const label = t('roleOf', { name: member.name })
  return (
    <>
      <tr className="h-12 border-b border-line last:border-0 [&>td]:px-3 [&>td]:py-1.5">
        <td className="min-w-44">
          <span className="flex flex-wrap items-center gap-x-2 font-medium">
            {member.name}
            {isMe && <Badge>{t('you')}</Badge>}
            {member.disabled && <Badge tone="warn">{t('disabled')}</Badge>}
            {member.source === 'break-glass' && (
              <Badge tone="bad" icon={<Siren className="size-3" aria-hidden />}>
                {t('breakGlass')}
              </Badge>
            )}
          </span>
          <span className="block text-xs break-all text-fg-3">{member.email}</span>
          {member.expiresAt !== null && (
            <span className="block text-xs text-warn">
              {t('ends', { time: formatTime(member.expiresAt, locale) })}
            </span>
          )}
        </td>
        <td className="[&_select]:w-40">
          {whyNotChange === undefined ? (
            <RoleSelect
              aria-label={label}
              aria-busy={change.isPending}
              disabled={change.isPending}
              value={change.isPending ? change.variables : member.role}
              current={member}
              onValue={(role) => change.mutate(role)}
            />
          ) : (
            <Tip text={whyNotChange}>
              {(id) => (
                <RoleSelect
                  aria-label={label}
                  aria-describedby={id}
                  disabled
                  value={member.role}
                  current={member}
                  onValue={() => undefined}
                />
              )}
            </Tip>
          )}
        </td>
        <td className="whitespace-nowrap text-fg-2">
          <span title={formatTime(member.joinedAt, locale)}>
            {formatAgo(member.joinedAt, now, locale)}
          </span>
          <span className="block text-xs text-fg-3">{t(`source.${member.source}`)}</span>
        </td>
        <td className="text-right">
          {!isMe && (
            <Button
              size="sm"
              variant="ghost"
              denied={rights.why('member:delete') ?? standing}
              aria-label={t('removeNamed', { name: member.name })}
              onClick={onRemove}
            >
              <Trash2 className="size-3.5" aria-hidden />
            </Button>
          )}
        </td>
      </tr>
      {change.error && (
        <tr>
          <td colSpan={4} className="p-3">
            <ErrorNotice error={change.error} />
          </td>
        </tr>
      )}
    </>
  )
}
