'use client'
import { Pencil, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { selectorText } from '@/lib/selector.ts'
import { useRoles } from '../members/role-select.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/surface.tsx'
import type { ListedRole } from './role-list.tsx'

/** The workspace's own roles, with what can be done with them. */
export function RoleCards({
  roles,
  onEdit,
  onDelete,
}: {
  readonly roles: readonly ListedRole[]
  readonly onEdit: (role: ListedRole) => void
  readonly onDelete: (role: ListedRole) => void
}) {
  const t = useTranslations('roles')
  const rights = useRights()
  const { whyBeyond } = useRoles()
  if (roles.length === 0) return null
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {roles.map((role) => {
        const beyond = whyBeyond(role.id)
        const selectors = role.grants.flatMap(({ selector }) =>
          selector === undefined ? [] : [selectorText(selector)],
        )
        const inUse = role.holders > 0 ? t('inUse', { count: role.holders }) : undefined
        return (
          <li key={role.id}>
            <Card className="flex h-full items-start gap-2 p-4">
              <div className="min-w-0 flex-1 text-[13px]">
                <h3 className="font-medium">{role.name}</h3>
                {role.description !== '' && <p className="text-fg-2">{role.description}</p>}
                <p className="pt-1 text-xs text-fg-3">{t('holders', { count: role.holders })}</p>
                {selectors.map((text) => (
                  <p key={text} className="pt-1 font-mono text-xs break-all text-fg-2">
                    {text}
                  </p>
                ))}
              </div>
              <Button
                size="sm"
                variant="ghost"
                denied={rights.why('role:update') ?? beyond}
                aria-label={t('editNamed', { name: role.name })}
                onClick={() => onEdit(role)}
              >
                <Pencil className="size-3.5" aria-hidden />
              </Button>
              <Button
                size="sm"
                variant="ghost"
                denied={rights.why('role:delete') ?? beyond ?? inUse}
                aria-label={t('deleteNamed', { name: role.name })}
                onClick={() => onDelete(role)}
              >
                <Trash2 className="size-3.5" aria-hidden />
              </Button>
            </Card>
          </li>
        )
      })}
    </ul>
  )
}
