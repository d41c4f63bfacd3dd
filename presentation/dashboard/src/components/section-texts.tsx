'use client'
import { type ReactNode, useMemo } from 'react'
import { IntlProvider, type Messages, useLocale, useMessages } from 'use-intl'

/** Adds the texts of one section to those of every page: they are loaded with the pages that show them only. */
export function SectionTexts({
  texts,
  children,
}: {
  readonly texts: Partial<Messages>
  readonly children: ReactNode
}) {
  const common = useMessages()
  const all = useMemo(() => ({ ...common, ...texts }), [common, texts])
  return (
    <IntlProvider locale={useLocale()} messages={all}>
      {children}
    </IntlProvider>
  )
}
