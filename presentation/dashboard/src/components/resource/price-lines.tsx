'use client'
import type { PriceLine, ResourceDetail } from '@skyclust/api-client'
import { numberOf, textOf } from '@/lib/resource.ts'
import { Price } from '../plan/price.tsx'

/** The price of what is declared now, with its lines. */
export function PriceLines({ price }: { readonly price: ResourceDetail['price'] }) {
  const lines = price.lines.flatMap((line): PriceLine[] => {
    const { description, sku, unit, quantity, usdPerUnit, asOf, approximatedFrom } = line
    const amount = numberOf(quantity)
    if (amount === undefined) return []
    return [
      {
        description: textOf(description) ?? '',
        sku: textOf(sku) ?? '',
        unit: unit === 'hour' ? 'hour' : 'GB-month',
        quantity: amount,
        usdPerUnit: textOf(usdPerUnit) ?? '0',
        asOf: textOf(asOf) ?? '',
        ...(textOf(approximatedFrom) === undefined
          ? {}
          : { approximatedFrom: textOf(approximatedFrom) }),
      },
    ]
  })
  return <Price price={{ lines, monthlyUsd: price.monthlyUsd, currency: 'USD' }} />
}
