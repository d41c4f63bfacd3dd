import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  DEFAULT_WORKSPACE_SETTINGS,
  locationAllowed,
  providerAllowed,
  WorkspaceSettings,
} from './workspace-settings.ts'

describe('locationAllowed', () => {
  const cases: readonly [
    'aws' | 'gcp' | 'azure',
    readonly string[] | undefined,
    string,
    boolean,
  ][] = [
    ['gcp', undefined, 'europe-west1', true],
    ['gcp', ['europe-west1'], 'europe-west1', true],
    ['gcp', ['europe-west1'], 'europe-west1-b', true],
    ['gcp', ['europe-west1'], 'europe-west10', false],
    ['gcp', ['europe-west1'], 'europe-west10-a', false],
    ['gcp', ['europe-west1-b'], 'europe-west1-b', true],
    ['gcp', ['europe-west1-b'], 'europe-west1', false],
    ['gcp', ['europe-west1-b'], 'europe-west1-c', false],
    ['aws', ['us-east-1'], 'us-east-1', true],
    ['aws', ['us-east-1'], 'us-east-2', false],
    ['aws', ['us-east-1'], 'us-east-1-a', false],
    ['azure', ['koreacentral'], 'koreasouth', false],
  ]
  for (const [provider, allowed, location, wanted] of cases)
    it(`${provider} ${location} with ${allowed?.join() ?? 'no list'}: ${wanted}`, () => {
      const settings =
        allowed === undefined ? {} : { allowedLocations: { [provider]: [...allowed] } }
      assert.equal(locationAllowed(settings, provider, location), wanted)
    })

  it('a cloud that is not listed is free', () => {
    assert.ok(locationAllowed({ allowedLocations: { aws: ['us-east-1'] } }, 'gcp', 'asia-east1'))
  })
})

describe('providerAllowed', () => {
  it('allows all until some are named', () => {
    assert.ok(providerAllowed({}, 'azure'))
    assert.ok(providerAllowed({ allowedProviders: ['aws', 'azure'] }, 'azure'))
    assert.equal(providerAllowed({ allowedProviders: ['aws'] }, 'azure'), false)
  })
})

describe('WorkspaceSettings', () => {
  it('takes the defaults and refuses empty lists, which would forbid everything', () => {
    assert.deepEqual(
      WorkspaceSettings.parse(DEFAULT_WORKSPACE_SETTINGS),
      DEFAULT_WORKSPACE_SETTINGS,
    )
    for (const wrong of [
      { allowedProviders: [] },
      { allowedLocations: { aws: [] } },
      { allowedLocations: { ovh: ['gra'] } },
      { quotas: { clusters: -1 } },
      { quotas: { clusters: 1.5 } },
      { auditRetentionDays: 1 },
    ])
      assert.equal(
        WorkspaceSettings.safeParse({ ...DEFAULT_WORKSPACE_SETTINGS, ...wrong }).success,
        false,
      )
  })
})
