import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type AccountCredential, type RunningCloudsim, startCloudsim } from '@skyclust/cloudsim'

const PEERS = join(import.meta.dirname, '..', '..', 'peers')
// Debian's boto3 belongs to Debian's Python.
const PYTHON = ['/usr/bin/python3', 'python3'].find((python) =>
  works(python, ['-c', 'import boto3']),
)
const hasAws = works('aws', ['--version'])

describe('AWS tools against the sandbox', () => {
  let sandbox: RunningCloudsim
  before(async () => {
    sandbox = await startCloudsim({ speed: 600 })
  })
  after(() => sandbox.close())

  it(
    'AWS CLI makes and removes an EKS cluster',
    { skip: hasAws ? false : 'the AWS CLI (aws) is not installed' },
    async () => {
      await story('bash', [join(PEERS, 'aws-cli.sh')])
    },
  )

  it(
    'boto3 makes and removes an EKS cluster',
    { skip: PYTHON ? false : 'boto3 for Python 3 is not installed' },
    async () => {
      await story(PYTHON ?? '', [join(PEERS, 'boto3_story.py')])
    },
  )

  async function story(command: string, args: readonly string[]): Promise<void> {
    const account = await sandbox.sim.createAccount('aws')
    assert.ok(account.cloud === 'aws')

    const { code, output } = await run(command, args, account)

    assert.equal(code, 0, output)
    assert.match(output, /== done/)
    assert.deepEqual(sandbox.sim.inventory('aws', account.accountId), [])
  }

  function run(
    command: string,
    args: readonly string[],
    account: Extract<AccountCredential, { cloud: 'aws' }>,
  ) {
    const child = spawn(command, args, {
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: sandbox.urls.aws,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: account.accessKeyId,
        AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, output }))
    })
  }
})

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}
