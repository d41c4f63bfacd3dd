import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { blueprint } from './blueprint.ts'
import { ACCOUNT, clusterTree } from './testing/trees.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema
}

interface Discovery {
  readonly schemas: Readonly<Record<string, Schema>>
}

const directory =
  process.env['SKYCLUST_SPECS_DIR'] ??
  fileURLToPath(new URL('../../../../../shared/specs', import.meta.url))
const missing = existsSync(`${directory}/gcp/compute.v1.json`)
  ? false
  : 'the API descriptions are not here (SKYCLUST_SPECS_DIR)'

const read = (api: string) =>
  JSON.parse(readFileSync(`${directory}/gcp/${api}.json`, 'utf8')) as Discovery

/** Fields and enum values of a body that the published description does not know. */
function strangers(
  api: Discovery,
  schema: Schema,
  value: unknown,
  path: string,
): readonly string[] {
  if (typeof value === 'object' && value !== null && '$ref' in value) return []
  const known = schema.$ref === undefined ? schema : (api.schemas[schema.$ref] ?? {})
  if (Array.isArray(value))
    return known.type === 'array'
      ? value.flatMap((v, i) => strangers(api, known.items ?? {}, v, `${path}[${i}]`))
      : [`${path} is a list`]
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, member]) => {
      const inner = known.properties?.[key] ?? known.additionalProperties
      return inner ? strangers(api, inner, member, `${path}.${key}`) : [`${path}.${key}`]
    })
  if (known.enum && !known.enum.includes(String(value))) return [`${path} = ${String(value)}`]
  // Integers of 64 bits travel as text.
  const types = { string: 'string', number: 'integer', boolean: 'boolean' } as const
  const type = types[typeof value as keyof typeof types]
  return known.type === type || (known.type === 'number' && type === 'integer')
    ? []
    : [`${path} is a ${typeof value}, not ${known.type ?? 'known'}`]
}

describe('request bodies against the published descriptions', { skip: missing }, () => {
  const compute = missing ? { schemas: {} } : read('compute.v1')
  const container = missing ? { schemas: {} } : read('container.v1')
  const iam = missing ? { schemas: {} } : read('iam.v1')
  const trees = [
    clusterTree({
      pools: [
        { name: 'main', taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] },
        { name: 'spot', machineType: 'n4-standard-4', spot: true, autoscaling: { min: 0, max: 6 } },
      ],
      cluster: { version: '1.34', endpoint: { public: false, private: true } },
    }),
    clusterTree({ cluster: { gcp: { autopilot: true } }, pools: [] }),
  ]
  const objects = trees.flatMap((tree) => blueprint(tree, ACCOUNT))
  const bodies = (type: string) => objects.filter((d) => d.type === type).map((d) => d.desired)

  for (const [type, schema] of [
    ['compute:network', 'Network'],
    ['compute:subnetwork', 'Subnetwork'],
    ['compute:router', 'Router'],
  ] as const)
    it(`${type} is a ${schema}`, () => {
      for (const body of bodies(type))
        assert.deepEqual(strangers(compute, { $ref: schema }, body, schema), [])
    })

  it('clusters and node pools are those of container v1', () => {
    for (const { cluster } of bodies('container:cluster'))
      assert.deepEqual(strangers(container, { $ref: 'Cluster' }, cluster, 'cluster'), [])
    for (const { nodePool } of bodies('container:node-pool'))
      assert.deepEqual(strangers(container, { $ref: 'NodePool' }, nodePool, 'nodePool'), [])
  })

  it('service accounts are those of iam v1', () => {
    for (const { accountId, displayName } of bodies('iam:service-account')) {
      const body = { accountId, serviceAccount: { displayName, description: '' } }
      assert.deepEqual(strangers(iam, { $ref: 'CreateServiceAccountRequest' }, body, 'body'), [])
    }
  })
})
