'use client'
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl'
import { beyondOwn } from '@/lib/grants.ts'
import { rolesQuery } from '@/lib/people.ts'
import { usePermissionName, useRights, useRoleName } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { Select } from '../ui/field.tsx'

const NAMED_AT_MOST = 3

/** The workspace's roles, and why the reader can grant or take away one of them no more than they have themselves. */
export function useRoles() {
  const t = useTranslations('members')
  const { ws } = useRoute()
  const rights = useRights()
  const nameOf = usePermissionName()
  const { data } = useQuery({ ...rolesQuery(ws), enabled: rights.may('role:read') })
  const roles = data?.items ?? []
  const whyBeyond = (role: string) => {
    const found = roles.find(({ id }) => id === role)
    if (!found) return undefined
    const missing = beyondOwn(rights.rulings, found.grants)
    if (missing.length === 0) return undefined
    const names = missing.slice(0, NAMED_AT_MOST).map(nameOf).join(', ')
    return t('beyond', { permissions: missing.length > NAMED_AT_MOST ? `${names} …` : names })
  }
  return { roles, whyBeyond, list: data }
}

/** A choice of role; those that hold more than the reader has cannot be chosen. */
export function RoleSelect({
  value,
  current,
  onValue,
  ...rest
}: Omit<ComponentProps<typeof Select>, 'value' | 'onChange'> & {
  readonly value: string
  /** The role held now, shown also when the list of roles may not be read. */
  readonly current?: { readonly role: string; readonly roleName: string }
  readonly onValue: (role: string) => void
}) {
  const t = useTranslations('members')
  const { roles, whyBeyond } = useRoles()
  const roleNameOf = useRoleName()
  const isListed = roles.some(({ id }) => id === value)
  return (
    <Select {...rest} value={value} onChange={(event) => onValue(event.target.value)}>
      {!isListed && <option value={value}>{current ? roleNameOf(current) : value}</option>}
      {roles.map(({ id, name }) => {
        const isBeyond = whyBeyond(id) !== undefined
        const label = roleNameOf({ role: id, roleName: name })
        return (
          <option key={id} value={id} disabled={isBeyond && id !== value}>
            {isBeyond && id !== value ? t('beyondOption', { role: label }) : label}
          </option>
        )
      })}
    </Select>
  )
}
