import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ResourceId } from '../kernel/ids.ts'
import {
  BlueprintError,
  dependenciesOf,
  removalBlockers,
  resolveDesired,
  topologicalOrder,
  usualPathSeconds,
} from './graph.ts'
import type { ObjectDeclaration } from './object.ts'

const object = (id: string, extra: Partial<ObjectDeclaration> = {}): ObjectDeclaration => ({
  id,
  resourceId: ResourceId.parse(`res_${'a'.repeat(20)}`),
  type: 't',
  name: id,
  step: 'network',
  desired: {},
  idempotency: 'name',
  calls: {},
  permissions: [],
  ...extra,
})
const ref = (id: string) => ({ $ref: id, output: 'id' })

const vpc = object('vpc', { usualSeconds: { min: 1, max: 2 } })
const subnet = object('subnet', { desired: { vpc: ref('vpc') }, usualSeconds: { min: 5, max: 6 } })
const table = object('table', { desired: { vpc: ref('vpc') } })
const association = object('association', {
  desired: { pair: [ref('subnet'), { table: ref('table') }] },
  removedWith: 'subnet',
})

describe('graph of a blueprint', () => {
  it('finds dependencies in nested desired values', () => {
    assert.deepEqual(dependenciesOf(association), ['subnet', 'table'])
  })

  it('puts dependencies first', () => {
    const order = topologicalOrder([association, subnet, table, vpc]).map((d) => d.id)

    assert.deepEqual(order, ['vpc', 'subnet', 'table', 'association'])
  })

  it('refuses cycles, repeats and unknown objects', () => {
    assert.throws(
      () =>
        topologicalOrder([object('a', { dependsOn: ['b'] }), object('b', { dependsOn: ['a'] })]),
      BlueprintError,
    )
    assert.throws(() => topologicalOrder([vpc, vpc]), BlueprintError)
    assert.throws(() => topologicalOrder([subnet]), BlueprintError)
  })

  it('resolves references once every output is known', () => {
    const outputs = new Map([
      ['subnet', 'subnet-1'],
      ['table', 'rtb-1'],
    ])

    assert.deepEqual(
      resolveDesired(association.desired, (r) => outputs.get(r.$ref)),
      { pair: ['subnet-1', { table: 'rtb-1' }] },
    )
    assert.equal(
      resolveDesired(association.desired, () => undefined),
      undefined,
    )
  })

  it('lets nothing be removed before what stands on it, except what vanishes with it', () => {
    const all = [vpc, subnet, table, association]

    assert.deepEqual(removalBlockers(vpc, all), ['subnet', 'table'])
    assert.deepEqual(removalBlockers(subnet, all), [])
    assert.deepEqual(removalBlockers(table, all), ['association'])
  })

  it('takes the longest path as the usual time', () => {
    assert.deepEqual(usualPathSeconds([vpc, subnet, table, association]), { min: 6, max: 8 })
  })
})
