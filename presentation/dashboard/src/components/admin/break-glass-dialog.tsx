'use client'
import { breakGlass, type PlatformWorkspace } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { formatTime } from '@/lib/format.ts'
import { meQuery } from '@/lib/queries.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select, Textarea } from '../ui/field.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'

const MINUTES = [15, 30, 60, 120, 240] as const
const DEFAULT_MINUTES = 30
const MIN_REASON = 10

/** Emergency access to a workspace: what it means, why it is needed, and for how long. */
export function BreakGlassDialog({
  workspace: { id, name },
  onClose,
}: {
  readonly workspace: PlatformWorkspace
  readonly onClose: () => void
}) {
  const t = useTranslations('admin.breakGlass')
  const common = useTranslations('common')
  const locale = useLocale()
  const cache = useQueryClient()
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState<number>(DEFAULT_MINUTES)
  const broken = useMutation({
    mutationFn: () => call(breakGlass({ path: { id }, body: { reason, minutes } })),
    onSuccess: () => cache.invalidateQueries(meQuery),
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    broken.mutate()
  }
  if (broken.data)
    return (
      <Dialog title={t('title', { name })} onClose={onClose}>
        <div className="grid gap-4">
          <Notice tone="ok" title={t('done')}>
            {t('until', { time: formatTime(broken.data.expiresAt, locale) })}
          </Notice>
          <ButtonLink variant="primary" href={`/workspaces/${broken.data.workspace.slug}`}>
            {t('open')}
          </ButtonLink>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={t('title', { name })} description={t('text')} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <ul className="list-disc pl-5 text-[13px] text-fg-2">
          <li>{t('means.owner')}</li>
          <li>{t('means.log')}</li>
          <li>{t('means.mail')}</li>
        </ul>
        <Field
          label={t('reason')}
          hint={t('reasonHint', { min: MIN_REASON })}
          error={broken.error instanceof ApiError ? broken.error.at('/reason') : undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              className="font-sans"
              rows={3}
              required
              autoFocus
              minLength={MIN_REASON}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('minutes')} hint={t('minutesHint')}>
          {(control) => (
            <Select
              {...control}
              value={minutes}
              onChange={({ target }) => setMinutes(Number(target.value))}
            >
              {MINUTES.map((each) => (
                <option key={each} value={each}>
                  {t('minuteCount', { count: each })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {broken.error && <ErrorNotice error={broken.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" variant="danger" busy={broken.isPending}>
            {t('submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
