import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { errorOf, startSandbox } from './gcp.test-helper.ts'
import { type FieldType, isObject, type Json, type Message } from './json-schema.ts'
import { routes } from './routes.ts'

const SPECS =
  process.env['SKYCLUST_SPECS_DIR'] ?? join(import.meta.dirname, '../../../../shared/specs')
const DOCUMENTS = {
  compute: 'compute.v1.json',
  container: 'container.v1.json',
  iam: 'iam.v1.json',
  cloudresourcemanager: 'cloudresourcemanager.v3.json',
} as const
type Document = keyof typeof DOCUMENTS

const skip = existsSync(join(SPECS, 'gcp')) ? false : `no discovery documents in ${SPECS}/gcp`

interface Schema {
  readonly type?: string
  readonly format?: string
  readonly $ref?: string
  readonly enum?: readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema
}

interface Method {
  readonly id: string
  readonly httpMethod: string
  readonly flatPath: string
  readonly request?: { readonly $ref: string }
}

interface Resource {
  readonly methods?: Readonly<Record<string, Method>>
  readonly resources?: Readonly<Record<string, Resource>>
}

type Discovery = Resource & {
  readonly servicePath: string
  readonly schemas: Readonly<Record<string, Schema>>
}

const documents = new Map<Document, Discovery>()

function load(name: Document): Discovery {
  const known = documents.get(name)
  if (known) return known
  const raw = readFileSync(join(SPECS, 'gcp', DOCUMENTS[name]), 'utf8')
  const document = JSON.parse(raw) as Discovery
  documents.set(name, document)
  return document
}

function methodsOf(resource: Resource): Method[] {
  return [
    ...Object.values(resource.methods ?? {}),
    ...Object.values(resource.resources ?? {}).flatMap(methodsOf),
  ]
}

const anonymous = (path: string) => path.replace(/\{\w+\}/g, '{}')
const shortId = (id: string) =>
  id
    .replace(/^(container|iam)\.projects\.(locations\.)?/, '$1.')
    .replace('.clusters.nodePools.', '.nodePools.')

const described = routes.filter(
  (route) =>
    route.service in DOCUMENTS &&
    !(route.service === 'cloudresourcemanager' && route.path.startsWith('v1/')),
)

/** What a field type of ours has that the published schema has not, or the other way round. */
function compare(type: FieldType, schema: Schema, at: string, document: Discovery): string[] {
  const resolved = schema.$ref === undefined ? schema : (document.schemas[schema.$ref] ?? {})
  if (typeof type !== 'object') {
    const isNumber = resolved.type === 'integer' || /int/.test(resolved.format ?? '')
    const good = {
      any: true,
      string: resolved.type === 'string',
      boolean: resolved.type === 'boolean',
      integer: isNumber,
      number: isNumber || resolved.type === 'number',
      strings: resolved.type === 'array' && resolved.items?.type === 'string',
    }[type]
    return good ? [] : [`${at}: ${type} is ${resolved.type} ${resolved.format ?? ''}`]
  }
  if ('oneOf' in type) {
    const unknown = type.oneOf.filter((value) => resolved.enum?.includes(value) === false)
    return unknown.map((value) => `${at}: ${value} is not in the enum`)
  }
  if ('list' in type) return compare(type.list, resolved.items ?? {}, `${at}[]`, document)
  if ('map' in type)
    return compare(type.map, resolved.additionalProperties ?? {}, `${at}{}`, document)
  return compareMessage(type, resolved, at, document)
}

function compareMessage(type: Message, schema: Schema, at: string, document: Discovery): string[] {
  const published = schema.properties ?? {}
  const missing = Object.keys(published).filter((name) => !(name in type.fields))
  return [
    ...missing.map((name) => `${at}.${name}: is refused here`),
    ...Object.entries(type.fields).flatMap(([name, field]) => {
      const other = published[name]
      return other
        ? compare(field, other, `${at}.${name}`, document)
        : [`${at}.${name}: does not exist`]
    }),
  ]
}

/** Fields of an answer that its published schema does not know. */
function unknownFields(value: unknown, schema: Schema, at: string, document: Discovery): string[] {
  const resolved = schema.$ref === undefined ? schema : (document.schemas[schema.$ref] ?? {})
  if (Array.isArray(value))
    return value.flatMap((item) => unknownFields(item, resolved.items ?? {}, `${at}[]`, document))
  if (!isObject(value)) {
    const good = resolved.enum === undefined || resolved.enum.includes(String(value))
    return good ? [] : [`${at}: ${String(value)}`]
  }
  return Object.entries(value).flatMap(([name, item]) => {
    const field = resolved.properties?.[name] ?? resolved.additionalProperties
    return field ? unknownFields(item, field, `${at}.${name}`, document) : [`${at}.${name}`]
  })
}

describe('what Google publishes', { skip }, () => {
  it('has every path, method and operation name', () => {
    for (const route of described) {
      const document = load(route.service as Document)
      const found = methodsOf(document).find(
        (method) =>
          method.httpMethod === route.method &&
          anonymous(document.servicePath + method.flatPath) === anonymous(route.path),
      )
      assert.ok(found, `${route.method} ${route.path}`)
      assert.equal(shortId(found.id), route.operation)
    }
  })

  it('has the same request bodies', () => {
    const problems = described.flatMap((route) => {
      const document = load(route.service as Document)
      const method = methodsOf(document).find(
        ({ id, httpMethod }) => shortId(id) === route.operation && httpMethod === route.method,
      )
      const name = method?.request?.$ref
      if (name === undefined || !route.body) return []
      const schema = document.schemas[name]
      return schema
        ? compareMessage(route.body, schema, `${route.operation} ${name}`, document)
        : [name]
    })
    assert.deepEqual([...new Set(problems)], [])
  })

  it('knows every field of the answers', async () => {
    const sandbox = await startSandbox()
    try {
      await sandbox.vpc('net')
      await sandbox.compute('POST', 'regions/us-central1/routers', {
        name: 'r',
        network: 'global/networks/net',
      })
      await sandbox.compute('POST', 'regions/us-central1/addresses', { name: 'a' })
      const cluster = { name: 'c1', network: 'net', subnetwork: 'net', initialNodeCount: 1 }
      const started = await sandbox.ok('POST', 'v1/projects/{p}/locations/us-central1/clusters', {
        cluster,
      })
      sandbox.sim.clock.advance(500_000)
      await sandbox.ok('POST', 'v1/projects/{p}/serviceAccounts', { accountId: 'nodes1' })
      const compute = 'compute/v1/projects/{p}'
      const region = `${compute}/regions/us-central1`
      const container = 'v1/projects/{p}/locations/us-central1'
      const answers: readonly (readonly [Document, string, string])[] = [
        ['compute', 'Project', compute],
        ['compute', 'Region', region],
        ['compute', 'NetworkList', `${compute}/global/networks`],
        ['compute', 'RouteList', `${compute}/global/routes`],
        ['compute', 'FirewallList', `${compute}/global/firewalls`],
        ['compute', 'SubnetworkList', `${region}/subnetworks`],
        ['compute', 'SubnetworkAggregatedList', `${compute}/aggregated/subnetworks`],
        ['compute', 'RouterList', `${region}/routers`],
        ['compute', 'AddressList', `${region}/addresses`],
        ['compute', 'OperationList', `${region}/operations`],
        ['compute', 'ZoneList', `${compute}/zones`],
        ['compute', 'MachineTypeList', `${compute}/zones/us-central1-a/machineTypes`],
        [
          'compute',
          'InstanceGroupManagerList',
          `${compute}/zones/us-central1-a/instanceGroupManagers`,
        ],
        ['compute', 'InstanceGroupList', `${compute}/zones/us-central1-a/instanceGroups`],
        ['container', 'Cluster', `${container}/clusters/c1`],
        ['container', 'ListNodePoolsResponse', `${container}/clusters/c1/nodePools`],
        ['container', 'ListOperationsResponse', `${container}/operations`],
        ['container', 'ServerConfig', `${container}/serverConfig`],
        ['iam', 'ListServiceAccountsResponse', 'v1/projects/{p}/serviceAccounts'],
        ['cloudresourcemanager', 'Project', 'v3/projects/{p}'],
      ]
      const problems = unknownFields(started, { $ref: 'Operation' }, 'Operation', load('container'))
      for (const [name, schema, path] of answers) {
        const answer: Json = await sandbox.ok('GET', path)
        problems.push(...unknownFields(answer, { $ref: schema }, schema, load(name)))
      }
      assert.deepEqual([...new Set(problems)], [])
      assert.equal(errorOf(await sandbox.call('GET', `${container}/clusters/c2`)).status, 404)
    } finally {
      await sandbox.close()
    }
  })
})
