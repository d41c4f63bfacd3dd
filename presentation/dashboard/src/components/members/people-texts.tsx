import type { ReactNode } from 'react'
import { PeopleTextsEn } from './people-texts-en.tsx'
import { PeopleTextsKo } from './people-texts-ko.tsx'

/** The texts of members, roles, keys and settings, in the language of the page. */
export async function PeopleTexts({
  params,
  children,
}: {
  readonly params: Promise<{ readonly locale: string }>
  readonly children: ReactNode
}) {
  const { locale } = await params
  const Texts = locale === 'en' ? PeopleTextsEn : PeopleTextsKo
  return <Texts>{children}</Texts>
}
