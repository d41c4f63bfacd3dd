import type { OidcProviderButton } from '@skyclust/api-client'

const KEY = 'sso-providers'
const KEPT = 3

/** Providers this browser signed in with, the last one first: their people need not type their address again. */
export function rememberedProviders(): readonly OidcProviderButton[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isProvider).slice(0, KEPT) : []
  } catch {
    return []
  }
}

export function rememberProvider(provider: OidcProviderButton): void {
  const others = rememberedProviders().filter(({ id }) => id !== provider.id)
  localStorage.setItem(KEY, JSON.stringify([provider, ...others].slice(0, KEPT)))
}

function isProvider(value: unknown): value is OidcProviderButton {
  if (typeof value !== 'object' || value === null) return false
  const { id, name, preset } = value as Readonly<Record<string, unknown>>
  return typeof id === 'string' && typeof name === 'string' && typeof preset === 'string'
}
