'use client'
import type { Finding } from '@skyclust/api-client'
import { useLocale, useTranslations } from 'use-intl'

export interface FindingText {
  readonly title: string
  /** The server's own words with names and numbers; English. */
  readonly detail: string | undefined
  readonly remedy: string | undefined
  /** The server's remedy where the title's language has a general one only; English. */
  readonly preciseRemedy: string | undefined
}

/** Words for a finding in the reader's language; unknown codes keep the server's English message. */
export function useFindingText(): (finding: Finding) => FindingText {
  const t = useTranslations('finding')
  const locale = useLocale()
  return (finding) => {
    const { code, message, remedy, severity, details = {} } = finding
    const key = code as 'quota'
    if (!t.has(`${key}.title`))
      return { title: message, detail: undefined, remedy, preciseRemedy: undefined }
    const text = (name: string) => {
      const value = details[name]
      return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    }
    const title = t(`${key}.title`, {
      description: text('description'),
      used: text('used'),
      limit: text('limit'),
      needed: text('needed'),
      count: text('count'),
      cidr: text('cidr'),
      permission: text('permission') === '' ? '' : `: ${text('permission')}`,
    })
    if (severity === 'ok')
      return { title, detail: undefined, remedy: undefined, preciseRemedy: undefined }
    const remedyKey = `${key}.remedy` as 'quota-exceeded.remedy'
    const general = locale === 'en' || !t.has(remedyKey) ? undefined : t(remedyKey)
    return {
      title,
      detail: message,
      remedy: general ?? remedy,
      preciseRemedy: general === undefined ? undefined : remedy,
    }
  }
}
