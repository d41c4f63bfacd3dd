import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { type BenchResult, median } from '../result.ts'
import { load, quantile, type Request } from './load.ts'

const ROUNDS = 7
const READS = 3_000
const WRITES = 300
const CONNECTIONS = 10

interface Account {
  readonly workspaceId: string
  readonly userId: string
  readonly credentialId: string
  readonly token: string
}

/**
 * P5 and P6: an authenticated read and an audited write against bare Fastify + pg, interleaved on one process and one
 * database. Reads are compared by CPU time of that process, writes by the median latency of one caller after another.
 */
export async function apiCost(): Promise<readonly BenchResult[]> {
  const child = fork(join(import.meta.dirname, 'api-process.ts'))
  try {
    const { url, bareUrl } = (await told(child)) as { url: string; bareUrl: string }
    const account = await openAccount(url)
    return [...(await reads(child, url, bareUrl, account)), await writes(url, bareUrl, account)]
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.send('stop')
    await ended
  }
}

async function reads(
  child: ChildProcess,
  url: string,
  bareUrl: string,
  account: Account,
): Promise<BenchResult[]> {
  const { workspaceId, credentialId, token } = account
  const path = `/workspaces/${workspaceId}/credentials/${credentialId}`
  const ours: Request = {
    method: 'GET',
    url: `${url}/api/v1${path}`,
    headers: { authorization: `Bearer ${token}` },
  }
  const bare: Request = { method: 'GET', url: `${bareUrl}${path}`, headers: {} }
  await load(ours, 1_000, CONNECTIONS)
  await load(bare, 1_000, CONNECTIONS)
  const ratios: number[] = []
  const tails: number[] = []
  const perSecond: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const mine = await measured(child, ours)
    const theirs = await measured(child, bare)
    ratios.push(theirs.cpuUs / mine.cpuUs)
    tails.push(mine.p99 / theirs.p99)
    perSecond.push(1e6 / mine.cpuUs)
  }
  const how = `median of ${ROUNDS} interleaved rounds of ${READS} reads of one row over ${CONNECTIONS} connections; ${Math.round(median(perSecond))} reads per CPU second`
  return [
    {
      id: 'P5',
      what: 'authenticated reads per CPU second / bare Fastify + pg',
      figure: median(ratios).toFixed(2),
      goal: '≥ 0.75',
      met: median(ratios) >= 0.75,
      how,
    },
    {
      id: 'P5',
      what: 'their 99th percentile / that of bare Fastify + pg',
      figure: median(tails).toFixed(2),
      goal: '≤ 1.3',
      met: median(tails) <= 1.3,
      how: 'wall time with both cores shared by server, database and load: for orientation',
    },
  ]
}

async function measured(
  child: ChildProcess,
  what: Request,
): Promise<{ readonly cpuUs: number; readonly p99: number }> {
  const before = await cpuOf(child)
  const latencies = await load(what, READS, CONNECTIONS)
  const after = await cpuOf(child)
  return { cpuUs: (after - before) / READS, p99: quantile(latencies, 0.99) }
}

async function writes(url: string, bareUrl: string, account: Account): Promise<BenchResult> {
  let count = 0
  const body = () => JSON.stringify({ name: `Name ${(count += 1)}` })
  const ours: Request = {
    method: 'PATCH',
    url: `${url}/api/v1/me`,
    headers: { authorization: `Bearer ${account.token}` },
    body,
  }
  const bare: Request = {
    method: 'PATCH',
    url: `${bareUrl}/users/${account.userId}`,
    headers: {},
    body,
  }
  await load(ours, 100, 1)
  await load(bare, 100, 1)
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const mine = quantile(await load(ours, WRITES, 1), 0.5)
    const theirs = quantile(await load(bare, WRITES, 1), 0.5)
    ratios.push(mine / theirs)
  }
  return {
    id: 'P6',
    what: 'audited write p50 / the same bare UPDATE',
    figure: median(ratios).toFixed(2),
    goal: '≤ 1.4',
    met: median(ratios) <= 1.4,
    how: `median of ${ROUNDS} interleaved rounds of ${WRITES} changes of a profile, one after the other, fsync on`,
  }
}

async function openAccount(url: string): Promise<Account> {
  const password = 'bench password that is long'
  const signedIn = (await post(`${url}/api/v1/setup`, '', {
    email: 'bench@example.com',
    password,
  })) as {
    user: { id: string }
    workspaces: { id: string }[]
    token: { accessToken: string }
  }
  const token = signedIn.token.accessToken
  const workspaceId = signedIn.workspaces[0]?.id ?? ''
  const credential = (await post(`${url}/api/v1/workspaces/${workspaceId}/credentials`, token, {
    name: 'bench',
    provider: 'aws',
    sandbox: true,
  })) as { id: string }
  return { workspaceId, userId: signedIn.user.id, credentialId: credential.id, token }
}

async function post(url: string, token: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

/** CPU microseconds of the process so far. */
async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = told(child)
  child.send('cpu')
  const { cpu } = (await answer) as { cpu: NodeJS.CpuUsage }
  return cpu.user + cpu.system
}

function told(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Error(`the server process ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}
