'use client'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { ApiError } from '@/lib/api.ts'
import { isRecord, numberOf, textOf } from '@/lib/resource.ts'
import { useRoute } from '@/lib/route.ts'
import { Notice } from '../ui/notice.tsx'

const PAGES = {
  cluster: (name: string) => `/clusters/${name}`,
  network: (name: string) => `/networks/${name}`,
  credential: () => '/credentials',
} as const

function hasPage(kind: string): kind is keyof typeof PAGES {
  return Object.hasOwn(PAGES, kind)
}

/** What the workspace still owns and where to delete it; node pools and subnets go with what they belong to. */
export function OwnedNotice({ error }: { readonly error: ApiError }) {
  const t = useTranslations('settings')
  const { base } = useRoute()
  const listed = error.problem['owned']
  const owned = (Array.isArray(listed) ? listed : []).flatMap((each: unknown) => {
    if (!isRecord(each)) return []
    const [kind, name] = [textOf(each['kind']), textOf(each['name'])]
    return kind !== undefined && name !== undefined && hasPage(kind) ? [{ kind, name }] : []
  })
  const count = numberOf(error.problem['count']) ?? owned.length
  return (
    <Notice tone="bad" title={t('notEmpty', { count })}>
      <ul className="list-disc pl-5">
        {owned.map(({ kind, name }) => (
          <li key={`${kind} ${name}`}>
            <Link href={`${base}${PAGES[kind](name)}`} className="underline underline-offset-2">
              {t(`owned.${kind}`, { name })}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
