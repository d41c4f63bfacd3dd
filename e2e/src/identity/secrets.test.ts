import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCloudsim } from '@skyclust/cloudsim'
import { withClient } from '@skyclust/postgres'
import { freePort } from '@skyclust/server'
import { startOidcProvider, testDatabase } from '@skyclust/testkit'
import { urlOf } from '../browser/running-dashboard.ts'
import { startServerProcess } from '../crash/server-process.ts'
import { leaksOf, type Trace, writingsOf } from './canaries.ts'
import { databaseTraces, notices } from './database-traces.ts'
import type { Person } from './person.ts'
import { cloudStory, signOnStory } from './secrets-of-others.ts'
import { accountStory, workspaceStory } from './secrets-of-people.ts'
import { Secrets, type Story } from './secrets.ts'
import { type Witness, witness } from './witness.ts'

const MAIN = '/workspaces/main'

describe('secrets', () => {
  it('are in no log, answer, problem, audit entry, stream, notice, job or column, in no writing', async (context) => {
    await using stack = new AsyncDisposableStack()
    const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-secrets-'))
    stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
    const { connection } = stack.use(await testDatabase())
    const sandbox = await startCloudsim({ speed: 600, seed: 1 })
    stack.defer(() => sandbox.close())
    const port = await freePort('127.0.0.1')
    const publicUrl = `http://localhost:${port}`
    const idp = stack.use(
      await startOidcProvider({
        redirectUris: [`${publicUrl}/api/v1/oidc/callback`],
        postLogoutRedirectUris: [`${publicUrl}/login`],
        people: { ann: { email: 'ann@acme.com', email_verified: true, name: 'Ann' } },
      }),
    )
    const secrets = new Secrets()
    const smtpPassword = secrets.made('SMTP password')
    const log: string[] = []
    const server = startServerProcess(
      {
        SKYCLUST_PORT: String(port),
        SKYCLUST_PUBLIC_URL: publicUrl,
        SKYCLUST_DATA_DIR: dataDir,
        SKYCLUST_LOG_LEVEL: 'debug',
        SKYCLUST_REGISTRATION: 'open',
        SKYCLUST_OIDC_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
        SKYCLUST_VAULT_KEY: secrets.add('vault key', randomBytes(32).toString('base64')),
        SKYCLUST_SANDBOX_ADMIN_TOKEN: secrets.made('sandbox admin token'),
        SKYCLUST_SMTP_URL: `smtp://mailer:${smtpPassword}@127.0.0.1:1`,
        SKYCLUST_MAIL_FROM: 'SkyClust <sky@example.com>',
        SKYCLUST_AWS_ENDPOINT: sandbox.urls.aws,
        SKYCLUST_GCP_ENDPOINT: sandbox.urls.gcp,
        SKYCLUST_AZURE_ENDPOINT: sandbox.urls.azure,
        DATABASE_URL: urlOf(connection),
      },
      (text) => void log.push(text),
    )
    stack.defer(() => server.kill())
    await server.ready
    const heard = stack.use(
      await notices(connection, ['skyclust_events', 'skyclust_access', 'skyclust_work']),
    )
    const query = (text: string) =>
      withClient(connection, async (client) => {
        const { rows } = await client.query<Record<string, unknown>>(text)
        return rows
      })
    const story: Story = {
      publicUrl,
      idp,
      query,
      witness: witness(`http://127.0.0.1:${port}`),
      accounts: {
        aws: await sandbox.sim.createAccount('aws'),
        gcp: await sandbox.sim.createAccount('gcp'),
        azure: await sandbox.sim.createAccount('azure'),
      },
    }

    const { admin, password } = await accountStory(story, secrets)
    const stream = listenTo(`http://127.0.0.1:${port}`, admin)
    await workspaceStory(story, secrets, admin)
    await signOnStory(story, secrets, admin)
    assert.deepEqual(await cloudStory(story, secrets, admin), [201, 201, 201])
    const live = await databaseTraces(connection)
    await plantedFaults(story, admin, password)
    await readBack(story.witness, admin)
    // Mails are tried, and refused by a server that is not there.
    await sleep(1500)
    const traces: Trace[] = [
      ...story.witness.answers,
      ...heard.traces(),
      ...live,
      ...(await databaseTraces(connection)),
      { where: 'log', text: log.join('') },
      { where: 'stream', text: await stream.end() },
    ]

    context.diagnostic(
      `${secrets.all.length} secrets, ${traces.length} traces, ${log.join('').length} bytes of log`,
    )
    assert.ok(secrets.all.length >= 40)
    assert.ok(log.join('').includes('request completed'), 'the log is not at its most talkative')
    assert.doesNotMatch(log.join(''), /failing row/i, 'rows that were refused are quoted')
    assert.ok(traces.some(({ where, text }) => where === 'stream' && text.includes('credential')))
    assert.ok(traces.some(({ where }) => where.startsWith('notice')))
    for (const { name, value, handedOutBy } of secrets.all)
      for (const label of handedOutBy)
        assert.ok(
          story.witness.answers.some(
            ({ where, text }) => where === `answer ${label}` && text.includes(value),
          ),
          `«${label}» does not hand out ${name}: is it looked for rightly?`,
        )
    assert.deepEqual(leaksOf(secrets.all, traces), [])
  })

  it('are found in every writing, also in the middle of something longer', () => {
    const value = 'canary+of/the~mine'
    const canary = { name: 'canary', value, handedOutBy: [] }
    const written = [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('hex'),
      ...['', 'x', 'xx', 'xxx'].flatMap((lead) => [
        Buffer.from(`${lead}${value}${lead}`).toString('base64'),
        Buffer.from(`${lead}${value}?`).toString('base64url'),
      ]),
      JSON.stringify({ a: JSON.stringify({ value }) }),
    ]
    for (const text of written)
      assert.notDeepEqual(leaksOf([canary], [{ where: 'log', text: `<${text}>` }]), [], text)
    assert.deepEqual(leaksOf([canary], [{ where: 'log', text: 'canary of the mine' }]), [])
    assert.equal(writingsOf(value).size, 10)
  })
})

/** The database refuses rows, and tells in its error what was in them. */
async function plantedFaults(
  { witness: { ask }, query, idp }: Story,
  admin: Person,
  password: string,
): Promise<void> {
  const tables = [
    'sessions',
    'api_keys',
    'oidc_logins',
    'mails',
    'credentials',
    'refresh_tokens',
    'totp',
  ]
  for (const table of tables)
    await query(`alter table ${table} add constraint planted_fault check (false) not valid`)
  const [provider] = await query('select id from oidc_providers limit 1')
  const scopes = ['cluster:read']
  const failed = [
    await ask('fault: key', admin, 'POST', `${MAIN}/api-keys`, { name: 'x', scopes }),
    await ask('fault: login', {}, 'GET', `/oidc/${String(provider?.['id'])}/login`),
    await ask('fault: mail', {}, 'POST', '/password-reset', { email: 'guest@example.com' }),
    await ask('fault: token', admin, 'POST', '/token'),
    await ask('fault: registration', {}, 'POST', '/registration', {
      email: 'late@example.com',
      name: 'Late',
      password,
    }),
  ]
  assert.ok(idp.requests.length > 0)
  assert.ok(
    failed.filter(({ status }) => status === 500).length >= 3,
    failed.map(({ status, text }) => `${status} ${text}`).join('\n'),
  )
}

/** Everything that can be read of what happened. */
async function readBack({ ask }: Witness, admin: Person): Promise<void> {
  const paths = [
    '/me',
    '/me/sessions',
    '/me/passkeys',
    `${MAIN}/audit?limit=200`,
    `${MAIN}/audit/export?format=csv`,
    `${MAIN}/audit/export?format=json`,
    `${MAIN}/credentials`,
    `${MAIN}/oidc-providers`,
    `${MAIN}/invitations`,
    `${MAIN}/api-keys`,
    `${MAIN}/service-accounts`,
    `${MAIN}/events`,
    '/platform/audit?limit=200',
    '/platform/audit/export?format=jsonl',
    '/platform/users',
    '/platform/statistics',
  ]
  for (const path of paths) {
    const { status, text } = await ask(`read ${path}`, admin, 'GET', path)
    assert.equal(status, 200, `${path}: ${text}`)
  }
}

/** What a workspace's stream says from now on. */
function listenTo(base: string, { cookie = '' }: Person): { end(): Promise<string> } {
  const abort = new AbortController()
  let text = ''
  const reading = (async () => {
    const answer = await fetch(`${base}/api/v1${MAIN}/events/stream`, {
      headers: { cookie },
      signal: abort.signal,
    })
    for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString()
  })().catch(() => undefined)
  return {
    async end() {
      abort.abort()
      await reading
      return text
    },
  }
}
