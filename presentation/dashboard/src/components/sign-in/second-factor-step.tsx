'use client'
import {
  challengeSecondPasskey,
  finishSignIn,
  type SecondFactorChallenge,
  type SignedIn,
} from '@skyclust/api-client'
import { useMutation } from '@tanstack/react-query'
import { Fingerprint, KeyRound, type LucideIcon, Smartphone } from 'lucide-react'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { asApiError, call } from '@/lib/api.ts'
import { showPasskey } from '@/lib/passkeys.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { CodeField, isWholeCode } from './code-field.tsx'

type Method = SecondFactorChallenge['methods'][number]

const ICONS = {
  totp: Smartphone,
  passkey: Fingerprint,
  'recovery-code': KeyRound,
} as const satisfies Record<Method, LucideIcon>
const PREFERRED = ['totp', 'passkey', 'recovery-code'] as const

/** The second factor after a right password, by one of the ways the account has. */
export function SecondFactorStep({
  challenge: { challenge, methods },
  onSignedIn,
  onRestart,
}: {
  readonly challenge: SecondFactorChallenge
  readonly onSignedIn: (signedIn: SignedIn) => void
  readonly onRestart: () => void
}) {
  const t = useTranslations('login.secondFactor')
  const available = PREFERRED.filter((each) => methods.includes(each))
  const [method, setMethod] = useState<Method>(available[0] ?? 'totp')
  const [text, setText] = useState('')
  const finish = useMutation({
    async mutationFn(entered: string) {
      if (method === 'totp') return call(finishSignIn({ body: { challenge, code: entered } }))
      if (method === 'recovery-code')
        return call(finishSignIn({ body: { challenge, recoveryCode: entered } }))
      const { options } = await call(challengeSecondPasskey({ body: { challenge } }))
      const passkey = await showPasskey(options)
      return call(finishSignIn({ body: { challenge, passkey } }))
    },
    onSuccess: onSignedIn,
    onError: () => setText(''),
  })
  const choose = (next: Method) => {
    finish.reset()
    setText('')
    setMethod(next)
  }
  const enterCode = (code: string) => {
    setText(code)
    if (isWholeCode(code) && !finish.isPending) finish.mutate(code)
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!finish.isPending) finish.mutate(text)
  }
  const isOver = finish.error !== null && asApiError(finish.error).code === 'challenge-expired'
  return (
    <>
      <form onSubmit={submit} className="grid gap-3">
        {method === 'totp' && (
          <CodeField label={t('code')} hint={t('codeHint')} value={text} onChange={enterCode} />
        )}
        {method === 'recovery-code' && (
          <Field label={t('recoveryCode')} hint={t('recoveryCodeHint')}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                required
                minLength={5}
                autoFocus
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        )}
        {finish.error && <ErrorNotice error={finish.error} />}
        {isOver ? (
          <Button variant="primary" onClick={onRestart}>
            {t('restart')}
          </Button>
        ) : (
          <Button type="submit" variant="primary" busy={finish.isPending} className="mt-1">
            {method === 'passkey' ? t('usePasskey') : t('submit')}
          </Button>
        )}
      </form>
      <ul className="grid gap-2 pt-4" aria-label={t('otherWays')}>
        {available
          .filter((each) => each !== method)
          .map((each) => {
            const Icon = ICONS[each]
            return (
              <li key={each}>
                <Button variant="ghost" className="w-full" onClick={() => choose(each)}>
                  <Icon className="size-4" aria-hidden />
                  {t(`way.${each}`)}
                </Button>
              </li>
            )
          })}
        <li>
          <Button variant="ghost" className="w-full" onClick={onRestart}>
            {t('back')}
          </Button>
        </li>
      </ul>
    </>
  )
}
