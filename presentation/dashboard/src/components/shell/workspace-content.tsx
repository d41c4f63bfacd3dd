'use client'
import type { Me } from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { hasLeft } from '@/lib/leaving.ts'
import { useRoute } from '@/lib/route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ArchivedBanner } from './archived-banner.tsx'

/** The page for members; who stops being one while it is open is told so on the list of their workspaces. */
export function WorkspaceContent({
  me,
  children,
}: {
  readonly me: Me | undefined
  readonly children: ReactNode
}) {
  const t = useTranslations('nav')
  const { ws } = useRoute()
  const router = useRouter()
  const cache = useQueryClient()
  const workspace = me?.workspaces.find(({ slug }) => slug === ws)
  const isMember = workspace !== undefined
  const [seen, setSeen] = useState<{ readonly slug: string; readonly name: string }>()
  useEffect(() => {
    if (workspace) setSeen({ slug: workspace.slug, name: workspace.name })
  }, [workspace])
  const lost = me && !isMember && seen?.slug === ws ? seen.name : undefined
  useEffect(() => {
    if (lost === undefined) return
    router.replace(hasLeft(ws) ? '/workspaces' : `/workspaces?lost=${encodeURIComponent(lost)}`)
    cache.removeQueries({ queryKey: ['ws', ws] })
  }, [router, cache, ws, lost])
  if (lost !== undefined && hasLeft(ws)) return null
  if (me && !isMember)
    return (
      <Notice
        tone="bad"
        title={t(lost === undefined ? 'noWorkspace' : 'lostWorkspace', { slug: lost ?? ws })}
        action={
          <ButtonLink size="sm" href="/workspaces">
            {t('allWorkspaces')}
          </ButtonLink>
        }
      />
    )
  return (
    <>
      <ArchivedBanner />
      {children}
    </>
  )
}
