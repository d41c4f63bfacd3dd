'use client'
import { createRole, updateRole } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { beyondOwn } from '@/lib/grants.ts'
import { rolesQuery } from '@/lib/people.ts'
import { type Permission, useRights } from '@/lib/permissions.ts'
import { randomKey } from '@/lib/random-key.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { PermissionGrid } from './permission-grid.tsx'
import {
  canBeLabelled,
  draftOf,
  EMPTY_REQUIREMENT,
  grantsOf,
  type LabelledDraft,
  type RoleDraft,
  selectorOf,
} from './role-draft.ts'
import type { ListedRole } from './role-list.tsx'
import { SelectorEditor } from './selector-editor.tsx'

/** Makes a role of the workspace's own, or changes one for all who hold it. */
export function RoleEditor({
  role,
  permissions,
  onClose,
}: {
  readonly role: ListedRole | undefined
  readonly permissions: readonly Permission[]
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const rights = useRights()
  const [draft, setDraft] = useState<RoleDraft>(() => draftOf(role))
  const change = (part: Partial<RoleDraft>) => setDraft((before) => ({ ...before, ...part }))
  const grants = grantsOf(draft)
  const saved = useMutation({
    mutationFn: () => {
      const { name, description } = draft
      const body = { name, description, grants }
      const path = { workspaceId: ws }
      return call(
        role
          ? updateRole({
              path: { ...path, id: role.id },
              body,
              headers: { 'if-match': `"${role.version ?? ''}"` },
            })
          : createRole({ path, body, headers: { 'idempotency-key': randomKey() } }),
      )
    },
    async onSuccess() {
      onClose()
      await cache.invalidateQueries(rolesQuery(ws))
    },
  })
  const errorAt = (pointer: string) =>
    saved.error instanceof ApiError ? saved.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    saved.mutate()
  }
  const replace = (next: LabelledDraft) =>
    change({ labelled: draft.labelled.map((each) => (each.id === next.id ? next : each)) })
  return (
    <Dialog
      title={role ? t('roles.editTitle', { name: role.name }) : t('roles.create')}
      description={t('roles.editorText')}
      onClose={onClose}
      wide
    >
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('roles.name')} error={errorAt('/name')}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                required
                maxLength={60}
                value={draft.name}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('roles.description')} error={errorAt('/description')}>
            {(control) => (
              <Input
                {...control}
                maxLength={300}
                value={draft.description}
                onChange={(event) => change({ description: event.target.value })}
              />
            )}
          </Field>
        </div>
        <PermissionGrid
          legend={t('roles.everywhere')}
          permissions={permissions}
          chosen={draft.everywhere}
          whyNot={(permission) =>
            beyondOwn(rights.rulings, [{ permissions: [permission] }]).length > 0
              ? (rights.why(permission) ?? t('roles.onlyWithLabels'))
              : undefined
          }
          onChange={(everywhere) => change({ everywhere })}
        />
        {draft.labelled.map((labelled) => (
          <LabelledGrant
            key={labelled.id}
            draft={labelled}
            permissions={permissions.filter(canBeLabelled)}
            onChange={replace}
            onRemove={() =>
              change({ labelled: draft.labelled.filter(({ id }) => id !== labelled.id) })
            }
          />
        ))}
        <div>
          <Button onClick={() => change({ labelled: [...draft.labelled, newLabelled(draft)] })}>
            <Plus className="size-3.5" aria-hidden />
            {t('roles.addLabelled')}
          </Button>
        </div>
        {saved.error && <ErrorNotice error={saved.error} />}
        <div className="flex items-center justify-end gap-2">
          {grants.length === 0 && (
            <p className="mr-auto text-xs text-fg-3">{t('roles.needsOne')}</p>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={saved.isPending}
            disabled={grants.length === 0 || saved.isPending}
          >
            {t(role ? 'common.save' : 'roles.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function newLabelled({ labelled }: RoleDraft): LabelledDraft {
  const id = Math.max(0, ...labelled.map((each) => each.id)) + 1
  return { id, requirements: [EMPTY_REQUIREMENT], permissions: new Set() }
}

function LabelledGrant({
  draft,
  permissions,
  onChange,
  onRemove,
}: {
  readonly draft: LabelledDraft
  readonly permissions: readonly Permission[]
  readonly onChange: (draft: LabelledDraft) => void
  readonly onRemove: () => void
}) {
  const t = useTranslations('roles')
  const rights = useRights()
  const selector = selectorOf(draft.requirements)
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-bg-2 p-3">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <SelectorEditor
            requirements={draft.requirements}
            onChange={(requirements) => onChange({ ...draft, requirements })}
          />
        </div>
        <Button size="icon" variant="ghost" aria-label={t('removeLabelled')} onClick={onRemove}>
          <Trash2 className="size-4" aria-hidden />
        </Button>
      </div>
      <PermissionGrid
        legend={t('onLabelled')}
        permissions={permissions}
        chosen={draft.permissions}
        whyNot={(permission) => {
          const grant = { permissions: [permission], ...(selector ? { selector } : {}) }
          return beyondOwn(rights.rulings, [grant]).length > 0
            ? (rights.why(permission) ?? t('onlyWithLabels'))
            : undefined
        }}
        onChange={(chosen) => onChange({ ...draft, permissions: chosen })}
      />
    </div>
  )
}
