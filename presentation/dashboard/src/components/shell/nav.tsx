'use client'
import {
  BookOpen,
  Boxes,
  Gauge,
  KeyRound,
  KeySquare,
  Network,
  ScrollText,
  Settings,
  Users,
} from 'lucide-react'
import Link from 'next/link'
import { useSelectedLayoutSegments } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { type Rights, useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'

const NAV_ITEMS = [
  { key: 'overview', path: '', icon: Gauge, group: 'main', needs: 'workspace:read' },
  { key: 'clusters', path: '/clusters', icon: Boxes, group: 'resources', needs: 'cluster:read' },
  { key: 'networks', path: '/networks', icon: Network, group: 'resources', needs: 'network:read' },
  {
    key: 'credentials',
    path: '/credentials',
    icon: KeyRound,
    group: 'resources',
    needs: 'credential:read',
  },
  { key: 'members', path: '/members', icon: Users, group: 'workspace', needs: 'member:read' },
  {
    key: 'apiKeys',
    path: '/api-keys',
    icon: KeySquare,
    group: 'workspace',
    needs: 'workspace:read',
  },
  { key: 'audit', path: '/audit', icon: ScrollText, group: 'workspace', needs: 'audit:read' },
  {
    key: 'settings',
    path: '/settings',
    icon: Settings,
    group: 'workspace',
    needs: 'workspace:read',
  },
] as const

const GROUPS = ['main', 'resources', 'workspace'] as const

/** The pages the reader may open; until that is known, those that nearly every role opens. */
export function navItems(rights: Rights) {
  return NAV_ITEMS.filter(({ needs }) =>
    rights.isKnown ? rights.may(needs) : needs !== 'audit:read',
  )
}

/** Side bar; on narrow screens a row below the header. */
export function Nav() {
  const t = useTranslations('nav')
  const { base } = useRoute()
  const items = navItems(useRights())
  const [segment = ''] = useSelectedLayoutSegments()
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    // On narrow screens the items are a row that scrolls.
    const current = nav.current?.querySelector('[aria-current=page]')
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [segment, items.length])
  return (
    <nav
      ref={nav}
      aria-label={t('main')}
      className="border-line bg-bg-2 max-md:overflow-x-auto max-md:border-b md:flex md:flex-col md:overflow-y-auto md:border-r md:p-2"
    >
      <div className="max-md:flex max-md:gap-1 max-md:px-2 max-md:py-1">
        {GROUPS.map((group) => (
          <div key={group} className="max-md:contents md:pb-3">
            <div className="px-2 pt-2 pb-1 text-[11px] font-medium text-fg-3 max-md:hidden">
              {t(group)}
            </div>
            <ul className="max-md:contents">
              {items
                .filter((item) => item.group === group)
                .map(({ key, path, icon: Icon }) => {
                  const isHere = path === `${segment === '' ? '' : '/'}${segment}`
                  return (
                    <li key={key}>
                      <Link
                        href={`${base}${path}`}
                        aria-current={isHere ? 'page' : undefined}
                        className={cn(
                          'flex h-8 items-center gap-2 rounded-md px-2 text-[13px] whitespace-nowrap hover:bg-hover hover:text-fg',
                          isHere ? 'bg-hover font-medium text-fg' : 'text-fg-2',
                        )}
                      >
                        <Icon className="size-4" aria-hidden />
                        {t(key)}
                      </Link>
                    </li>
                  )
                })}
            </ul>
          </div>
        ))}
      </div>
      <a
        href="/docs/api"
        className="mt-auto flex h-8 items-center gap-2 rounded-md px-2 text-[13px] text-fg-2 hover:bg-hover hover:text-fg max-md:hidden"
      >
        <BookOpen className="size-4" aria-hidden />
        {t('apiDocs')}
      </a>
    </nav>
  )
}
