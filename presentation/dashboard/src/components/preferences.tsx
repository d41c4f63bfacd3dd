'use client'
import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { switchLocale } from '@/lib/locale.ts'
import { setTheme, THEMES, useTheme } from '@/lib/theme.ts'
import { Button } from './ui/button.tsx'

const THEME_ICONS = { light: Sun, dark: Moon, system: Monitor } as const

/** Switches to the other language. */
export function LanguageButton({ compact = false }: { readonly compact?: boolean }) {
  const t = useTranslations('nav')
  const locale = useLocale()
  const other = locale === 'ko' ? 'en' : 'ko'
  return (
    <Button
      variant="ghost"
      className="px-2"
      onClick={() => switchLocale(other)}
      title={t('language')}
    >
      <Languages className="size-4" aria-hidden />
      <span lang={other} className={compact ? 'sr-only' : ''}>
        {other === 'ko' ? '한국어' : 'English'}
      </span>
    </Button>
  )
}

/** Goes round light, dark and the system's choice. */
export function ThemeButton() {
  const t = useTranslations('nav')
  const theme = useTheme()
  const Icon = THEME_ICONS[theme]
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const label = `${t('theme')}: ${t(`themes.${theme}`)}`
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={label}
      title={label}
      onClick={() => setTheme(next)}
    >
      <Icon className="size-4" aria-hidden />
    </Button>
  )
}
