import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { monthlyUsd, type PriceLine, totalMonthlyUsd } from './price.ts'

const line = (unit: PriceLine['unit'], quantity: number, usdPerUnit: string): PriceLine => ({
  description: 'x',
  sku: 'x',
  unit,
  quantity,
  usdPerUnit,
  asOf: '2026-07-20',
})

describe('price', () => {
  // 730 h × the published hourly prices.
  for (const [unit, quantity, price, expected] of [
    ['hour', 1, '0.10', '73.00'],
    ['hour', 3, '0.096', '210.24'],
    ['hour', 1, '0.045', '32.85'],
    ['GB-month', 150, '0.08', '12.00'],
    ['hour', 0, '1', '0.00'],
    ['hour', 1, '0.0000001', '0.00'],
  ] as const)
    it(`${quantity} × ${price} per ${unit} is ${expected} a month`, () =>
      assert.equal(monthlyUsd(line(unit, quantity, price)), expected))

  it('adds up without losing micro-dollars', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 30 }), (micros) => {
        const lines = micros.map((m) =>
          line('GB-month', 1, `${Math.floor(m / 1e6)}.${String(m % 1_000_000).padStart(6, '0')}`),
        )
        const sum = micros.reduce((a, b) => a + b, 0)
        assert.equal(totalMonthlyUsd(lines), (Math.round(sum / 10_000) / 100).toFixed(2))
      }),
    )
  })

  it('refuses what is no decimal', () =>
    assert.throws(() => monthlyUsd(line('hour', 1, '1e3')), RangeError))
})
