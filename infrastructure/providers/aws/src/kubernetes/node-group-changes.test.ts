import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareNodeGroup, configUpdate } from './node-group-changes.ts'

const desired = {
  desiredSize: 3,
  minSize: 3,
  maxSize: 3,
  autoscaling: false,
  labels: { tier: 'web' },
  taints: [{ key: 'gpu', value: '', effect: 'NO_SCHEDULE' }],
}
const observed = { ...desired, autoscaling: undefined }

describe('changes of a node group', () => {
  it('are none when it is as desired', () => {
    assert.deepEqual(compareNodeGroup(desired, observed), [])
    assert.deepEqual(configUpdate(desired, observed), {})
  })

  it('resize, relabel and retaint in one call', () => {
    const old = {
      ...observed,
      desiredSize: 1,
      minSize: 1,
      maxSize: 1,
      labels: { tier: 'db', old: '1' },
      taints: [{ key: 'x', value: '', effect: 'NO_EXECUTE' }],
    }

    assert.deepEqual(configUpdate(desired, old), {
      scalingConfig: { desiredSize: 3, minSize: 3, maxSize: 3 },
      labels: { addOrUpdateLabels: { tier: 'web' }, removeLabels: ['old'] },
      taints: {
        addOrUpdateTaints: [{ key: 'gpu', value: '', effect: 'NO_SCHEDULE' }],
        removeTaints: [{ key: 'x', value: '', effect: 'NO_EXECUTE' }],
      },
    })
  })

  it('leave the size to the autoscaler, within the limits', () => {
    const scaled = { ...desired, autoscaling: true, minSize: 1, maxSize: 5 }

    assert.deepEqual(
      compareNodeGroup(scaled, { ...observed, minSize: 1, maxSize: 5, desiredSize: 5 }),
      [],
    )
    assert.deepEqual(
      configUpdate(scaled, { ...observed, minSize: 1, maxSize: 9, desiredSize: 8 }).scalingConfig,
      { desiredSize: 5, minSize: 1, maxSize: 5 },
    )
  })
})
