import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { loadRoutes } from './load-routes.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

interface Operation {
  readonly operationId: string
  readonly security: readonly object[]
  readonly responses: Readonly<Record<string, object>>
}

describe('the API description', () => {
  let t: TestApp
  let text = ''
  before(async () => {
    t = await testApp()
    text = (await t.app.inject({ url: '/api/v1/openapi.json' })).body
  })
  after(() => t[Symbol.asyncDispose]())

  it('has every route under its own operation id', async () => {
    const document = JSON.parse(text) as {
      openapi: string
      paths: Record<string, Record<string, Operation>>
    }
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    const ids = operations.map((o) => o.operationId)

    assert.equal(document.openapi, '3.1.0')
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(
      ids.toSorted(),
      (await loadRoutes()).map(({ route }) => route.operationId).toSorted(),
    )
    assert.ok(operations.every((o) => '4XX' in o.responses))
  })

  it('refers only to schemas it has, and has none it does not refer to', () => {
    const { components } = JSON.parse(text) as { components: { schemas: object } }
    const refs = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)
    assert.deepEqual(new Set(refs), new Set(Object.keys(components.schemas)))
    assert.ok(!text.includes('passwordHash'))
  })

  it('can be browsed without anything from outside', async () => {
    const page = await t.app.inject({ url: '/docs/api' })
    const script = await t.app.inject({
      url: '/docs/api/scalar.js',
      headers: { 'accept-encoding': 'br' },
    })

    assert.doesNotMatch(page.body, /https?:/)
    assert.equal(script.statusCode, 200)
    assert.equal(script.headers['content-encoding'], 'br')
  })
})
