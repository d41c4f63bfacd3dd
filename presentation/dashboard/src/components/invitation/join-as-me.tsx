'use client'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { useJoin } from './use-join.ts'

/** One press for who is signed in with the invited address. */
export function JoinAsMe({ token, name }: { readonly token: string; readonly name: string }) {
  const t = useTranslations('invitation')
  const join = useJoin(token)
  return (
    <>
      {join.error && <ErrorNotice error={join.error} />}
      <Button
        variant="primary"
        autoFocus
        busy={join.isPending}
        onClick={() => join.mutate(undefined)}
      >
        <span className="truncate">{t('joinAs', { name })}</span>
      </Button>
    </>
  )
}
