'use client'
import type { Resource } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { textOf } from '@/lib/resource.ts'
import { PhaseBadge } from '../status.tsx'
import { Card } from '../ui/surface.tsx'

/** The subnets of a network with range, zone and reachability. */
export function SubnetTable({ subnets }: { readonly subnets: readonly Resource[] }) {
  const t = useTranslations('networks')
  return (
    <Card className="relative overflow-x-auto">
      <table className="w-full text-[13px]">
        <caption className="px-3 py-2.5 text-left text-[13px] font-medium">{t('subnets')}</caption>
        <thead>
          <tr className="border-y border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('cidr')}</th>
            <th scope="col">{t('zone')}</th>
            <th scope="col">{t('access')}</th>
            <th scope="col">{t('phase')}</th>
          </tr>
        </thead>
        <tbody>
          {subnets.map((subnet) => (
            <tr
              key={subnet.id}
              className="h-10 border-b border-line last:border-0 [&>td]:px-3 [&>td]:whitespace-nowrap"
            >
              <td className="font-medium">{subnet.name}</td>
              <td className="font-mono text-xs">{textOf(subnet.spec['cidr'])}</td>
              <td>{textOf(subnet.spec['zone']) ?? t('allZones')}</td>
              <td>
                {t(subnet.spec['access'] === 'public' ? 'public' : 'private')}
                {subnet.spec['nat'] === true && ` · NAT`}
              </td>
              <td>
                <PhaseBadge phase={subnet.phase} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
