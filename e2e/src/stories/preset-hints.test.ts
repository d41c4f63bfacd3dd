import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { OIDC_PRESET_FACTS } from '@skyclust/application'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const MESSAGES = join(ROOT, 'presentation', 'dashboard', 'src', 'messages', 'single-sign-on')

describe('hints about OpenID providers', () => {
  it('are the same in the dashboard and in the API', () => {
    const { sso } = JSON.parse(readFileSync(join(MESSAGES, 'en.json'), 'utf8')) as {
      sso: { hints: Record<string, Record<string, string>> }
    }

    assert.deepEqual(
      Object.entries(sso.hints).map(([id, hints]) => [id, Object.values(hints)]),
      OIDC_PRESET_FACTS.map(({ id, hints }) => [id, [...hints]]),
    )
  })
})
