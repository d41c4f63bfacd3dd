import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endpointRules } from './endpoints.ts'

const sandboxUrl = (provider: string) => `http://127.0.0.1:8080/sandbox/${provider}`
const config = { endpoints: {}, endpointPace: 1, sandbox: { enabled: true, speed: 30 } }

describe('endpointRules', () => {
  it('keeps sandbox and real credentials apart', () => {
    const endpointOf = endpointRules(config, sandboxUrl)
    assert.deepEqual(endpointOf({ provider: 'gcp', sandbox: true }), {
      url: 'http://127.0.0.1:8080/sandbox/gcp',
      pace: 30,
    })
    assert.deepEqual(endpointOf({ provider: 'gcp', sandbox: false }), { url: undefined, pace: 1 })
  })

  it('sends all credentials of a cloud to its endpoint variable, and only of that cloud', () => {
    const endpointOf = endpointRules(
      { ...config, endpoints: { aws: 'http://stand-in:4566' }, endpointPace: 5 },
      sandboxUrl,
    )
    for (const sandbox of [true, false])
      assert.deepEqual(endpointOf({ provider: 'aws', sandbox }), {
        url: 'http://stand-in:4566',
        pace: 5,
      })
    assert.equal(endpointOf({ provider: 'azure', sandbox: false }).url, undefined)
  })

  it('never sends a sandbox credential to the real cloud when the sandbox is off', () => {
    const endpointOf = endpointRules(
      { ...config, sandbox: { enabled: false, speed: 1 } },
      sandboxUrl,
    )
    assert.throws(() => endpointOf({ provider: 'aws', sandbox: true }), { code: 'sandbox-off' })
  })
})
