import { accountGovernor, type CloudSession, type Clock, type Logger } from '@skyclust/application'
import { startCloudsim, type NewAccount, type RunningCloudsim } from '@skyclust/cloudsim'
import { EC2 } from '@aws-sdk/client-ec2'
import { IAM } from '@aws-sdk/client-iam'
import { AwsSecret } from '@skyclust/domain'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { aws } from '../index.ts'
import { tagList } from '../tags.ts'

/** Virtual milliseconds per real one: both sides' rate budgets and pauses run at this pace. */
const PACE = 200

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await setTimeout(ms, undefined, signal ? { signal } : {})
  },
  timeout: (ms) => AbortSignal.timeout(ms),
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** For tests: a simulated AWS with one account, and a session of it. */
export interface Sandbox extends AsyncDisposable {
  readonly running: RunningCloudsim
  readonly session: CloudSession
  readonly account: { readonly account: string; readonly principal: string }
  open(location: string, secret?: Partial<AwsSecret>): Promise<CloudSession>
  /** In us-east-1, by another clock and at its pace of 1. */
  openWith(clock: Clock): Promise<CloudSession>
  /** A role the account's user may assume; its ARN. */
  createRole(name: string): Promise<string>
  /** As somebody else would, without owner tags. */
  createSecurityGroup(
    vpcId: string,
    name: string,
    tags: Readonly<Record<string, string>>,
  ): Promise<void>
}

export async function startSandbox({
  slow = false,
  ...options
}: NewAccount & { readonly slow?: boolean } = {}): Promise<Sandbox> {
  const running = await startCloudsim({ speed: slow ? 1 : PACE })
  const made = await running.sim.createAccount('aws', options)
  if (made.cloud !== 'aws') throw new Error('not an AWS account')
  const { accessKeyId, secretAccessKey } = made
  const plainClient = {
    region: 'us-east-1',
    endpoint: running.urls.aws,
    credentials: { accessKeyId, secretAccessKey },
  }
  const sessions: CloudSession[] = []
  const provider = aws()
  const openAt = async (
    location: string,
    secret: Partial<AwsSecret>,
    clock: Clock,
    pace: number,
  ): Promise<CloudSession> => {
    const session = await provider.open({
      secret: { provider: 'aws', secret: { ...AwsSecret.parse(made), ...secret } },
      endpoint: { url: running.urls.aws, pace },
      location,
      governor: accountGovernor(clock, provider.rateLimits, pace),
      clock,
      random: { next: Math.random, bytes: (n) => randomBytes(n), uuid: () => randomUUID() },
      logger: silent,
    })
    sessions.push(session)
    return session
  }
  const open: Sandbox['open'] = (location, secret = {}) => openAt(location, secret, realClock, PACE)
  const session = await open('us-east-1')
  const account = await session.identity(AbortSignal.timeout(5000))
  return {
    running,
    session,
    account,
    open,
    openWith: (clock) => openAt('us-east-1', {}, clock, 1),
    async createRole(name) {
      const iam = new IAM(plainClient)
      const answer = await iam.createRole({
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { AWS: account.principal }, Action: 'sts:AssumeRole' },
          ],
        }),
      })
      iam.destroy()
      return answer.Role?.Arn ?? ''
    },
    async createSecurityGroup(vpcId, name, tags) {
      const ec2 = new EC2(plainClient)
      await ec2.createSecurityGroup({
        VpcId: vpcId,
        GroupName: name,
        Description: name,
        ...(Object.keys(tags).length > 0
          ? { TagSpecifications: [{ ResourceType: 'security-group', Tags: tagList(tags) }] }
          : {}),
      })
      ec2.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const each of sessions) each.close()
      await running.close()
    },
  }
}
