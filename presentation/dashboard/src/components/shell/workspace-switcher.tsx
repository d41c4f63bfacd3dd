'use client'
import type { Workspace } from '@skyclust/api-client'
import { ChevronsUpDown, LayoutGrid, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx'

export function WorkspaceSwitcher({
  slug,
  workspaces,
}: {
  readonly slug: string
  readonly workspaces: readonly Workspace[]
}) {
  const t = useTranslations('nav')
  const router = useRouter()
  const current = workspaces.find((workspace) => workspace.slug === slug)
  return (
    <Menu
      align="start"
      label={t('switchWorkspace', { name: current?.name ?? slug })}
      triggerClass="min-w-0 px-2 text-fg"
      trigger={
        <>
          <span className="truncate">{current?.name ?? slug}</span>
          <ChevronsUpDown className="size-3.5 text-fg-3" aria-hidden />
        </>
      }
    >
      <MenuLabel>{t('workspaces')}</MenuLabel>
      {workspaces.map((workspace) => (
        <MenuItem
          key={workspace.id}
          checked={workspace.slug === slug}
          onSelect={() => router.push(`/workspaces/${workspace.slug}`)}
        >
          <span className="truncate">{workspace.name}</span>
          <span className="font-mono text-xs text-fg-3">{workspace.slug}</span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => router.push('/workspaces')}>
        <LayoutGrid className="size-4 text-fg-2" aria-hidden />
        {t('allWorkspaces')}
      </MenuItem>
      <MenuItem onSelect={() => router.push('/workspaces/new')}>
        <Plus className="size-4 text-fg-2" aria-hidden />
        {t('newWorkspace')}
      </MenuItem>
    </Menu>
  )
}
