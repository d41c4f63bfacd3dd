'use client'
import type { Resource } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { Checkbox, Field, Input, Select, Textarea } from '../ui/field.tsx'
import { RadioCards } from '../ui/radio-card.tsx'
import type { Draft, NetworkKind, Resolved } from './draft.ts'
import { Section } from './section.tsx'

const KINDS = ['create', 'managed', 'foreign'] as const satisfies readonly NetworkKind[]

interface Props {
  readonly draft: Resolved
  readonly onChange: (part: Partial<Draft>) => void
  readonly errorAt: (pointer: string) => string | undefined
}

/** Where the cluster stands: a new network, one of the workspace, or one SkyClust does not manage. */
export function NetworkSection({
  networks,
  ...props
}: Props & { readonly networks: readonly Resource[] }) {
  const t = useTranslations('create')
  const { draft, onChange } = props
  const fitting = networks.filter(
    (network) =>
      network.credentialId === draft.credentialId &&
      network.location === draft.region &&
      network.ownerId === null &&
      network.phase === 'Ready',
  )
  return (
    <Section title={t('network')} note={t('fixed')}>
      <RadioCards
        legend={t('network')}
        hideLegend
        name="network"
        className="sm:grid-cols-3"
        value={draft.networkKind}
        onChange={(networkKind) => onChange({ networkKind })}
        pointer="/network"
        options={KINDS.map((value) => ({
          value,
          label: t(`networkKind.${value}`),
          hint: t(`networkKindHint.${value}`),
        }))}
      />
      {draft.networkKind === 'create' && <NewNetwork {...props} />}
      {draft.networkKind === 'managed' && <ManagedNetwork {...props} networks={fitting} />}
      {draft.networkKind === 'foreign' && <ForeignNetwork {...props} />}
    </Section>
  )
}

function NewNetwork({ draft, onChange, errorAt }: Props) {
  const t = useTranslations('create')
  const pointer = '/network/create/cidr'
  return (
    <div className="grid gap-3">
      <Field
        label={t('cidr')}
        hint={t('cidrHint')}
        error={errorAt(pointer)}
        pointer={pointer}
        className="max-w-sm"
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            spellCheck={false}
            value={draft.cidr}
            onChange={(event) => onChange({ cidr: event.target.value.trim() })}
          />
        )}
      </Field>
      <Checkbox
        label={t('allowOverlap')}
        hint={t('allowOverlapHint')}
        checked={draft.allowCidrOverlap}
        onChange={(event) => onChange({ allowCidrOverlap: event.target.checked })}
      />
    </div>
  )
}

function ManagedNetwork({
  draft,
  networks,
  onChange,
  errorAt,
}: Props & { readonly networks: readonly Resource[] }) {
  const t = useTranslations('create')
  if (networks.length === 0) return <p className="text-[13px] text-fg-2">{t('noNetwork')}</p>
  return (
    <Field
      label={t('networkKind.managed')}
      error={errorAt('/network/networkId')}
      pointer="/network/networkId"
      className="max-w-sm"
    >
      {(control) => (
        <Select
          {...control}
          value={draft.networkId}
          onChange={(event) => onChange({ networkId: event.target.value })}
        >
          <option value="" disabled>
            {t('chooseNetwork')}
          </option>
          {networks.map(({ id, name, spec }) => (
            <option key={id} value={id}>
              {name} ({String(spec['cidr'])})
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function ForeignNetwork({ draft, onChange, errorAt }: Props) {
  const t = useTranslations('create')
  const { foreign, provider } = draft
  const set = (part: Partial<Draft['foreign']>) => onChange({ foreign: { ...foreign, ...part } })
  const text = (key: 'id' | 'podRangeName' | 'serviceRangeName', label: string, hint?: string) => (
    <Field
      label={label}
      hint={hint}
      error={errorAt(`/network/foreign/${key}`)}
      pointer={`/network/foreign/${key}`}
    >
      {(control) => (
        <Input
          {...control}
          className="font-mono"
          spellCheck={false}
          value={foreign[key]}
          onChange={(event) => set({ [key]: event.target.value.trim() })}
        />
      )}
    </Field>
  )
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {text('id', t('foreignId'), t(`foreignIdHint.${provider}`))}
      <Field
        label={t('subnetIds')}
        hint={t(`subnetIdsHint.${provider}`)}
        error={errorAt('/network/foreign/subnetIds') ?? errorAt('/network/foreign/subnetIds/0')}
        pointer="/network/foreign/subnetIds"
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            spellCheck={false}
            value={foreign.subnetIds}
            onChange={(event) => set({ subnetIds: event.target.value })}
          />
        )}
      </Field>
      {provider === 'gcp' && text('podRangeName', t('podRangeName'))}
      {provider === 'gcp' && text('serviceRangeName', t('serviceRangeName'))}
    </div>
  )
}
