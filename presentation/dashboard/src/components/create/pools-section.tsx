'use client'
import type { Catalog } from '@skyclust/api-client'
import { Plus, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { hasNodePools, type PoolDraft, type Resolved } from './draft.ts'
import { PoolFields } from './pool-fields.tsx'
import { Section } from './section.tsx'

const MAX_POOLS = 20

/** Node pools to begin with; more can be added later. */
export function PoolsSection({
  draft,
  types,
  onChange,
  errorAt,
}: {
  readonly draft: Resolved
  readonly types: Catalog['machineTypes']
  readonly onChange: (pools: readonly PoolDraft[]) => void
  readonly errorAt: (pointer: string) => string | undefined
}) {
  const t = useTranslations('create')
  const { pools } = draft
  if (!hasNodePools(draft))
    return (
      <Section title={t('pools')}>
        <p className="text-[13px] text-fg-2">{t('autopilotPools')}</p>
      </Section>
    )
  const add = () => {
    const key = Math.max(0, ...pools.map((pool) => pool.key)) + 1
    const model = pools.at(-1)
    onChange([
      ...pools,
      {
        key,
        name: `pool-${key + 1}`,
        machineType: model?.machineType,
        nodeCount: model?.nodeCount ?? 1,
        autoscaling: undefined,
        diskGiB: model?.diskGiB ?? 50,
        spot: false,
      },
    ])
  }
  return (
    <Section title={t('pools')} note={t('poolsNote')}>
      {pools.map((pool, index) => (
        <fieldset
          key={pool.key}
          className="rounded-lg border border-line p-4"
          data-pointer={`/nodePools/${index}`}
        >
          <legend className="sr-only">{pool.name}</legend>
          <PoolFields
            pool={pool}
            types={types}
            pointer={`/nodePools/${index}`}
            onChange={(part) =>
              onChange(pools.map((each) => (each.key === pool.key ? { ...each, ...part } : each)))
            }
            errorAt={errorAt}
          />
          {pools.length > 1 && (
            <Button
              size="sm"
              variant="ghost"
              className="mt-3"
              onClick={() => onChange(pools.filter(({ key }) => key !== pool.key))}
            >
              <Trash2 className="size-3.5" aria-hidden />
              {t('removePool', { name: pool.name })}
            </Button>
          )}
        </fieldset>
      ))}
      {pools.length < MAX_POOLS && (
        <div data-pointer="/nodePools">
          <Button size="sm" onClick={add}>
            <Plus className="size-3.5" aria-hidden />
            {t('addPool')}
          </Button>
        </div>
      )}
    </Section>
  )
}
