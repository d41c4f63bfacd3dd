'use client'
import { updateMe, type Me } from '@skyclust/api-client'
import { CircleUser, LogOut, Monitor, Moon, ServerCog, Sun, UserCog } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { leave } from '@/lib/leave.ts'
import { LOCALES, type Locale, switchLocale } from '@/lib/locale.ts'
import { setTheme, THEMES, useTheme } from '@/lib/theme.ts'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx'

const THEME_ICONS = { light: Sun, dark: Moon, system: Monitor } as const
const LANGUAGES = { ko: '한국어', en: 'English' } as const

/** Who is signed in, their account, the administration of who may, language, theme, and the way out. */
export function AccountMenu({ me }: { readonly me: Me | undefined }) {
  const t = useTranslations('nav')
  const locale = useLocale()
  const theme = useTheme()
  const router = useRouter()
  return (
    <Menu label={t('account')} icon trigger={<CircleUser className="size-4" aria-hidden />}>
      {me && (
        <MenuLabel>
          <span className="block text-[13px] font-medium text-fg">{me.user.name}</span>
          {me.user.email}
        </MenuLabel>
      )}
      <MenuItem onSelect={() => router.push('/account')}>
        <UserCog className="size-4 text-fg-2" aria-hidden />
        {t('ownAccount')}
      </MenuItem>
      {me?.user.platformAdmin === true && (
        <MenuItem onSelect={() => router.push('/admin')}>
          <ServerCog className="size-4 text-fg-2" aria-hidden />
          {t('administration')}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuLabel>{t('language')}</MenuLabel>
      {LOCALES.map((each) => (
        <MenuItem key={each} checked={each === locale} onSelect={() => void speak(each)}>
          <span lang={each}>{LANGUAGES[each]}</span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuLabel>{t('theme')}</MenuLabel>
      {THEMES.map((each) => {
        const Icon = THEME_ICONS[each]
        return (
          <MenuItem key={each} checked={each === theme} onSelect={() => setTheme(each)}>
            <Icon className="size-4 text-fg-2" aria-hidden />
            {t(`themes.${each}`)}
          </MenuItem>
        )
      })}
      <MenuSeparator />
      <MenuItem onSelect={() => void leave(() => location.assign('/login'))}>
        <LogOut className="size-4 text-fg-2" aria-hidden />
        {t('signOut')}
      </MenuItem>
    </Menu>
  )
}

async function speak(next: Locale): Promise<void> {
  // The language in the profile is for mail and other devices; this page goes by its cookie.
  await call(updateMe({ body: { locale: next } })).catch(() => undefined)
  switchLocale(next)
}
