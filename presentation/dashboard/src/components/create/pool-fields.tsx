'use client'
import type { Catalog } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { Checkbox, Field, Input } from '../ui/field.tsx'
import type { PoolDraft } from './draft.ts'
import { MachineTypeField } from './machine-type-field.tsx'

/** The fields of one node pool; `pointer` is where it stands in the request. */
export function PoolFields({
  pool,
  types,
  pointer,
  onChange,
  errorAt,
}: {
  readonly pool: PoolDraft
  readonly types: Catalog['machineTypes']
  readonly pointer: string
  readonly onChange: (part: Partial<PoolDraft>) => void
  readonly errorAt: (pointer: string) => string | undefined
}) {
  const t = useTranslations('create')
  const { autoscaling } = pool
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t('poolName')} error={errorAt(`${pointer}/name`)} pointer={`${pointer}/name`}>
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            maxLength={12}
            spellCheck={false}
            value={pool.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <MachineTypeField
        types={types}
        value={pool.machineType ?? ''}
        onChange={(machineType) => onChange({ machineType })}
        error={errorAt(`${pointer}/spec/machineType`)}
        pointer={`${pointer}/spec/machineType`}
      />
      <NumberField
        label={t('nodeCount')}
        hint={t('nodeCountHint')}
        value={pool.nodeCount}
        min={0}
        max={1000}
        error={errorAt(`${pointer}/spec/nodeCount`)}
        pointer={`${pointer}/spec/nodeCount`}
        onChange={(nodeCount) => onChange({ nodeCount })}
      />
      <NumberField
        label={t('diskGiB')}
        value={pool.diskGiB}
        min={20}
        max={4096}
        error={errorAt(`${pointer}/spec/diskGiB`)}
        pointer={`${pointer}/spec/diskGiB`}
        onChange={(diskGiB) => onChange({ diskGiB })}
      />
      <div className="grid content-start gap-2">
        <Checkbox
          label={t('autoscaling')}
          checked={autoscaling !== undefined}
          onChange={(event) => {
            const { nodeCount } = pool
            const bounds = { min: Math.min(1, nodeCount), max: Math.max(3, nodeCount) }
            onChange({ autoscaling: event.target.checked ? bounds : undefined })
          }}
        />
        <Checkbox
          label={t('spot')}
          hint={t('spotHint')}
          checked={pool.spot}
          onChange={(event) => onChange({ spot: event.target.checked })}
        />
      </div>
      {autoscaling && (
        <div className="grid grid-cols-2 gap-3">
          <NumberField
            label={t('minNodes')}
            value={autoscaling.min}
            min={0}
            max={1000}
            error={errorAt(`${pointer}/spec/autoscaling/min`)}
            pointer={`${pointer}/spec/autoscaling`}
            onChange={(min) => onChange({ autoscaling: { ...autoscaling, min } })}
          />
          <NumberField
            label={t('maxNodes')}
            value={autoscaling.max}
            min={1}
            max={1000}
            error={errorAt(`${pointer}/spec/autoscaling/max`)}
            pointer={`${pointer}/spec/autoscaling/max`}
            onChange={(max) => onChange({ autoscaling: { ...autoscaling, max } })}
          />
        </div>
      )}
    </div>
  )
}

/** A whole number; an empty field counts as the smallest. */
export function NumberField({
  label,
  hint,
  value,
  min,
  max,
  error,
  pointer,
  onChange,
}: {
  readonly label: string
  readonly hint?: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly error?: string | undefined
  readonly pointer?: string
  readonly onChange: (value: number) => void
}) {
  return (
    <Field label={label} hint={hint} error={error} pointer={pointer}>
      {(control) => (
        <Input
          {...control}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          step={1}
          value={value}
          onChange={(event) =>
            onChange(Number.isNaN(event.target.valueAsNumber) ? min : event.target.valueAsNumber)
          }
        />
      )}
    </Field>
  )
}
