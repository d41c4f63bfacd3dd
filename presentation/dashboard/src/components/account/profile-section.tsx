'use client'
import { type Me, updateMe } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { type Locale, LOCALES, switchLocale } from '@/lib/locale.ts'
import { meQuery } from '@/lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { TitledCard } from '../ui/surface.tsx'
import { EmailCard } from './email-card.tsx'

const LANGUAGES = { ko: '한국어', en: 'English' } as const satisfies Record<Locale, string>

/** Name, language and address of who is signed in. */
export function ProfileSection() {
  const { data } = useQuery(meQuery)
  if (!data) return null
  return (
    <div className="grid gap-4">
      <ProfileForm me={data} />
      <EmailCard user={data.user} />
    </div>
  )
}

function ProfileForm({ me: { user } }: { readonly me: Me }) {
  const t = useTranslations('account.profile')
  const pageLocale = useLocale()
  const cache = useQueryClient()
  const [name, setName] = useState(user.name)
  const [locale, setLocale] = useState<Locale>(user.locale)
  const save = useMutation({
    mutationFn: () => call(updateMe({ body: { name, locale } })),
    onSuccess(me) {
      cache.setQueryData(meQuery.queryKey, me)
      if (locale !== pageLocale && locale !== user.locale) switchLocale(locale)
    },
  })
  const isChanged = name.trim() !== user.name || locale !== user.locale
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <TitledCard title={t('title')}>
      <form onSubmit={submit} className="grid max-w-sm gap-3">
        <Field
          label={t('name')}
          error={save.error instanceof ApiError ? save.error.at('/name') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              required
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('language')} hint={t('languageHint')}>
          {(control) => (
            <Select
              {...control}
              value={locale}
              onChange={({ target }) =>
                setLocale(LOCALES.find((each) => each === target.value) ?? locale)
              }
            >
              {LOCALES.map((each) => (
                <option key={each} value={each} lang={each}>
                  {LANGUAGES[each]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {save.error && <ErrorNotice error={save.error} />}
        <div className="flex items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            disabled={!isChanged || save.isPending}
          >
            {t('save')}
          </Button>
          <span role="status" className="text-[13px] text-ok">
            {save.isSuccess && !isChanged && t('saved')}
          </span>
        </div>
      </form>
    </TitledCard>
  )
}
