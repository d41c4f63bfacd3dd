'use client'
import type { PlatformUser } from '@skyclust/api-client'
import { Ban, CircleAlert, ShieldCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Badge } from '../ui/badge.tsx'

/** What is special about an account. */
export function UserBadges({ user }: { readonly user: PlatformUser }) {
  const t = useTranslations('admin.users')
  return (
    <span className="inline-flex flex-wrap gap-1">
      {user.platformAdmin && (
        <Badge tone="info" icon={<ShieldCheck className="size-3" aria-hidden />}>
          {t('administrator')}
        </Badge>
      )}
      {user.disabledAt !== null && (
        <Badge tone="bad" icon={<Ban className="size-3" aria-hidden />}>
          {t('disabled')}
        </Badge>
      )}
      {!user.emailVerified && (
        <Badge tone="warn" icon={<CircleAlert className="size-3" aria-hidden />}>
          {t('notVerified')}
        </Badge>
      )}
    </span>
  )
}
