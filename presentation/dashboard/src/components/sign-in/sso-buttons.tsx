'use client'
import type { OidcProviderButton } from '@skyclust/api-client'
import { LogIn } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { rememberedProviders, rememberProvider } from '@/lib/remembered-providers.ts'
import { returnPath, ssoPath } from '@/lib/return-path.ts'
import { Button } from '../ui/button.tsx'

/** Sign-in at the providers of the e-mail address, and at those this browser used before. */
export function SsoButtons({ found }: { readonly found: readonly OidcProviderButton[] }) {
  const t = useTranslations('login')
  const [remembered, setRemembered] = useState<readonly OidcProviderButton[]>([])
  useEffect(() => setRemembered(rememberedProviders()), [])
  const providers = [
    ...found,
    ...remembered.filter(({ id }) => !found.some((provider) => provider.id === id)),
  ]
  return providers.map((provider) => (
    <SsoButton
      key={provider.id}
      provider={provider}
      label={t('withProvider', { name: provider.name })}
      path={() => ssoPath(provider.id, returnPath() ?? '/')}
    />
  ))
}

export function SsoButton({
  provider,
  label,
  path,
}: {
  readonly provider: OidcProviderButton
  readonly label: string
  readonly path: () => string
}) {
  const go = () => {
    rememberProvider(provider)
    location.assign(path())
  }
  return (
    <Button onClick={go} className="max-w-full">
      <LogIn className="size-4 shrink-0" aria-hidden />
      <span className="truncate">{label}</span>
    </Button>
  )
}
