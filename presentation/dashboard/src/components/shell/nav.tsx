'use client'
import { BookOpen, Boxes, Gauge, KeyRound, Network } from 'lucide-react'
import Link from 'next/link'
import { useSelectedLayoutSegments } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { useRoute } from '@/lib/route.ts'

export const NAV_ITEMS = [
  { key: 'overview', path: '', icon: Gauge },
  { key: 'clusters', path: '/clusters', icon: Boxes },
  { key: 'networks', path: '/networks', icon: Network },
  { key: 'credentials', path: '/credentials', icon: KeyRound },
] as const

const GROUPS = [
  { label: 'main', items: NAV_ITEMS.slice(0, 1) },
  { label: 'resources', items: NAV_ITEMS.slice(1) },
] as const

/** Side bar; on narrow screens a row below the header. */
export function Nav() {
  const t = useTranslations('nav')
  const { base } = useRoute()
  const [segment = ''] = useSelectedLayoutSegments()
  return (
    <nav
      aria-label={t('main')}
      className="border-line bg-bg-2 max-md:overflow-x-auto max-md:border-b md:flex md:flex-col md:overflow-y-auto md:border-r md:p-2"
    >
      <div className="max-md:flex max-md:gap-1 max-md:px-2 max-md:py-1">
        {GROUPS.map(({ label, items }) => (
          <div key={label} className="max-md:contents md:pb-3">
            <div className="px-2 pt-2 pb-1 text-[11px] font-medium text-fg-3 max-md:hidden">
              {t(label)}
            </div>
            <ul className="max-md:contents">
              {items.map(({ key, path, icon: Icon }) => {
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
