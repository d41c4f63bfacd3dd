'use client'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox, Field, Input } from '../ui/field.tsx'

export const MIN_PASSWORD = 10

/** A password that is being chosen: it can be shown, and says what it needs. */
export function NewPasswordField({
  label,
  value,
  error,
  autoFocus = false,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly error?: string | undefined
  readonly autoFocus?: boolean
  readonly onChange: (password: string) => void
}) {
  const t = useTranslations('newPassword')
  const [shown, setShown] = useState(false)
  return (
    <>
      <Field label={label} hint={t('hint', { min: MIN_PASSWORD })} error={error}>
        {(control) => (
          <Input
            {...control}
            type={shown ? 'text' : 'password'}
            autoComplete="new-password"
            required
            autoFocus={autoFocus}
            minLength={MIN_PASSWORD}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <Checkbox
        label={t('show')}
        checked={shown}
        onChange={(event) => setShown(event.target.checked)}
      />
    </>
  )
}
