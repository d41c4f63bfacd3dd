'use client'
import type { OidcPreset } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useRights, useRoleName } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { domainsQuery } from '@/lib/sso.ts'
import { PeopleTexts } from '../members/people-texts.tsx'
import { useRoles } from '../members/role-select.tsx'
import { Checkbox, Field, Select } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import type { ProviderDraft } from './draft.ts'
import { MappingRows } from './mapping-rows.tsx'

interface AccessProps {
  readonly draft: ProviderDraft
  readonly preset: OidcPreset | undefined
  readonly onChange: (part: Partial<ProviderDraft>) => void
  readonly errorAt: (pointer: string) => string | undefined
}

/** Who becomes a member by signing in there, and as what. Choosing roles needs the texts about members. */
export function AccessFields(props: AccessProps) {
  return (
    <PeopleTexts>
      <Access {...props} />
    </PeopleTexts>
  )
}

function Access({ draft, preset, onChange, errorAt }: AccessProps) {
  const t = useTranslations('sso')
  const { ws } = useRoute()
  const rights = useRights()
  const { data: domains } = useQuery({
    ...domainsQuery(ws),
    enabled: rights.may('oidc-provider:read'),
  })
  const hasDomain = domains?.some(({ verifiedAt }) => verifiedAt !== null) ?? true
  return (
    <div className="grid gap-4">
      <Checkbox
        label={t('justInTime')}
        hint={t('justInTimeHint')}
        checked={draft.justInTime}
        onChange={(event) => onChange({ justInTime: event.target.checked })}
      />
      {draft.justInTime && !hasDomain && <Notice tone="warn" title={t('needsDomain')} />}
      <DefaultRole draft={draft} onChange={onChange} error={errorAt('/defaultRole')} />
      <MappingRows
        mappings={draft.roleMappings}
        claim={preset?.groupsClaim ?? 'groups'}
        onChange={(roleMappings) => onChange({ roleMappings })}
        errorAt={errorAt}
      />
    </div>
  )
}

function DefaultRole({
  draft,
  onChange,
  error,
}: {
  readonly draft: ProviderDraft
  readonly onChange: (part: Partial<ProviderDraft>) => void
  readonly error: string | undefined
}) {
  const t = useTranslations('sso')
  const { roles, whyBeyond } = useRoles()
  const roleNameOf = useRoleName()
  const { defaultRole } = draft
  const isListed = defaultRole === '' || roles.some(({ id }) => id === defaultRole)
  return (
    <Field label={t('defaultRole')} hint={t('defaultRoleHint')} error={error} className="max-w-sm">
      {(control) => (
        <Select
          {...control}
          value={defaultRole}
          onChange={(event) => onChange({ defaultRole: event.target.value })}
        >
          <option value="">{t('noRole')}</option>
          {!isListed && <option value={defaultRole}>{defaultRole}</option>}
          {roles
            .filter(({ id }) => id !== 'owner')
            .map(({ id, name }) => (
              <option key={id} value={id} disabled={whyBeyond(id) !== undefined}>
                {roleNameOf({ role: id, roleName: name })}
              </option>
            ))}
        </Select>
      )}
    </Field>
  )
}
