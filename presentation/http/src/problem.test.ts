import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CloudError } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import { toProblem } from './problem.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

describe('toProblem', () => {
  it('carries what a domain error says', () => {
    const error = new DomainError('conflict', 'name-taken', 'Taken.', {
      errors: [{ pointer: '/name', message: 'is taken' }],
      details: { name: 'web', status: 200, code: 'forged' },
    })
    assert.deepEqual(toProblem(error, 'id-1'), {
      name: 'web',
      type: 'urn:skyclust:problem:name-taken',
      title: 'In conflict with the present state',
      status: 409,
      code: 'name-taken',
      instance: 'id-1',
      detail: 'Taken.',
      errors: [{ pointer: '/name', message: 'is taken' }],
    })
  })

  it('says nothing of an error it does not know', () => {
    const text = JSON.stringify(toProblem(new Error('password=hunter2'), 'id-2'))
    assert.ok(!text.includes('hunter2'))
    assert.match(text, /"status":500/)
  })

  it('hands on the cloud’s words', () => {
    const problem = toProblem(new CloudError('quota', 'VpcLimitExceeded', 'Too many VPCs.'), 'id-3')
    assert.deepEqual(
      [problem.status, problem.code, problem['cloudCode']],
      [502, 'cloud-error', 'VpcLimitExceeded'],
    )
  })
})

describe('answers to bad requests', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const json = { 'content-type': 'application/json' }
  const cases: readonly (readonly [string, Record<string, string>, string, number, string])[] = [
    ['broken JSON', json, '{"email":', 400, 'malformed-json'],
    ['prototype pollution', json, '{"__proto__":{"a":1}}', 400, 'malformed-json'],
    ['an empty body', json, '', 400, 'malformed-json'],
    ['another media type', { 'content-type': 'text/xml' }, '<a/>', 415, 'unsupported-media-type'],
    ['a huge body', json, JSON.stringify({ email: 'x'.repeat(300_000) }), 413, 'body-too-large'],
    ['wrong fields', json, '{"email":1,"extra":true}', 422, 'invalid-request'],
  ]
  for (const [name, headers, payload, status, code] of cases)
    it(`${name}: ${status} ${code}`, async () => {
      const answer = await t.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers,
        payload,
      })

      assert.equal(answer.statusCode, status)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      assert.equal(answer.json<{ code: string }>().code, code)
      assert.equal(answer.json<{ instance: string }>().instance, answer.headers['x-request-id'])
    })

  it('names each wrong field', async () => {
    const payload = { email: 1, password: '' }
    const answer = await t.app.inject({ method: 'POST', url: '/api/v1/session', payload })
    const { errors } = answer.json<{ errors: { pointer: string }[] }>()
    assert.deepEqual(errors.map((e) => e.pointer).toSorted(), ['/email', '/password'])
  })

  it('unknown routes and malformed URLs are problems too', async () => {
    const unknown = await t.app.inject({ url: '/api/v1/nothing' })
    const malformed = await t.app.inject({ url: '/api/v1/workspaces/%zz' })
    assert.deepEqual(
      [unknown.statusCode, unknown.json<{ code: string }>().code],
      [404, 'not-found'],
    )
    assert.deepEqual(
      [malformed.statusCode, malformed.json<{ code: string }>().code],
      [400, 'malformed-request'],
    )
  })

  it('have security headers, as everything has', async () => {
    for (const url of ['/api/v1/nothing', '/healthz', '/docs/api', '/api/v1/openapi.json']) {
      const { headers } = await t.app.inject({ url })
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.match(String(headers['content-security-policy']), /^default-src 'none'/)
      assert.doesNotMatch(String(headers['content-security-policy']), /script-src[^;]*unsafe/)
    }
  })
})

describe('docs/errors.md', () => {
  it('lists exactly the codes that exist', () => {
    const documented = [
      ...readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8').matchAll(/^\| `([a-z-]+)` +\|/gm),
    ]
    assert.deepEqual(
      documented.map(([, code]) => code),
      [...codesInSources()].toSorted(),
    )
  })
})

/** Every code a DomainError is made with, and those of the HTTP layer's own table. */
function codesInSources(): Set<string> {
  const codes = new Set<string>()
  const files = globSync(
    '{domain,application,infrastructure,presentation/http,server}/**/src/**/*.ts',
    {
      cwd: ROOT,
      exclude: (name) => name.includes('node_modules') || name.endsWith('.test.ts'),
    },
  )
  const made =
    /(?:(?:DomainError|RefusedWithEffect)\(\s*'[a-z-]+',\s*|\b(?:invalid|conflict)\(\s*)'([a-z-]+)'/g
  for (const file of files.filter(
    (name) => !/node_modules|\.test\.ts$|[/\\]testing[/\\]/.test(name),
  ))
    for (const [, code = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(made))
      codes.add(code)
  const own = readFileSync(join(import.meta.dirname, 'problem.ts'), 'utf8')
  for (const [, code = ''] of own.matchAll(/\b(?:4|5)\d\d, '([a-z-]+)'/g)) codes.add(code)
  return codes
}
