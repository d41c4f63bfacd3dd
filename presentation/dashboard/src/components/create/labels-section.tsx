'use client'
import { useTranslations } from 'use-intl'
import { Field, Textarea } from '../ui/field.tsx'
import { Section } from './section.tsx'

/** Labels, by which roles and lists tell resources apart. */
export function LabelsSection({
  text,
  error,
  onChange,
}: {
  readonly text: string
  readonly error: string | undefined
  readonly onChange: (text: string) => void
}) {
  const t = useTranslations('create')
  return (
    <Section title={t('labels')} note={t('labelsNote')}>
      <Field label={t('labelList')} hint={t('labelsHint')} error={error} pointer="/labels">
        {(control) => (
          <Textarea
            {...control}
            rows={Math.min(6, Math.max(2, text.split('\n').length))}
            spellCheck={false}
            autoCapitalize="none"
            placeholder={'env=dev'}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </Section>
  )
}
