import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startCloudsim } from './server.ts'

describe('the simulator with all clouds', () => {
  it('opens accounts in each of them over HTTP, with nothing in them', async () => {
    const running = await startCloudsim({ seed: 1 })
    const { urls, sim } = running
    try {
      const statuses: number[] = []
      for (const cloud of ['aws', 'gcp', 'azure']) {
        const response = await fetch(`${urls.admin}/accounts`, {
          method: 'POST',
          body: JSON.stringify({ cloud }),
        })
        statuses.push(response.status)
        assert.equal(((await response.json()) as { cloud: string }).cloud, cloud)
      }
      const accounts = Object.values(sim.clouds).map((cloud) => cloud.accounts().length)

      assert.deepEqual(statuses, [201, 201, 201])
      assert.deepEqual(accounts, [1, 1, 1])
      assert.deepEqual(
        sim.inventory('gcp').map(({ type }) => type),
        [],
      )
    } finally {
      await running.close()
    }
  })
})
