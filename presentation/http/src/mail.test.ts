import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliverMail, enqueueMail, type Mailer, type Ports } from '@skyclust/application'
import type { MailId } from '@skyclust/domain'
import { mailsTo, OPEN, rows } from './testing/identity-help.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

interface Row extends Record<string, unknown> {
  readonly sent_at: Date | null
  readonly attempts: number
  readonly error: string | null
  readonly sealed_ciphertext: Buffer | null
}

describe('mail', () => {
  let t: TestApp
  let ports: Ports
  before(async () => {
    t = await testApp({ overrides: { installation: { ...OPEN, mail: 'smtp' } } })
    ports = t.ports
  })
  after(() => t[Symbol.asyncDispose]())

  const enqueue = (to: string, locale: 'ko' | 'en' = 'en'): Promise<MailId> =>
    ports.db.transaction((stores) =>
      enqueueMail(ports, stores, {
        to,
        locale,
        template: {
          kind: 'invitation',
          token: 'secret-token',
          workspaceName: 'Main',
          inviter: 'A',
        },
      }),
    )
  const stored = async (id: MailId): Promise<Row | undefined> =>
    (await rows<Row>(t, 'select * from mails where id = $1', [id]))[0]
  const waiting = (id: MailId) => rows(t, 'select 1 from work where key = $1', [`mail:${id}`])
  const mailer = (send: Mailer['send']) => ({ ...ports, mailer: { send } })

  it('is written with the change it tells of, or not at all', async () => {
    await assert.rejects(
      ports.db.transaction(async (stores) => {
        await enqueueMail(ports, stores, {
          to: 'never@example.com',
          locale: 'en',
          template: { kind: 'account-exists' },
        })
        throw new Error('the change failed')
      }),
      /the change failed/,
    )
    assert.deepEqual(await mailsTo(t, 'never@example.com'), [])
  })

  it('is handed over once, and then its body is gone', async () => {
    const id = await enqueue('reader@example.com', 'ko')
    assert.equal((await waiting(id)).length, 1, 'the worker is woken')
    const taken: { to: string; subject: string; text: string }[] = []
    const run = () =>
      deliverMail(
        mailer(async (message) => void taken.push(message)),
        id,
      )

    assert.deepEqual(await run(), { again: 'when-woken' })
    assert.deepEqual(await run(), { again: 'when-woken' })
    assert.equal(taken.length, 1)
    assert.equal(taken[0]?.to, 'reader@example.com')
    assert.match(taken[0].subject, /초대/)
    assert.match(taken[0].text, /http:\/\/localhost\/invite\/secret-token/)
    const row = await stored(id)
    assert.equal(row?.sealed_ciphertext, null)
    assert.notEqual(row?.sent_at, null)
    const [shown] = await mailsTo(t, 'reader@example.com')
    assert.equal(shown?.text, null)
  })

  it('is tried again ever more slowly, ten times, and kept with its error', async () => {
    const id = await enqueue('refused@example.com')
    const refusing = mailer(async () => {
      throw new Error('550 no such mailbox')
    })
    const waits: (number | undefined)[] = []
    for (let i = 0; i < 12; i++) {
      const result = await deliverMail(refusing, id)
      waits.push(result.again === 'after' ? result.ms : undefined)
    }
    assert.deepEqual(waits.slice(0, 3), [5_000, 10_000, 20_000])
    assert.deepEqual(waits.slice(8), [1_280_000, undefined, undefined, undefined])
    const row = await stored(id)
    assert.deepEqual([row?.attempts, row?.error, row?.sent_at], [10, '550 no such mailbox', null])
    const [shown] = await mailsTo(t, 'refused@example.com')
    assert.match(shown?.text ?? '', /secret-token/, 'the administrator can hand it on')
    assert.ok(!t.log.join('\n').includes('secret-token'))
  })

  it('of an unknown id is nothing to do', async () => {
    const gone = 'msg_aaaaaaaaaaaaaaaaaaaa' as MailId
    const result = await deliverMail(
      mailer(() => Promise.reject(new Error('nothing to send'))),
      gone,
    )
    assert.deepEqual(result, { again: 'when-woken' })
  })

  it('without an SMTP server waits in the outbox and wakes nobody', async () => {
    const outbox = { ...ports, installation: OPEN }
    const id = await ports.db.transaction((stores) =>
      enqueueMail(outbox, stores, {
        to: 'outbox@example.com',
        locale: 'en',
        template: { kind: 'reset-password', token: 'abc' },
      }),
    )
    assert.equal((await waiting(id)).length, 0)
  })
})
