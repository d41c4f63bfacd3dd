'use client'
import { Upload } from 'lucide-react'
import { type ChangeEvent, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { Provider } from '../status.tsx'
import { Button } from '../ui/button.tsx'
import { Field, Input, Textarea } from '../ui/field.tsx'

export interface Secrets {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly roleArn: string
  readonly keyFile: string
  readonly tenantId: string
  readonly subscriptionId: string
  readonly clientId: string
  readonly clientSecret: string
}

export const EMPTY_SECRETS: Secrets = {
  accessKeyId: '',
  secretAccessKey: '',
  roleArn: '',
  keyFile: '',
  tenantId: '',
  subscriptionId: '',
  clientId: '',
  clientSecret: '',
}

/** The secret as the API takes it for this cloud. */
export function secretOf(provider: Provider, secrets: Secrets): unknown {
  const { accessKeyId, secretAccessKey, roleArn, keyFile } = secrets
  const { tenantId, subscriptionId, clientId, clientSecret } = secrets
  switch (provider) {
    case 'aws':
      return { accessKeyId, secretAccessKey, ...(roleArn === '' ? {} : { roleArn }) }
    case 'gcp':
      return keyFile
    case 'azure':
      return { tenantId, subscriptionId, clientId, clientSecret }
  }
}

const FIELDS = {
  aws: ['accessKeyId', 'secretAccessKey', 'roleArn'],
  azure: ['tenantId', 'subscriptionId', 'clientId', 'clientSecret'],
} as const
const HIDDEN: ReadonlySet<string> = new Set(['secretAccessKey', 'clientSecret'])
const OPTIONAL: ReadonlySet<string> = new Set(['roleArn'])

interface Props {
  readonly secrets: Secrets
  readonly onChange: (part: Partial<Secrets>) => void
  readonly errorAt: (pointer: string) => string | undefined
}

/** The fields of one cloud's keys with how to get them there. */
export function SecretFields({ provider, ...rest }: Props & { readonly provider: Provider }) {
  const t = useTranslations('credentials')
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-bg-2 p-4">
      <ol className="list-decimal pl-5 text-[13px] leading-6 text-fg-2">
        {([1, 2, 3] as const).map((step) => (
          <li key={step}>{t(`guide.${provider}.${step}`)}</li>
        ))}
      </ol>
      {provider === 'gcp' ? (
        <KeyFileField {...rest} />
      ) : (
        <TextFields provider={provider} {...rest} />
      )}
      <p className="text-xs text-fg-3">{t('secretNote')}</p>
    </div>
  )
}

function TextFields({
  provider,
  secrets,
  onChange,
  errorAt,
}: Props & { readonly provider: 'aws' | 'azure' }) {
  const t = useTranslations('credentials')
  return FIELDS[provider].map((key) => (
    <Field
      key={key}
      label={t(`secret.${key}`)}
      error={errorAt(`/secret/${key}`)}
      hint={OPTIONAL.has(key) ? t('optional') : undefined}
    >
      {(control) => (
        <Input
          {...control}
          className="font-mono"
          type={HIDDEN.has(key) ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={false}
          required={!OPTIONAL.has(key)}
          value={secrets[key]}
          onChange={(event) => onChange({ [key]: event.target.value.trim() })}
        />
      )}
    </Field>
  ))
}

const KEY_FILE_POINTERS = [
  '/secret',
  '/secret/type',
  '/secret/project_id',
  '/secret/private_key_id',
  '/secret/private_key',
  '/secret/client_email',
]

function KeyFileField({ secrets, onChange, errorAt }: Props) {
  const t = useTranslations('credentials')
  const file = useRef<HTMLInputElement>(null)
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const text = await event.target.files?.[0]?.text()
    if (text !== undefined) onChange({ keyFile: text })
    event.target.value = ''
  }
  const wrong = KEY_FILE_POINTERS.flatMap((pointer) => {
    const message = errorAt(pointer)
    return message === undefined ? [] : [`${pointer.replace('/secret/', '')}: ${message}`]
  })
  return (
    <>
      <Field label={t('secret.keyFile')} error={wrong.length > 0 ? wrong.join(' ') : undefined}>
        {(control) => (
          <Textarea
            {...control}
            rows={7}
            required
            spellCheck={false}
            placeholder={'{\n  "type": "service_account",\n  …\n}'}
            value={secrets.keyFile}
            onChange={(event) => onChange({ keyFile: event.target.value })}
          />
        )}
      </Field>
      <div>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          className="sr-only"
          tabIndex={-1}
          aria-label={t('uploadKeyFile')}
          onChange={(event) => void read(event)}
        />
        <Button size="sm" onClick={() => file.current?.click()}>
          <Upload className="size-3.5" aria-hidden />
          {t('uploadKeyFile')}
        </Button>
      </div>
    </>
  )
}
