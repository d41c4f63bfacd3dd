'use client'
import { useQuery } from '@tanstack/react-query'
import {
  BookOpen,
  Boxes,
  KeyRound,
  LayoutGrid,
  type LucideIcon,
  Network,
  Plus,
  UserPlus,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { useRights } from '@/lib/permissions.ts'
import { resourcesQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { navItems } from './nav.tsx'

const SHOWN = 12

interface Command {
  readonly label: string
  readonly href: string
  readonly icon: LucideIcon
}

function useCommands(): readonly Command[] {
  const t = useTranslations()
  const { ws, base } = useRoute()
  const rights = useRights()
  const clusters = useQuery({
    ...resourcesQuery(ws, 'clusters'),
    enabled: rights.may('cluster:read'),
  })
  const networks = useQuery({
    ...resourcesQuery(ws, 'networks'),
    enabled: rights.may('network:read'),
  })
  const actions = [
    ['clusters.create', '/clusters/new', Plus, 'cluster:create'],
    ['networks.create', '/networks/new', Plus, 'network:create'],
    ['credentials.add', '/credentials/new', KeyRound, 'credential:create'],
    ['nav.invite', '/members?tab=invitations&do=invite', UserPlus, 'member:create'],
  ] as const
  return [
    ...navItems(rights).map(({ key, path, icon }) => ({
      label: t(`nav.${key}`),
      href: `${base}${path}`,
      icon,
    })),
    ...actions
      .filter(([, , , needs]) => rights.may(needs))
      .map(([label, path, icon]) => ({ label: t(label), href: `${base}${path}`, icon })),
    { label: t('nav.allWorkspaces'), href: '/workspaces', icon: LayoutGrid },
    { label: t('nav.newWorkspace'), href: '/workspaces/new', icon: Plus },
    { label: t('nav.apiDocs'), href: '/docs/api', icon: BookOpen },
    ...(clusters.data ?? []).map(({ name }) => ({
      label: name,
      href: `${base}/clusters/${name}`,
      icon: Boxes,
    })),
    ...(networks.data ?? []).map(({ name }) => ({
      label: name,
      href: `${base}/networks/${name}`,
      icon: Network,
    })),
  ]
}

/** ⌘K: go to a page or resource, or begin something, by typing part of its name. */
export function CommandMenu({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('nav')
  const router = useRouter()
  const list = useId()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const needle = query.trim().toLowerCase()
  const found = useCommands()
    .filter(({ label }) => label.toLowerCase().includes(needle))
    .slice(0, SHOWN)
  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    if (command.href.startsWith('/docs')) location.assign(command.href)
    else router.push(command.href)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setActive((active + step + found.length) % Math.max(1, found.length))
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(found[active])
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[18vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-155 -translate-x-1/2 overflow-hidden rounded-lg border border-line-2 bg-bg shadow-xl"
        >
          <Dialog.Title className="sr-only">{t('search')}</Dialog.Title>
          <input
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={found.length > 0 ? `${list}-${active}` : undefined}
            aria-label={t('search')}
            placeholder={t('search')}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setActive(0)
            }}
            onKeyDown={onKeyDown}
            className="h-12 w-full border-b border-line bg-transparent px-4 text-sm outline-none placeholder:text-fg-3"
          />
          <ul
            id={list}
            role="listbox"
            aria-label={t('search')}
            className="max-h-80 overflow-y-auto p-2"
          >
            {found.map((command, index) => (
              <li
                key={command.href}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === active}
                onPointerMove={() => setActive(index)}
                onClick={() => run(command)}
                className={cn(
                  'flex h-9 items-center gap-2 rounded-md px-2 text-[13px]',
                  index === active && 'bg-hover',
                )}
              >
                <command.icon className="size-4 text-fg-3" aria-hidden />
                {command.label}
              </li>
            ))}
            {found.length === 0 && (
              <li className="px-2 py-3 text-[13px] text-fg-3">{t('nothingFound')}</li>
            )}
          </ul>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
