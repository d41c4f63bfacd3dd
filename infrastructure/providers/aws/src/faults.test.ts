import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudError, type CloudErrorClass } from '@skyclust/application'
import type { ObjectDeclaration } from '@skyclust/domain'
import { blueprint } from './blueprint.ts'
import { drive } from './testing/drive.ts'
import { startSandbox, type Sandbox } from './testing/sandbox.ts'
import { clusterTree } from './testing/tree.ts'

const signal = AbortSignal.timeout(60_000)
const zones = ['us-east-1a', 'us-east-1b', 'us-east-1d']
const options = { zones, spec: { aws: { adminPrincipalArns: [] } } }

/** The graph up to some objects, with all they depend on, and a walk of it. */
function walkOf(sandbox: Sandbox, keep: (object: ObjectDeclaration) => boolean) {
  const graph = blueprint(clusterTree({}, {}, options), sandbox.account).filter(keep)
  const { sim } = sandbox.running
  return { graph, walk: drive(graph, sandbox.session, (ms) => sim.clock.advance(ms)) }
}

function find(graph: readonly ObjectDeclaration[], id: string): ObjectDeclaration {
  return graph.find((each) => each.id === id) ?? assert.fail(id)
}

const vpcOnly = (object: ObjectDeclaration) => object.type === 'ec2:vpc'
const ofClass = (expected: CloudErrorClass) => (error: unknown) =>
  error instanceof CloudError && error.class === expected

describe('faults of the simulated AWS', () => {
  it('a lost answer is an unknown outcome, and the VPC is found by its tags', async () => {
    await using sandbox = await startSandbox()
    const { graph, walk } = walkOf(sandbox, vpcOnly)
    const object = walk.resolve(find(graph, 'network:shop/vpc'))
    const handler = sandbox.session.handler('ec2:vpc')
    sandbox.running.sim.faults.add({
      cloud: 'aws',
      operation: 'ec2:CreateVpc',
      remaining: 1,
      fault: { kind: 'drop', when: 'after' },
    })

    await assert.rejects(
      async () => handler.create?.(object, { token: 't', signal }),
      ofClass('unknown-outcome'),
    )

    const found = await handler.find(object, undefined, signal)
    assert.equal(found.length, 1)
    assert.equal(found[0]?.owned, true)
    const creates = sandbox.running.sim.calls().filter((c) => c.operation === 'ec2:CreateVpc')
    assert.equal(creates.length, 1, 'the SDK must not repeat it')
  })

  it('a mutation that is throttled is not repeated; a read is, once', async () => {
    await using sandbox = await startSandbox()
    const { graph, walk } = walkOf(sandbox, vpcOnly)
    const object = walk.resolve(find(graph, 'network:shop/vpc'))
    const handler = sandbox.session.handler('ec2:vpc')
    for (const operation of ['ec2:CreateVpc', 'ec2:DescribeVpcs'])
      sandbox.running.sim.faults.add({
        cloud: 'aws',
        operation,
        remaining: 1,
        fault: { kind: 'throttle' },
      })

    await assert.rejects(
      async () => handler.create?.(object, { token: 't', signal }),
      ofClass('throttled'),
    )
    assert.deepEqual(await handler.find(object, undefined, signal), [])
  })

  it('what is not visible yet makes dependents wait, and all comes up', async () => {
    await using sandbox = await startSandbox()
    sandbox.running.sim.setVisibilityDelayMs(25_000)
    const { graph, walk } = walkOf(sandbox, (o) => !o.type.startsWith('eks:'))

    await walk.create()
    sandbox.running.sim.clock.advance(30_000)

    for (const each of graph) {
      const seen = await sandbox.session
        .handler(each.type)
        .find(walk.resolve(each), undefined, signal)
      assert.equal(seen.length, 1, each.id)
    }
  })

  it('many lookups at once are one describe', async () => {
    await using sandbox = await startSandbox()
    const { graph, walk } = walkOf(sandbox, (o) =>
      ['ec2:vpc', 'ec2:subnet', 'ec2:subnet-public-ip'].includes(o.type),
    )
    await walk.create()
    sandbox.running.sim.clearCalls()

    await Promise.all(
      graph
        .filter((o) => o.type !== 'ec2:vpc')
        .map((o) =>
          sandbox.session.handler(o.type).find(walk.resolve(o), walk.externalIds.get(o.id), signal),
        ),
    )

    assert.deepEqual(
      sandbox.running.sim.calls().map((call) => call.operation),
      ['ec2:DescribeSubnets'],
    )
  })

  it('a denied call names the permission', async () => {
    await using sandbox = await startSandbox({ denied: ['ec2:CreateVpc'] })
    const { graph, walk } = walkOf(sandbox, vpcOnly)
    const object = walk.resolve(find(graph, 'network:shop/vpc'))

    await assert.rejects(
      async () => sandbox.session.handler('ec2:vpc').create?.(object, { token: 't', signal }),
      (error) =>
        error instanceof CloudError &&
        error.class === 'denied' &&
        /ec2:CreateVpc/.test(error.remedy ?? ''),
    )
  })

  it('a node group that cannot start says why and how to mend it', async () => {
    await using sandbox = await startSandbox({ quotas: { 'L-1216C47A': 2 } })
    const { graph, walk } = walkOf(sandbox, (o) => o.type !== 'eks:node-group')
    await walk.create()
    const whole = blueprint(clusterTree({}, {}, options), sandbox.account)
    const pool = find(whole, 'node-pool:main/node-group')
    const object = walk.resolve(pool)
    const handler = sandbox.session.handler('eks:node-group')
    await handler.create?.(object, { token: 't'.repeat(36), signal })
    sandbox.running.sim.clock.advance(1_800_000)

    const [seen] = await handler.find(object, 'main', signal)

    assert.ok(seen?.settled.state === 'failed', JSON.stringify(seen))
    assert.equal(seen.settled.class, 'quota')
    assert.match(seen.settled.remedy ?? '', /Service Quotas/)
    const cluster = walk.resolve(find(graph, 'cluster:shop/cluster'))
    const blockers = await sandbox.session
      .handler('eks:cluster')
      .explainBlock?.(cluster, 'shop', signal)
    assert.deepEqual(blockers, ['node group main'])
  })

  it('a control plane that fails says why', async () => {
    await using sandbox = await startSandbox()
    const { walk } = walkOf(sandbox, (o) => o.type.startsWith('ec2:') || o.type.startsWith('iam:'))
    await walk.create()
    const graph = blueprint(clusterTree({}, {}, options), sandbox.account)
    const object = walk.resolve(find(graph, 'cluster:shop/cluster'))
    const handler = sandbox.session.handler('eks:cluster')
    sandbox.running.sim.faults.add({
      cloud: 'aws',
      operation: 'eks:CreateCluster',
      remaining: 1,
      fault: { kind: 'fail-operation', code: 'ResourceLimitExceeded', message: 'no more' },
    })
    await handler.create?.(object, { token: 'c'.repeat(36), signal })
    sandbox.running.sim.clock.advance(3_600_000)

    const [seen] = await handler.find(object, 'shop', signal)

    assert.ok(seen?.settled.state === 'failed', JSON.stringify(seen))
    assert.equal(seen.settled.class, 'quota')
    assert.match(seen.settled.message, /no more/)
  })

  it('names what keeps a VPC, and takes along what a cluster left in it', async () => {
    await using sandbox = await startSandbox()
    const { graph, walk } = walkOf(sandbox, vpcOnly)
    await walk.create()
    const object = walk.resolve(find(graph, 'network:shop/vpc'))
    const vpcId = walk.externalIds.get(object.declaration.id) ?? ''
    const handler = sandbox.session.handler('ec2:vpc')
    await sandbox.createSecurityGroup(vpcId, 'by-hand', {})
    await sandbox.createSecurityGroup(vpcId, 'k8s-elb-1', { 'kubernetes.io/cluster/gone': 'owned' })

    await assert.rejects(
      async () => handler.remove?.(object, vpcId, { token: 't', signal }),
      ofClass('busy'),
    )
    const left = (await handler.leftovers?.(object, vpcId, signal)) ?? []
    assert.equal(left.length, 1)
    for (const each of left) await each.remove(signal)
    const blockers = (await handler.explainBlock?.(object, vpcId, signal)) ?? []
    assert.equal(blockers.length, 1)
    assert.match(blockers[0] ?? '', /by-hand/)
  })
})
