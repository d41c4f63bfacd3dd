'use client'
import { Check, Minus, Tag } from 'lucide-react'
import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import { type Reach, reachOf } from '@/lib/grants.ts'
import { partsOf, type Permission, useRoleName } from '@/lib/permissions.ts'
import { Card } from '../ui/surface.tsx'
import { groupByKind } from './permission-grid.tsx'
import type { ListedRole } from './role-list.tsx'

const MARKS = {
  all: [Check, 'text-ok'],
  labels: [Tag, 'text-info'],
  none: [Minus, 'text-line-2'],
} as const satisfies Record<Reach, unknown>

/** Permissions by roles. */
export function RoleMatrix({
  roles,
  permissions,
}: {
  readonly roles: readonly ListedRole[]
  readonly permissions: readonly Permission[]
}) {
  const t = useTranslations()
  const roleNameOf = useRoleName()
  return (
    <Card className="relative overflow-x-auto">
      <table className="w-full text-[13px]">
        <caption className="sr-only">{t('roles.matrix')}</caption>
        <thead>
          <tr className="border-b border-line bg-bg-2 text-xs text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col" className="sticky left-0 z-10 min-w-32 bg-bg-2 text-left">
              {t('roles.permission')}
            </th>
            {roles.map((role) => (
              <th key={role.id} scope="col" className="min-w-20 text-center">
                {roleNameOf({ role: role.id, roleName: role.name })}
                <span className="block font-normal whitespace-nowrap text-fg-3">
                  {t('roles.holders', { count: role.holders })}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groupByKind(permissions).map(([kind, group]) => (
            <Fragment key={kind}>
              <tr className="border-b border-line">
                <th
                  scope="rowgroup"
                  colSpan={roles.length + 1}
                  className="bg-bg px-3 pt-3 pb-1 text-left text-xs font-medium text-fg-2"
                >
                  <span className="sticky left-3">{t(`permission.kind.${kind}`)}</span>
                </th>
              </tr>
              {group.map((permission) => (
                <tr key={permission} className="h-8 border-b border-line last:border-0">
                  <th
                    scope="row"
                    className="sticky left-0 z-10 bg-bg px-3 text-left font-normal whitespace-nowrap"
                  >
                    {t(`permission.verb.${partsOf(permission)[1]}`)}
                  </th>
                  {roles.map((role) => (
                    <Cell key={role.id} reach={reachOf(role.grants, permission)} />
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function Cell({ reach }: { readonly reach: Reach }) {
  const t = useTranslations('roles')
  const [Icon, ink] = MARKS[reach]
  return (
    <td className="text-center" title={t(`reach.${reach}`)}>
      <Icon className={`mx-auto size-4 ${ink}`} aria-hidden />
      <span className="sr-only">{t(`reach.${reach}`)}</span>
    </td>
  )
}
