import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'

type Tree = { readonly [key: string]: string | Tree }

const HERE = import.meta.dirname
const load = (file: string) => JSON.parse(readFileSync(join(HERE, file), 'utf8')) as Tree

/** Messages by dotted key. */
function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...flat(value, `${prefix}${key}.`)],
    ),
  )
}

/** Names of the values a message takes. */
function argumentsOf(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)[,}]/g)].map(([, name = '']) => name))].toSorted()
}

/** Those of every page, and those of sections, which lie in folders; each file holds whole namespaces. */
function allIn(locale: 'ko' | 'en'): Map<string, string> {
  const sections = globSync(`*/${locale}.json`, { cwd: HERE })
  return new Map([
    ...flat(load(`${locale}.json`)),
    ...sections.flatMap((file) => [...flat(load(file))]),
  ])
}

const ko = allIn('ko')
const en = allIn('en')

describe('messages', () => {
  it('have the same keys in Korean and English', () => {
    assert.deepEqual([...ko.keys()], [...en.keys()])
  })

  it('take the same values in Korean and English', () => {
    for (const [key, message] of en)
      assert.deepEqual(argumentsOf(ko.get(key) ?? ''), argumentsOf(message), key)
  })

  it('are nowhere empty', () => {
    for (const [key, message] of [...ko, ...en]) assert.notEqual(message.trim(), '', key)
  })

  it('name every step and phase of the API', () => {
    const { components } = JSON.parse(
      readFileSync(join(HERE, '..', '..', '..', 'api-client', 'openapi.json'), 'utf8'),
    ) as {
      components: {
        schemas: Record<string, { properties: Record<string, { enum?: readonly string[] }> }>
      }
    }
    const { Step, Resource } = components.schemas
    const steps = Step?.properties['step']?.enum ?? []
    const phases = Resource?.properties['phase']?.enum ?? []

    assert.ok(steps.length > 5 && phases.length > 5)
    for (const step of steps) assert.ok(ko.has(`step.${step}`), step)
    for (const phase of phases) assert.ok(ko.has(`phase.${phase}`), phase)
  })

  it('name every operation of the API that may stand in an audit log', () => {
    const { paths } = JSON.parse(
      readFileSync(join(HERE, '..', '..', '..', 'api-client', 'openapi.json'), 'utf8'),
    ) as { paths: Record<string, Record<string, { operationId: string }>> }
    const operations = Object.values(paths).flatMap((methods) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'get')
        .map(([, { operationId }]) => operationId),
    )

    assert.ok(operations.length > 60)
    for (const operation of [...operations, 'finishOidcLogin', 'exportAuditLog', 'useCredential'])
      assert.ok(ko.has(`audit.action.${operation}`), operation)
  })
})
