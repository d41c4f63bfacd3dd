'use client'
import type { Resource, ResourceDetail } from '@skyclust/api-client'
import { Plus, Scaling, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { isRecord, numberOf, textOf } from '@/lib/resource.ts'
import { PhaseBadge } from '../status.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/surface.tsx'

const AddPool = dynamic(() => import('./add-pool.tsx').then((m) => m.AddPool), { ssr: false })
const ResizePool = dynamic(() => import('./resize-pool.tsx').then((m) => m.ResizePool), {
  ssr: false,
})
const RemovePool = dynamic(() => import('./remove-pool.tsx').then((m) => m.RemovePool), {
  ssr: false,
})

type Doing = 'add' | { readonly what: 'resize' | 'remove'; readonly pool: Resource }

export function NodePoolsTab({
  detail,
  whyNot,
}: {
  readonly detail: ResourceDetail
  readonly whyNot: string | undefined
}) {
  const t = useTranslations('pools')
  const [doing, setDoing] = useState<Doing>()
  const { resource, children } = detail
  const pools = children.filter(({ kind }) => kind === 'node-pool')
  const isStaying = resource.deletionRequestedAt === null
  const close = () => setDoing(undefined)
  return (
    <>
      <div className="flex justify-end pb-3">
        <Button
          variant="primary"
          denied={whyNot}
          disabled={!isStaying}
          onClick={() => setDoing('add')}
        >
          <Plus className="size-4" aria-hidden />
          {t('add')}
        </Button>
      </div>
      <Card className="relative overflow-x-auto">
        <table className="w-full text-[13px]">
          <thead>
            <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('machineType')}</th>
              <th scope="col" className="text-right">
                {t('nodes')}
              </th>
              <th scope="col">{t('autoscaling')}</th>
              <th scope="col">{t('disk')}</th>
              <th scope="col">{t('phase')}</th>
              <th scope="col">
                <span className="sr-only">{t('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {pools.map((pool) => (
              <tr
                key={pool.id}
                className="h-10 border-b border-line last:border-0 [&>td]:px-3 [&>td]:whitespace-nowrap"
              >
                <td className="font-medium">{pool.name}</td>
                <td className="font-mono text-xs">
                  {textOf(pool.spec['machineType'])}
                  {pool.spec['spot'] === true && ` · ${t('spot')}`}
                </td>
                <td className="text-right">{numberOf(pool.spec['nodeCount'])}</td>
                <td>{boundsOf(pool) ?? '–'}</td>
                <td>{numberOf(pool.spec['diskGiB'])} GiB</td>
                <td>
                  <PhaseBadge phase={pool.phase} />
                </td>
                <td className="text-right">
                  {isStaying && pool.deletionRequestedAt === null && (
                    <>
                      <Button
                        size="sm"
                        variant="ghost"
                        denied={whyNot}
                        aria-label={t('resizeNamed', { name: pool.name })}
                        onClick={() => setDoing({ what: 'resize', pool })}
                      >
                        <Scaling className="size-3.5" aria-hidden />
                        {t('resize')}
                      </Button>
                      <Button
                        size="sm"
                        variant="ghost"
                        denied={whyNot}
                        aria-label={t('removeNamed', { name: pool.name })}
                        onClick={() => setDoing({ what: 'remove', pool })}
                      >
                        <Trash2 className="size-3.5" aria-hidden />
                      </Button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {pools.length === 0 && (
          <p className="px-3 py-6 text-center text-[13px] text-fg-2">{t('none')}</p>
        )}
      </Card>
      {doing === 'add' && <AddPool cluster={resource} pools={pools} onClose={close} />}
      {doing !== undefined && doing !== 'add' && doing.what === 'resize' && (
        <ResizePool cluster={resource} pool={doing.pool} onClose={close} />
      )}
      {doing !== undefined && doing !== 'add' && doing.what === 'remove' && (
        <RemovePool cluster={resource} pool={doing.pool} onClose={close} />
      )}
    </>
  )
}

function boundsOf(pool: Resource): string | undefined {
  const { autoscaling } = pool.spec
  if (!isRecord(autoscaling)) return undefined
  return `${String(autoscaling['min'])}–${String(autoscaling['max'])}`
}
