'use client'
import { Field, Input } from '../ui/field.tsx'

const DIGITS = 6

export function isWholeCode(code: string): boolean {
  return code.length === DIGITS
}

/** One input for the six digits of an authenticator app; takes pasted codes with gaps, and the phone's suggestion. */
export function CodeField({
  label,
  hint,
  value,
  autoFocus = true,
  onChange,
}: {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly autoFocus?: boolean
  /** Digits only. */
  readonly onChange: (code: string) => void
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          className="h-10 font-mono text-lg tracking-[0.4em]"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus={autoFocus}
          pattern="[0-9]{6}"
          value={value}
          onChange={(event) => onChange(event.target.value.replaceAll(/\D/g, '').slice(0, DIGITS))}
        />
      )}
    </Field>
  )
}
