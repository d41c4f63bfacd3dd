import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { armOperations, matchOperation } from './table.ts'

describe('the table of ARM operations', () => {
  it('has one row per method and path', () => {
    const keys = armOperations.map(({ method, path }) => `${method} ${path}`)

    assert.equal(new Set(keys).size, keys.length)
  })

  it('matches paths without regard to case, and scopes of any depth', () => {
    const group = matchOperation('GET', '/SUBSCRIPTIONS/s/resourcegroups/My%20Group')
    const role = matchOperation(
      'PUT',
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/providers/Microsoft.Authorization/roleAssignments/r',
    )

    assert.deepEqual(group?.params, { subscription: 's', group: 'My Group' })
    assert.equal(
      role?.params['scope'],
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v',
    )
    assert.equal(matchOperation('GET', '/subscriptions/s/resourceGroups/g/nothing'), undefined)
  })
})
