export const LOCALES = ['ko', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** The language of a page: the `locale` cookie, else what the browser prefers, else Korean. */
export function pickLocale(cookie: string | undefined, acceptLanguage: string | undefined): Locale {
  const wanted = [cookie, ...preferences(acceptLanguage)]
  for (const tag of wanted) {
    const found = LOCALES.find((locale) => locale === tag?.toLowerCase().split('-')[0])
    if (found) return found
  }
  return 'ko'
}

function preferences(header = ''): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...attributes] = part.trim().split(';')
      const quality = attributes
        .find((a) => a.trim().startsWith('q='))
        ?.trim()
        .slice(2)
      return { tag, quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}
