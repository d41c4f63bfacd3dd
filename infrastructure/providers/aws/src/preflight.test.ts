import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CloudError } from '@skyclust/application'
import type { Finding, ResourceTree } from '@skyclust/domain'
import { blueprint } from './blueprint.ts'
import { drive } from './testing/drive.ts'
import { startSandbox, type Sandbox } from './testing/sandbox.ts'
import { clusterTree, type TreeOptions } from './testing/tree.ts'

const signal = AbortSignal.timeout(60_000)
const good = { zones: ['us-east-1a', 'us-east-1b', 'us-east-1d'], spec: {} }
const noAdmins = { aws: { adminPrincipalArns: [] } }

const treeWith = (options: TreeOptions) =>
  clusterTree({}, {}, { ...good, ...options, spec: { ...noAdmins, ...options.spec } })

describe('preflight on AWS', () => {
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox()
  })
  after(async () => {
    await sandbox[Symbol.asyncDispose]()
  })
  const check = async (tree: ResourceTree): Promise<readonly Finding[]> => {
    const location = tree.root.location
    const session = location === 'us-east-1' ? sandbox.session : await sandbox.open(location)
    return session.check(tree, blueprint(tree, sandbox.account), signal)
  }

  it('finds nothing wrong with a good cluster, and mutates nothing', async () => {
    assert.deepEqual(await check(treeWith({})), [])
    assert.ok(sandbox.running.sim.calls().every((call) => !call.mutating))
  })

  const wrong: readonly (readonly [string, TreeOptions, string, string])[] = [
    ['an unknown region', { location: 'us-east-9' }, 'unknown-region', '/location'],
    ['one zone', { zones: ['us-east-1a'] }, 'too-few-zones', '/network/create/zones'],
    [
      'a zone without control planes',
      { zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] },
      'unknown-zone',
      '/network/create/zones',
    ],
    ['an unknown version', { spec: { version: '1.12' } }, 'unknown-version', '/version'],
    [
      'an unknown instance type',
      { pool: { machineType: 'm6i.larg' } },
      'unknown-machine-type',
      '/nodePools/0/spec/machineType',
    ],
    [
      'services over the network',
      { spec: { serviceCidr: '10.0.0.0/20' } },
      'cidr-overlap',
      '/serviceCidr',
    ],
    ['a pod range', { spec: { podCidr: '10.9.0.0/16' } }, 'cidr-forbidden', '/podCidr'],
    ['a VPC above /16', { cidr: '10.0.0.0/12' }, 'cidr-forbidden', '/network/create/cidr'],
    [
      'too many nodes',
      { pool: { nodeCount: 900 }, cidr: '10.0.0.0/22' },
      'cidr-too-small',
      '/network/create/cidr',
    ],
    [
      'an administrator who does not exist',
      {
        spec: { aws: { adminPrincipalArns: ['arn:aws:iam::ACCOUNT:role/nobody'] } },
      },
      'unknown-principal',
      '/aws/adminPrincipalArns/0',
    ],
  ]
  for (const [what, options, code, pointer] of wrong)
    it(`finds ${what}`, async () => {
      const text = JSON.stringify(options).replace('ACCOUNT', sandbox.account.account)
      const found = await check(treeWith(JSON.parse(text) as TreeOptions))

      const finding = found.find((each) => each.code === code)
      assert.ok(finding, JSON.stringify(found))
      assert.equal(finding.severity, 'error')
      assert.equal(finding.pointer, pointer)
      assert.ok(finding.remedy)
    })

  it('suggests the instance type that was meant', async () => {
    const found = await check(treeWith({ pool: { machineType: 'm6i.larg' } }))
    assert.match(found[0]?.remedy ?? '', /m6i\.large/)
  })

  it('finds a VPC and subnets that do not exist', async () => {
    const foreign = { id: 'vpc-0123', subnetIds: ['subnet-1', 'subnet-2'] }
    const found = await check(treeWith({ spec: { network: { foreign } } }))
    assert.ok(found.some((each) => each.code === 'network-unfit' && each.severity === 'error'))
  })

  it('takes a network that SkyClust did not make when it is fit, and says what is not', async () => {
    await using other = await startSandbox()
    const { sim } = other.running
    const graph = blueprint(treeWith({}), other.account).filter((o) => o.type.startsWith('ec2:'))
    const walk = drive(graph, other.session, (ms) => sim.clock.advance(ms), 'wsp_x', 'res_x')
    await walk.create()
    const subnetIds = [...walk.externalIds].flatMap(([id, externalId]) =>
      id.endsWith('/subnet') ? externalId : [],
    )
    const foreignTree = () => {
      const foreign = { id: walk.externalIds.get('network:shop/vpc'), subnetIds }
      const tree = treeWith({ spec: { network: { foreign } } })
      const resources = tree.resources.filter((r) => r.kind !== 'network' && r.kind !== 'subnet')
      return { ...tree, resources }
    }

    assert.deepEqual(await other.session.check(foreignTree(), [], signal), [])

    const route = graph.find((o) => o.id === 'network:shop/private-default-route') ?? assert.fail()
    await other.session
      .handler(route.type)
      .remove?.(walk.resolve(route), '', { token: 't', signal })
    const found = await other.session.check(foreignTree(), [], signal)
    assert.deepEqual(
      found.map((each) => [each.severity, each.code]),
      [
        ['warning', 'network-unfit'],
        ['warning', 'network-unfit'],
        ['warning', 'network-unfit'],
      ],
    )
  })

  it('reads the catalogue of a region', async () => {
    const catalog = await sandbox.session.catalog(signal)

    assert.ok(!catalog.zones.includes('us-east-1c'))
    assert.ok(catalog.versions.some((version) => version.default))
    const type = catalog.machineTypes.find((each) => each.name === 'm6i.large')
    assert.deepEqual(type, {
      name: 'm6i.large',
      vcpu: 2,
      memoryGiB: 8,
      architecture: 'x86_64',
      usdPerHour: '0.096',
    })
    assert.ok((await sandbox.session.locations(signal)).length > 10)
  })

  it('reads limits and what is used of them', async () => {
    const states = await sandbox.session.quotas(
      ['L-F678F1CE', 'L-0263D0A3', 'L-1216C47A', 'L-1194D53C', 'L-A4707A72'],
      signal,
    )
    assert.deepEqual(
      states.map((state) => [state.quota, state.used]),
      [
        ['L-F678F1CE', 0],
        ['L-0263D0A3', 0],
        ['L-1216C47A', 0],
        ['L-1194D53C', 0],
        ['L-A4707A72', 0],
      ],
    )
    assert.ok(states.every((state) => state.limit > 0))
  })

  it('finds the permissions that are missing', async () => {
    await using poor = await startSandbox({ denied: ['eks:CreateCluster', 'iam:PassRole'] })
    const needed = blueprint(treeWith({}), poor.account).flatMap((o) => o.permissions)

    const missing = await poor.session.missingPermissions([...new Set(needed)], signal)

    assert.deepEqual(missing.toSorted(), ['eks:CreateCluster', 'iam:PassRole'])
  })

  it('says so when permissions cannot be simulated', async () => {
    await using poor = await startSandbox({ denied: ['iam:SimulatePrincipalPolicy'] })

    assert.deepEqual(await poor.session.missingPermissions(['ec2:CreateVpc'], signal), [])
    const found = await poor.session.check(treeWith({}), [], signal)
    assert.deepEqual(
      found.map((each) => each.code),
      ['permissions-unverified'],
    )
  })

  it('assumes a role, and is that role', async () => {
    const roleArn = await sandbox.createRole('operators')
    const session = await sandbox.open('us-east-1', { roleArn })

    assert.deepEqual(await session.identity(signal), {
      account: sandbox.account.account,
      principal: roleArn,
    })
    const calls = sandbox.running.sim.calls().filter((c) => c.operation === 'sts:AssumeRole')
    assert.equal(calls.length, 1)
  })

  it('calls a role that cannot be assumed a fault of the credential', async () => {
    const roleArn = `arn:aws:iam::${sandbox.account.account}:role/nobody`
    const session = await sandbox.open('us-east-1', { roleArn })
    await assert.rejects(
      session.identity(signal),
      (error) =>
        error instanceof CloudError &&
        error.class === 'credential' &&
        /trust policy/.test(error.remedy ?? ''),
    )
  })

  it('calls a wrong key a wrong key', async () => {
    const session = await sandbox.open('us-east-1', { secretAccessKey: 'x'.repeat(40) })
    await assert.rejects(
      session.identity(signal),
      (error) => error instanceof CloudError && error.class === 'credential' && !!error.remedy,
    )
  })
})
