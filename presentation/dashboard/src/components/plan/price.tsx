'use client'
import type { Plan, PriceLine } from '@skyclust/api-client'
import { useLocale, useTranslations } from 'use-intl'
import { formatUsd } from '@/lib/format.ts'

/** Hours in a month, as the clouds count them. */
const HOURS = 730

function monthly({ quantity, usdPerUnit, unit }: PriceLine): number {
  return quantity * Number(usdPerUnit) * (unit === 'hour' ? HOURS : 1)
}

/** Price per month with its lines; says where another region's price stands in. */
export function Price({ price }: { readonly price: Plan['price'] }) {
  const t = useTranslations('plan')
  const locale = useLocale()
  const approximated = new Set(
    price.lines.flatMap(({ approximatedFrom }) => approximatedFrom ?? []),
  )
  const dates = price.lines.map(({ asOf }) => asOf).toSorted()
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-1">
        <span className="text-2xl font-semibold tracking-tight">
          {formatUsd(price.monthlyUsd, locale)}
        </span>
        <span className="text-[13px] text-fg-2">{t('perMonth')}</span>
      </p>
      {price.lines.length > 0 && (
        <ul className="grid gap-1.5 pt-3">
          {price.lines.map((line) => (
            <li key={`${line.sku}-${line.description}`} className="flex gap-3 text-xs">
              <span className="min-w-0 flex-1" lang="en">
                {line.description}
                <span className="block text-fg-3">
                  {line.quantity} × ${Number(line.usdPerUnit)} / {t(`unit.${line.unit}`)}
                  {line.approximatedFrom !== undefined && ' *'}
                </span>
              </span>
              <span>{formatUsd(monthly(line), locale)}</span>
            </li>
          ))}
        </ul>
      )}
      {dates[0] !== undefined && (
        <p className="pt-2 text-xs text-fg-3">
          {t('priceNote', { date: dates[0] })}{' '}
          {approximated.size > 0 && t('approximated', { regions: [...approximated].join(', ') })}
        </p>
      )}
    </div>
  )
}
