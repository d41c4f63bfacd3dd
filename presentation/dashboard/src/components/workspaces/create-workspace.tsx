'use client'
import { createWorkspace } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { TopShell } from '../shell/top-shell.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, PageHeader } from '../ui/surface.tsx'
import { freeSlug } from './slug.ts'

export function CreateWorkspace() {
  const t = useTranslations('workspaces')
  return (
    <TopShell>
      <div className="mx-auto max-w-xl">
        <PageHeader title={t('create')} description={t('createText')} />
        <CreateForm />
      </div>
    </TopShell>
  )
}

function CreateForm() {
  const t = useTranslations()
  const router = useRouter()
  const cache = useQueryClient()
  const { data: me } = useQuery(meQuery)
  const [name, setName] = useState('')
  const [slug, setSlug] = useState<string>()
  const taken = new Set(me?.workspaces.map((workspace) => workspace.slug))
  const chosen = slug ?? freeSlug(name, taken)
  const created = useMutation({
    mutationFn: () => call(createWorkspace({ body: { name: name.trim(), slug: chosen } })),
    async onSuccess(workspace) {
      await cache.invalidateQueries(meQuery)
      router.push(`/workspaces/${workspace.slug}`)
    },
  })
  const errorAt = (pointer: string) =>
    created.error instanceof ApiError ? created.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    created.mutate()
  }
  return (
    <Card className="p-5">
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t('workspaces.name')} error={errorAt('/name')}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              required
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t('workspaces.slug')}
          hint={t('workspaces.slugHint', { slug: chosen })}
          error={errorAt('/slug')}
        >
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              required
              maxLength={40}
              spellCheck={false}
              autoCapitalize="none"
              value={chosen}
              onChange={(event) => setSlug(event.target.value)}
            />
          )}
        </Field>
        {created.error && <ErrorNotice error={created.error} />}
        <div className="flex justify-end gap-2">
          <ButtonLink href="/workspaces">{t('common.cancel')}</ButtonLink>
          <Button type="submit" variant="primary" busy={created.isPending}>
            {t('workspaces.create')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
