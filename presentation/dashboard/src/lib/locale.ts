export const LOCALES = ['ko', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** Remembers the language for a year and loads the page anew in it; the server picks the page by this cookie. */
export function switchLocale(locale: Locale): void {
  document.cookie = `locale=${locale}; path=/; max-age=31536000; samesite=lax`
  location.reload()
}
