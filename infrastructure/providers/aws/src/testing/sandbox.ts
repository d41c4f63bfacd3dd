import { accountGovernor, type CloudSession, type Clock, type Logger } from '@skyclust/application'
import { startCloudsim, type NewAccount, type RunningCloudsim } from '@skyclust/cloudsim'
import { AwsSecret } from '@skyclust/domain'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { aws } from '../index.ts'

/** Virtual milliseconds per real one: both sides' rate budgets and pauses run at this pace. */
const PACE = 200

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await setTimeout(ms, undefined, signal ? { signal } : {})
  },
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** For tests: a simulated AWS with one account, and a session of it. */
export interface Sandbox extends AsyncDisposable {
  readonly running: RunningCloudsim
  readonly session: CloudSession
  readonly account: { readonly account: string; readonly principal: string }
  open(location: string, secret?: Partial<AwsSecret>): Promise<CloudSession>
}

export async function startSandbox(options: NewAccount = {}): Promise<Sandbox> {
  const running = await startCloudsim({ speed: PACE })
  const made = await running.sim.createAccount('aws', options)
  if (made.cloud !== 'aws') throw new Error('not an AWS account')
  const sessions: CloudSession[] = []
  const provider = aws()
  const open: Sandbox['open'] = async (location, secret = {}) => {
    const session = await provider.open({
      secret: { provider: 'aws', secret: { ...AwsSecret.parse(made), ...secret } },
      endpoint: { url: running.urls.aws, pace: PACE },
      location,
      governor: accountGovernor(realClock, provider.rateLimits, PACE),
      clock: realClock,
      random: { next: Math.random, bytes: (n) => randomBytes(n), uuid: () => randomUUID() },
      logger: silent,
    })
    sessions.push(session)
    return session
  }
  const session = await open('us-east-1')
  const account = await session.identity(AbortSignal.timeout(5000))
  return {
    running,
    session,
    account,
    open,
    async [Symbol.asyncDispose]() {
      for (const each of sessions) each.close()
      await running.close()
    },
  }
}
