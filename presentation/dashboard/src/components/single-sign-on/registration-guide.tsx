'use client'
import type { OidcPreset } from '@skyclust/api-client'
import { ExternalLink } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { CopyField } from '../ui/copy-field.tsx'

/** What to do at the provider before anything can be entered here. */
export function RegistrationGuide({
  preset,
  redirectUri,
  postLogoutRedirectUri,
}: {
  readonly preset: OidcPreset
  readonly redirectUri: string
  readonly postLogoutRedirectUri: string
}) {
  const t = useTranslations('sso')
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-bg-2 p-4">
      <ul className="grid list-disc gap-1.5 pl-4 text-[13px] text-fg-2">
        {preset.hints.map((hint, index) => {
          const key = `hints.${preset.id}.${index + 1}` as 'hints.google.1'
          // Hints contain braces that are no arguments.
          const isKnown = t.has(key)
          return (
            <li key={hint} {...(isKnown ? {} : { lang: 'en' })}>
              {isKnown ? String(t.raw(key)) : hint}
            </li>
          )
        })}
      </ul>
      <CopyField label={t('redirectUri')} text={redirectUri} />
      <CopyField label={t('postLogoutRedirectUri')} text={postLogoutRedirectUri} />
      <a
        href={preset.docsUrl}
        target="_blank"
        rel="noreferrer"
        className="inline-flex items-center gap-1 justify-self-start text-[13px] text-accent hover:underline"
      >
        {t('docs', { name: preset.name })}
        <ExternalLink className="size-3.5" aria-hidden />
      </a>
    </div>
  )
}
