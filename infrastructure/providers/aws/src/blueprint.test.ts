import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  removalBlockers,
  type Json,
  type ObjectDeclaration,
  type ResourceTree,
} from '@skyclust/domain'
import { blueprint } from './blueprint.ts'
import { account, clusterTree } from './testing/tree.ts'

const outputsOf: Readonly<Record<string, readonly string[]>> = {
  'ec2:vpc': ['vpcId'],
  'ec2:internet-gateway': ['internetGatewayId'],
  'ec2:route-table': ['routeTableId'],
  'ec2:subnet': ['subnetId', 'zone'],
  'ec2:elastic-ip': ['allocationId', 'publicIp'],
  'ec2:nat-gateway': ['natGatewayId'],
  'iam:role': ['roleArn', 'roleName'],
  'eks:cluster': ['clusterName'],
  'eks:access-entry': ['principalArn'],
}

function references(value: Json | undefined): { id: string; output: string }[] {
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return value.flatMap((v: Json) => references(v))
  const members = value as Record<string, Json>
  if (typeof members['$ref'] === 'string')
    return [{ id: members['$ref'], output: JSON.stringify(members['output']).slice(1, -1) }]
  return Object.values(members).flatMap(references)
}

function parents(object: ObjectDeclaration): string[] {
  return [...references(object.desired).map((r) => r.id), ...(object.dependsOn ?? [])]
}

/** Ids of everything an object waits for, directly or not. */
function ancestors(graph: readonly ObjectDeclaration[], id: string): Set<string> {
  const seen = new Set<string>()
  const visit = (each: string) => {
    for (const parent of parents(graph.find((o) => o.id === each) ?? assert.fail(each)))
      if (!seen.has(parent)) {
        seen.add(parent)
        visit(parent)
      }
  }
  visit(id)
  return seen
}

describe('blueprint of an EKS cluster with a network of its own', () => {
  const graph = blueprint(clusterTree(), account)
  const ids = graph.map((o) => o.id)

  it('has unique ids, and references only to objects and outputs that exist', () => {
    assert.equal(new Set(ids).size, ids.length)
    for (const object of graph) {
      for (const { id, output } of references(object.desired)) {
        const target = graph.find((o) => o.id === id)
        assert.ok(target, `${object.id} refers to ${id}`)
        assert.ok(outputsOf[target.type]?.includes(output), `${object.id}: ${id}.${output}`)
      }
      for (const id of [...(object.dependsOn ?? []), object.removedWith ?? object.id])
        assert.ok(ids.includes(id), `${object.id} depends on ${id}`)
    }
  })

  it('is acyclic', () => {
    for (const id of ids) assert.ok(!ancestors(graph, id).has(id), id)
  })

  it('can be removed: no object waits in a circle', () => {
    const gone = new Set<string>()
    for (let round = 0; gone.size < graph.length; round++) {
      assert.ok(round < graph.length, `stuck: ${ids.filter((id) => !gone.has(id)).join(', ')}`)
      for (const object of graph.filter((o) => !gone.has(o.id))) {
        const free = removalBlockers(object, graph).every((id) => gone.has(id))
        const parent = object.removedWith
        if (free && (parent === undefined || gone.has(parent))) gone.add(object.id)
      }
    }
  })

  it('names calls in its permissions', () => {
    for (const object of graph)
      for (const call of Object.values(object.calls))
        assert.ok(object.permissions.includes(call), `${object.id}: ${call}`)
  })

  it('makes these calls', () => {
    const calls: Record<string, number> = {}
    for (const {
      calls: { create },
    } of graph)
      if (create) calls[create] = (calls[create] ?? 0) + 1
    assert.deepEqual(calls, {
      'ec2:CreateVpc': 1,
      'ec2:ModifyVpcAttribute': 1,
      'ec2:CreateInternetGateway': 1,
      'ec2:AttachInternetGateway': 1,
      'ec2:CreateRouteTable': 2,
      'ec2:CreateRoute': 2,
      'ec2:CreateSubnet': 6,
      'ec2:ModifySubnetAttribute': 3,
      'ec2:AssociateRouteTable': 6,
      'ec2:AllocateAddress': 1,
      'ec2:CreateNatGateway': 1,
      'iam:CreateRole': 2,
      'iam:AttachRolePolicy': 4,
      'eks:CreateCluster': 1,
      'eks:CreateAccessEntry': 2,
      'eks:AssociateAccessPolicy': 2,
      'eks:CreateAddon': 3,
      'eks:CreateNodegroup': 1,
    })
  })

  it('does not let the control plane wait for NAT, but the nodes', () => {
    const cluster = ancestors(graph, 'cluster:shop/cluster')
    const nodes = ancestors(graph, 'node-pool:main/node-group')

    assert.ok(![...cluster].some((id) => id.includes('nat-gateway') || id.includes('elastic-ip')))
    assert.ok(nodes.has('network:shop/nat-gateway'))
    assert.ok(nodes.has('network:shop/private-default-route'))
    assert.ok(nodes.has('cluster:shop/addon-vpc-cni'))
    assert.ok(!nodes.has('cluster:shop/addon-coredns'))
  })

  it('gives the role names at most 64 characters', () => {
    const long = blueprint(clusterTree({ name: 'a'.repeat(40) }), account)
    for (const { type, name } of long) if (type === 'iam:role') assert.ok(name.length <= 64, name)
  })

  it('makes the role behind an assumed-role session the administrator', () => {
    const session = { ...account, principal: 'arn:aws:sts::111122223333:assumed-role/ops/me' }
    const entry = blueprint(clusterTree(), session).find(
      (o) => o.id === 'cluster:shop/access-entry-skyclust',
    )
    assert.equal(entry?.desired['principalArn'], 'arn:aws:iam::111122223333:role/ops')
  })

  it('leaves out what is being deleted, with what hangs on it', () => {
    const deletionRequestedAt = '2026-11-23T00:00:00Z'
    assert.deepEqual(blueprint(clusterTree({ deletionRequestedAt }), account), [])
    const withoutPool = blueprint(clusterTree({}, { deletionRequestedAt }), account)
    assert.equal(withoutPool.length, graph.length - 1)
  })

  it('prices the control plane, NAT, address, nodes and disks', () => {
    const lines = graph.flatMap((o) => o.prices ?? [])
    assert.deepEqual(
      lines.map((line) => [line.sku, line.quantity, line.usdPerUnit]),
      [
        ['PublicIPv4:InUseAddress', 1, '0.005'],
        ['NatGateway-Hours', 1, '0.045'],
        ['AmazonEKS-Hours:perCluster', 1, '0.10'],
        ['EC2:m6i.large:Linux:OnDemand', 3, '0.096'],
        ['EBS:VolumeUsage.gp3', 150, '0.08'],
      ],
    )
  })
})

describe('blueprint of an EKS cluster on a network that exists', () => {
  const own = clusterTree()
  const [network, ...subnets] = own.resources.filter(
    (r) => r.kind === 'network' || r.kind === 'subnet',
  )
  const onFoundation: ResourceTree = {
    root: own.root,
    resources: own.resources.filter((r) => r.kind === 'cluster' || r.kind === 'node-pool'),
    foundation: {
      resources: [network ?? assert.fail(), ...subnets],
      outputs: Object.fromEntries(
        subnets.map((s) => [`subnet:${s.name}/subnet`, { subnetId: `subnet-${s.name}` }]),
      ),
    },
  }

  it('takes the private subnets of a managed network, and makes no network', () => {
    const graph = blueprint(onFoundation, account)

    assert.ok(graph.every((o) => !o.type.startsWith('ec2:')))
    const cluster = graph.find((o) => o.type === 'eks:cluster')
    assert.deepEqual(cluster?.desired['subnetIds'], [
      'subnet-shop-private-a',
      'subnet-shop-private-b',
      'subnet-shop-private-c',
    ])
  })

  it('refuses a managed network that is not ready', () => {
    const early = {
      ...onFoundation,
      foundation: { resources: onFoundation.foundation?.resources ?? [], outputs: {} },
    }
    assert.throws(() => blueprint(early, account), { code: 'network-not-ready' })
  })

  it('takes the subnets of a foreign network as they are', () => {
    const foreign = { id: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'] }
    const tree = clusterTree({}, {}, { spec: { network: { foreign } } })
    const graph = blueprint(
      {
        ...tree,
        resources: tree.resources.filter((r) => r.kind !== 'network' && r.kind !== 'subnet'),
      },
      account,
    )
    const pool = graph.find((o) => o.type === 'eks:node-group')
    assert.deepEqual(pool?.desired['subnetIds'], ['subnet-1', 'subnet-2'])
  })
})
