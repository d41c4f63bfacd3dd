import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import {
  CreateRoleCommand,
  GetUserCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { type ClientConfig, startAws, type TestAws } from './test-server.ts'

interface Presigner {
  presign(
    request: object,
    options: {
      readonly expiresIn: number
      readonly signingDate: Date
      readonly unhoistableHeaders: ReadonlySet<string>
    },
  ): Promise<{ readonly query: Record<string, string> }>
}

describe('who may do what', () => {
  let sim: TestAws
  let config: ClientConfig
  const opened: { destroy(): void }[] = []
  const open = <T extends { destroy(): void }>(client: T): T => {
    opened.push(client)
    return client
  }
  const wrongSecret = () => ({
    ...config,
    credentials: { ...config.credentials, secretAccessKey: 'wrong' },
  })
  const unknownKey = () => ({
    ...config,
    credentials: { ...config.credentials, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' },
  })

  before(async () => {
    sim = await startAws({ mount: '/clouds/aws' })
    config = await sim.client()
  })
  after(async () => {
    for (const client of opened) client.destroy()
    await sim.close()
  })

  it('tells callers who they are', async () => {
    const sts = open(new STSClient(config))
    const identity = await sts.send(new GetCallerIdentityCommand({}))
    const { User } = await open(new IAMClient(config)).send(new GetUserCommand({}))

    assert.equal(identity.Account, config.accountId)
    assert.equal(identity.Arn, `arn:aws:iam::${config.accountId}:user/sandbox-admin`)
    assert.equal(User?.Arn, identity.Arn)
  })

  it('refuses wrong secrets in the words of each protocol', async () => {
    const ask = {
      sts: () => open(new STSClient(wrongSecret())).send(new GetCallerIdentityCommand({})),
      ec2: () => open(new EC2Client(wrongSecret())).send(new DescribeVpcsCommand({})),
      eks: () => open(new EKSClient(wrongSecret())).send(new ListClustersCommand({})),
    }

    await assert.rejects(ask.sts(), { name: 'SignatureDoesNotMatch' })
    await assert.rejects(ask.ec2(), { name: 'SignatureDoesNotMatch' })
    await assert.rejects(ask.eks(), { name: 'InvalidSignatureException' })
  })

  it('refuses unknown keys in the words of each protocol', async () => {
    const ask = {
      sts: () => open(new STSClient(unknownKey())).send(new GetCallerIdentityCommand({})),
      ec2: () => open(new EC2Client(unknownKey())).send(new DescribeVpcsCommand({})),
      eks: () => open(new EKSClient(unknownKey())).send(new ListClustersCommand({})),
    }

    await assert.rejects(ask.sts(), { name: 'InvalidClientTokenId' })
    await assert.rejects(ask.ec2(), { name: 'AuthFailure' })
    await assert.rejects(ask.eks(), { name: 'UnrecognizedClientException' })
  })

  it('accepts presigned identity requests, as EKS tokens are', async () => {
    const client = open(new STSClient(config))
    const signer = (await client.config.signer()) as unknown as Presigner
    const { hostname, port } = new URL(config.endpoint)
    const ask = async (expiresIn: number, signingDate: Date) => {
      const signed = await signer.presign(
        {
          method: 'GET',
          protocol: 'http:',
          hostname,
          port: Number(port),
          path: '/clouds/aws/',
          query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
          headers: { host: `${hostname}:${port}`, 'x-k8s-aws-id': 'my cluster' },
        },
        { expiresIn, signingDate, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
      )
      const query = new URLSearchParams(signed.query)
      const text = query.toString().replaceAll('+', '%20')
      return fetch(`${config.endpoint}/?${text}`, { headers: { 'x-k8s-aws-id': 'my cluster' } })
    }
    const answer = await ask(60, new Date())
    const late = await ask(60, new Date(Date.now() - 120_000))

    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /user\/sandbox-admin/)
    assert.equal(late.status, 403)
  })

  it('refuses requests dated too far from now', async () => {
    const late = { ...config, systemClockOffset: -20 * 60_000 }

    await assert.rejects(open(new STSClient(late)).send(new GetCallerIdentityCommand({})), {
      name: 'SignatureDoesNotMatch',
    })
  })

  it('refuses tampered requests', async () => {
    const client = open(new EC2Client(config))
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body?: string }
        request.body = String(request.body).replace('10.0.0.0', '10.9.0.0')
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )

    await assert.rejects(client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' })), {
      name: 'SignatureDoesNotMatch',
    })
  })

  it('refuses credentials that have expired', async () => {
    sim.aws.updateAccount(config.accountId, { expiresAt: sim.clock.now() - 1 })

    await assert.rejects(open(new STSClient(config)).send(new GetCallerIdentityCommand({})), {
      name: 'ExpiredToken',
    })
    await assert.rejects(open(new EC2Client(config)).send(new DescribeVpcsCommand({})), {
      name: 'RequestExpired',
    })
    sim.aws.updateAccount(config.accountId, { expiresAt: sim.clock.now() + 1e9 })
  })

  it('denies what the account is denied, and says so when simulated', async () => {
    const denied = await sim.client({ denied: ['ec2:CreateVpc', 'eks:*'] })
    const iam = open(new IAMClient(denied))
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${denied.accountId}:user/sandbox-admin`,
        ActionNames: ['ec2:CreateVpc', 'ec2:CreateSubnet', 'eks:CreateCluster'],
      }),
    )

    assert.deepEqual(
      Object.fromEntries(EvaluationResults.map((each) => [each.EvalActionName, each.EvalDecision])),
      {
        'ec2:CreateVpc': 'explicitDeny',
        'ec2:CreateSubnet': 'allowed',
        'eks:CreateCluster': 'explicitDeny',
      },
    )
    const ec2 = open(new EC2Client(denied))
    await assert.rejects(ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' })), {
      name: 'UnauthorizedOperation',
      message: /not authorized to perform: ec2:CreateVpc/,
    })
    await ec2.send(new DescribeVpcsCommand({}))
    await assert.rejects(open(new EKSClient(denied)).send(new ListClustersCommand({})), {
      name: 'AccessDeniedException',
    })
  })

  it('hands out temporary keys for roles', async () => {
    const { Role } = await open(new IAMClient(config)).send(
      new CreateRoleCommand({
        RoleName: 'deployer',
        AssumeRolePolicyDocument: JSON.stringify({
          Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
        }),
      }),
    )
    const { Credentials } = await open(new STSClient(config)).send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me', DurationSeconds: 900 }),
    )
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const sts = open(new STSClient({ ...config, credentials }))
    const identity = await sts.send(new GetCallerIdentityCommand({}))
    const tokenless = open(
      new STSClient({ ...config, credentials: { ...credentials, sessionToken: '' } }),
    )

    assert.equal(identity.Arn, `arn:aws:sts::${config.accountId}:assumed-role/deployer/me`)
    await assert.rejects(tokenless.send(new GetCallerIdentityCommand({})), {
      name: 'InvalidClientTokenId',
    })
    sim.clock.advance(901_000)
    await assert.rejects(sts.send(new GetCallerIdentityCommand({})), { name: 'ExpiredToken' })
  })

  it('checks trust policies', async () => {
    const iam = open(new IAMClient(config))
    const create = (AssumeRolePolicyDocument: string) =>
      iam.send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument }))

    await assert.rejects(create('{'), { name: 'MalformedPolicyDocumentException' })
    await assert.rejects(
      create(
        JSON.stringify({
          Statement: [{ Effect: 'Allow', Principal: { Service: 'eks' }, Action: 'sts:AssumeRole' }],
        }),
      ),
      { name: 'MalformedPolicyDocumentException' },
    )
  })

  it('shows quotas and enforces those of the account', async () => {
    const small = await sim.client({ quotas: { 'L-F678F1CE': 1 } })
    const quotas = open(new ServiceQuotasClient(small))
    const asked = { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' }
    const ec2 = open(new EC2Client(small))
    await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))

    assert.equal((await quotas.send(new GetServiceQuotaCommand(asked))).Quota?.Value, 1)
    assert.equal((await quotas.send(new GetAWSDefaultServiceQuotaCommand(asked))).Quota?.Value, 5)
    await assert.rejects(ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' })), {
      name: 'VpcLimitExceeded',
    })
    await assert.rejects(
      quotas.send(new GetServiceQuotaCommand({ ...asked, QuotaCode: 'L-00000000' })),
      { name: 'NoSuchResourceException' },
    )
  })
})
