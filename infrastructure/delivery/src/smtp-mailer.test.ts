import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { DomainError } from '@skyclust/domain'
import { smtpMailer } from './smtp-mailer.ts'

/** An SMTP server that takes everything unless a test lets it answer a command otherwise; undefined = silence. */
let refusals: Readonly<Record<string, string | undefined>> = {}
let commands: string[] = []
let messages: string[] = []
const ANSWERS: Readonly<Record<string, string>> = {
  EHLO: '250-test\r\n250 AUTH PLAIN',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  MESSAGE: '250 queued',
  QUIT: '221 bye',
}

const server = createServer((socket: Socket) => {
  const say = (word: string, usual: string | undefined) => {
    const answer = word in refusals ? refusals[word] : (usual ?? '502 no')
    if (answer !== undefined) socket.write(`${answer}\r\n`)
  }
  let received = ''
  let inMessage = false
  say('GREETING', '220 test ESMTP')
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    for (;;) {
      const end = inMessage ? '\r\n.\r\n' : '\r\n'
      const at = received.indexOf(end)
      if (at < 0) return
      const part = received.slice(0, at)
      received = received.slice(at + end.length)
      if (inMessage) {
        messages.push(part)
        inMessage = false
        say('MESSAGE', ANSWERS['MESSAGE'])
        continue
      }
      commands.push(part)
      const word = part.split(' ')[0] ?? ''
      inMessage = word === 'DATA' && !('DATA' in refusals)
      say(word, ANSWERS[word])
    }
  })
})
let port = 0
before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
after(() => server.close())
beforeEach(() => {
  refusals = {}
  commands = []
  messages = []
})

const from = 'SkyClust <no-reply@sky.example.com>'
const mail = {
  to: 'kim@example.com',
  subject: '작업 공간 «개발팀»에 초대합니다',
  text: '링크: https://x\n.\n감사합니다.',
}
const mailer = (url = `smtp://user%40x:p%3Ass-canary@127.0.0.1:${port}`) =>
  smtpMailer({ url, from, timeoutMs: 5000 })
const impatient = () => smtpMailer({ url: `smtp://127.0.0.1:${port}`, from, timeoutMs: 300 })

async function refusedFor(reason: string, attempt: Promise<void>) {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof DomainError, String(error))
    assert.equal(error.kind, 'unavailable')
    assert.equal(error.code, 'mail-refused')
    assert.equal(error.details['reason'], reason, error.message)
    const printed = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
    const secret = Buffer.from('\0user@x\0p:ss-canary').toString('base64')
    for (const canary of ['ss-canary', secret, 'https://x', '초대'])
      assert.ok(!printed.includes(canary), canary)
    return true
  })
}

/** Header fields by lower-case name, unfolded and decoded. */
function headersOf(message: string): ReadonlyMap<string, string> {
  const [head = ''] = message.split('\r\n\r\n')
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const word = /=\?UTF-8\?([BQ])\?([^?]*)\?=/gi
  return new Map(
    lines.map((line) => {
      const [name = '', ...rest] = line.split(': ')
      const joined = rest.join(': ').replaceAll(/\?=\s+=\?/g, '?==?')
      const value = joined.replaceAll(word, (_, kind: string, body: string) =>
        kind.toUpperCase() === 'B'
          ? Buffer.from(body, 'base64').toString('latin1')
          : quotedPrintable(body.replaceAll('_', ' ')),
      )
      return [name.toLowerCase(), Buffer.from(value, 'latin1').toString()]
    }),
  )
}

function quotedPrintable(text: string): string {
  return text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
}

function textOf(message: string): string {
  const body = message.slice(message.indexOf('\r\n\r\n') + 4)
  const encoding = headersOf(message).get('content-transfer-encoding')
  const raw =
    encoding === 'base64' ? Buffer.from(body, 'base64').toString('latin1') : quotedPrintable(body)
  return Buffer.from(raw, 'latin1').toString().replaceAll('\r\n', '\n').trim()
}

describe('smtpMailer', () => {
  it('hands over subject and text in any language, with the given credentials', async () => {
    await mailer().send(mail)

    assert.equal(messages.length, 1)
    const headers = headersOf(messages[0] ?? '')
    assert.equal(headers.get('subject'), mail.subject)
    assert.equal(headers.get('from'), from)
    assert.equal(headers.get('to'), 'kim@example.com')
    assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(headers.get('auto-submitted'), 'auto-generated')
    assert.equal(textOf(messages[0] ?? ''), mail.text)
    const auth = commands.find((command) => command.startsWith('AUTH PLAIN ')) ?? ''
    assert.equal(Buffer.from(auth.slice(11), 'base64').toString(), '\0user@x\0p:ss-canary')
    assert.ok(commands.includes('RCPT TO:<kim@example.com>'))
  })

  it('needs no credentials where there are none', async () => {
    await mailer(`smtp://localhost:${port}`).send(mail)
    assert.equal(messages.length, 1)
    assert.ok(!commands.some((command) => command.startsWith('AUTH')))
  })

  it('has one recipient and the headers it was meant to have, whatever the fields contain', async () => {
    await mailer().send({ ...mail, subject: 'a\r\nBcc: evil@example.com\r\n\r\nx' })
    await mailer()
      .send({ ...mail, to: 'kim@example.com, evil@example.com' })
      .catch(() => {})
    await mailer()
      .send({ ...mail, to: 'kim@example.com>\r\nRCPT TO:<evil@example.com' })
      .catch(() => {})

    assert.equal(headersOf(messages[0] ?? '').has('bcc'), false)
    assert.ok(!commands.some((command) => /^RCPT TO:<evil@example.com>/.test(command)))
  })

  it('says why the server did not take it', async () => {
    const table: readonly (readonly [string, Record<string, string | undefined>])[] = [
      ['authentication', { AUTH: '535 5.7.8 p:ss-canary is wrong' }],
      ['address', { RCPT: '550 5.1.1 no such user' }],
      ['address', { MAIL: '550 5.7.1 not you' }],
      ['message', { MESSAGE: '554 5.7.1 spam' }],
    ]
    for (const [reason, change] of table) {
      refusals = change
      await refusedFor(reason, mailer().send(mail))
    }
    for (const silence of ['GREETING', 'MESSAGE']) {
      refusals = { [silence]: undefined }
      await refusedFor('timeout', impatient().send(mail))
    }
    refusals = {}
    await refusedFor('unreachable', mailer('smtp://127.0.0.1:1').send(mail))
    await mailer().send(mail)
  })

  it('sends neither password nor message to a server elsewhere that has no TLS', async () => {
    // Leads to the test server, but is not known to be loopback.
    await refusedFor('tls', mailer(`smtp://user:ss-canary@0.0.0.0:${port}`).send(mail))
    await assert.rejects(mailer(`smtps://user:ss-canary@127.0.0.1:${port}`).send(mail), {
      code: 'mail-refused',
    })

    assert.deepEqual(messages, [])
    assert.ok(!commands.some((command) => /^(AUTH|MAIL|RCPT)/.test(command)), commands.join())
  })

  it('refuses settings that cannot be right, without repeating them', () => {
    const wrong = [
      '',
      'x',
      'http://mail',
      'smtp://',
      'smtp://u:ss-canary@m.example?tls=off',
      'smtp://m?tls=no',
      'smtp://ss-canary%zz@m',
    ]
    for (const url of wrong)
      assert.throws(
        () => mailer(url),
        (error) => error instanceof RangeError && !error.message.includes('ss-canary'),
        url,
      )
    mailer('smtp://relay.example?tls=off')
  })
})
