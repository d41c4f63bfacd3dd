'use client'
import type { Plan, ResourceDetail } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import type { ListKind } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { PlanSteps } from '../plan/plan-steps.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'

interface RemoveOptions {
  readonly query?: { dryRun: 'true' }
  readonly signal?: AbortSignal
  readonly headers?: { 'if-match': string }
}

/** Shows what a deletion will do and wants the name typed before it lets it happen. */
export function DestructiveDialog({
  title,
  description,
  name,
  kind,
  version,
  remove,
  onClose,
}: {
  readonly title: string
  readonly description: string
  readonly name: string
  readonly kind: ListKind
  /** Version that was shown; a resource changed since is not deleted. */
  readonly version: number
  readonly remove: (
    options: RemoveOptions,
  ) => Promise<{ data?: Plan | ResourceDetail; error?: unknown; response?: Response }>
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const { ws, base } = useRoute()
  const router = useRouter()
  const cache = useQueryClient()
  const [typed, setTyped] = useState('')
  const plan = useQuery({
    queryKey: ['deletion', ws, kind, name, version],
    queryFn: async ({ signal }) =>
      (await call(remove({ query: { dryRun: 'true' }, signal }))) as Plan,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
  const removal = useMutation({
    mutationFn: () => call(remove({ headers: { 'if-match': `"${version}"` } })),
    async onSuccess() {
      await cache.invalidateQueries({ queryKey: ['ws', ws, 'detail', kind, name] })
      onClose()
      router.push(`${base}/${kind}/${name}`)
    },
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (typed === name && plan.data) removal.mutate()
  }
  return (
    <Dialog title={title} description={description} onClose={onClose} wide>
      {plan.error && <ErrorNotice error={plan.error} />}
      {plan.isPending && <Skeleton className="h-32" />}
      {plan.data && (
        <form onSubmit={submit} className="grid gap-4">
          <div className="rounded-lg border border-line p-3">
            <h3 className="pb-1 text-[13px] font-medium">{t('destructive.willBeDone')}</h3>
            <PlanSteps plan={plan.data} />
          </div>
          <Field label={t('destructive.typeName', { name })}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
          {removal.error && <ErrorNotice error={removal.error} />}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button
              type="submit"
              variant="danger"
              busy={removal.isPending}
              disabled={typed !== name || removal.isPending}
            >
              {t('common.delete')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
