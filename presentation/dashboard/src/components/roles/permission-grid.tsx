'use client'
import { useTranslations } from 'use-intl'
import {
  type Permission,
  type PermissionKind,
  partsOf,
  usePermissionName,
} from '@/lib/permissions.ts'
import { Tip } from '../ui/tip.tsx'

/** Permissions by what they are on, in the order given. */
export function groupByKind(
  permissions: readonly Permission[],
): readonly (readonly [PermissionKind, readonly Permission[]])[] {
  const groups = new Map<PermissionKind, Permission[]>()
  for (const permission of permissions) {
    const [kind] = partsOf(permission)
    groups.set(kind, [...(groups.get(kind) ?? []), permission])
  }
  return [...groups]
}

/** A checklist of permissions by what they are on; what cannot be chosen says why. */
export function PermissionGrid({
  legend,
  permissions,
  chosen,
  whyNot,
  onChange,
}: {
  readonly legend: string
  readonly permissions: readonly Permission[]
  readonly chosen: ReadonlySet<Permission>
  readonly whyNot: (permission: Permission) => string | undefined
  readonly onChange: (chosen: ReadonlySet<Permission>) => void
}) {
  const t = useTranslations('permission')
  const free = permissions.filter((permission) => whyNot(permission) === undefined)
  const presets = [
    ['readOnly', free.filter((permission) => partsOf(permission)[1] === 'read')],
    ['everything', free],
    ['nothing', []],
  ] as const
  const toggle = (permission: Permission) => {
    const next = new Set(chosen)
    if (!next.delete(permission)) next.add(permission)
    onChange(next)
  }
  return (
    <fieldset>
      <legend className="pb-1 text-[13px]">{legend}</legend>
      <div className="flex flex-wrap items-center gap-3 pb-1.5 text-xs">
        {presets.map(([key, value]) => (
          <button
            key={key}
            type="button"
            className="text-fg-2 underline underline-offset-2 hover:text-fg"
            onClick={() => onChange(new Set(value))}
          >
            {t(key)}
          </button>
        ))}
        <span role="status" className="ml-auto text-fg-3">
          {t('chosen', { count: chosen.size })}
        </span>
      </div>
      <div className="divide-y divide-line rounded-md border border-line">
        {groupByKind(permissions).map(([kind, group]) => (
          <div key={kind} className="grid gap-x-3 gap-y-1 px-3 py-2 sm:grid-cols-[9rem_1fr]">
            <span className="text-[13px] font-medium">{t(`kind.${kind}`)}</span>
            <span className="flex flex-wrap gap-x-4 gap-y-1">
              {group.map((permission) => (
                <Choice
                  key={permission}
                  permission={permission}
                  checked={chosen.has(permission)}
                  denied={whyNot(permission)}
                  onToggle={() => toggle(permission)}
                />
              ))}
            </span>
          </div>
        ))}
      </div>
    </fieldset>
  )
}

function Choice({
  permission,
  checked,
  denied,
  onToggle,
}: {
  readonly permission: Permission
  readonly checked: boolean
  readonly denied: string | undefined
  readonly onToggle: () => void
}) {
  const t = useTranslations('permission')
  const nameOf = usePermissionName()
  const box = (describedBy?: string) => (
    <label
      className={`flex items-center gap-1.5 text-[13px] ${denied === undefined ? '' : 'opacity-50'}`}
    >
      <input
        type="checkbox"
        className="size-4 accent-(--primary)"
        aria-label={nameOf(permission)}
        aria-describedby={describedBy}
        checked={checked}
        disabled={denied !== undefined && !checked}
        onChange={onToggle}
      />
      {t(`verb.${partsOf(permission)[1]}`)}
    </label>
  )
  return denied === undefined ? box() : <Tip text={denied}>{(id) => box(id)}</Tip>
}
