import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type MailTemplate, renderMail } from './templates.ts'

const SITE = 'https://sky.example'
const TEMPLATES: readonly (readonly [MailTemplate, string | undefined])[] = [
  [{ kind: 'verify-email', token: 'TOKEN' }, `${SITE}/verify-email/TOKEN`],
  [{ kind: 'reset-password', token: 'TOKEN' }, `${SITE}/reset-password/TOKEN`],
  [
    { kind: 'invitation', token: 'TOKEN', workspaceName: 'Main', inviter: 'Kim' },
    `${SITE}/invite/TOKEN`,
  ],
  [{ kind: 'account-exists' }, `${SITE}/login`],
  [{ kind: 'password-changed' }, `${SITE}/login`],
  [{ kind: 'second-factor-reset' }, `${SITE}/login`],
  [
    {
      kind: 'break-glass',
      workspaceName: 'Main',
      administrator: 'admin@example.com',
      reason: 'the cluster burns',
      until: '2026-11-23T10:00:00.000Z',
    },
    undefined,
  ],
]

describe('renderMail', () => {
  for (const [template, link] of TEMPLATES)
    it(`${template.kind} in both languages, with its link on a line of its own`, () => {
      const english = renderMail(template, 'en', SITE)
      const korean = renderMail(template, 'ko', SITE)
      assert.doesNotMatch(english.text + english.subject, /\p{Script=Hangul}/u)
      assert.match(korean.subject, /\p{Script=Hangul}/u)
      assert.match(korean.text, /\p{Script=Hangul}/u)
      for (const { text, subject } of [english, korean]) {
        assert.ok(subject.length > 0 && subject.length < 80)
        if (link !== undefined) assert.ok(text.includes(link))
        assert.ok(text.length < 600)
      }
    })

  it('lets nobody write headers or lines of their own', () => {
    const { subject, text } = renderMail(
      {
        kind: 'invitation',
        token: 'TOKEN',
        workspaceName: 'Main\r\nBcc: all@example.com',
        inviter: 'Kim\n\nYour password has expired\u2028',
      },
      'en',
      SITE,
    )
    assert.equal(subject, 'Invitation to Main Bcc: all@example.com')
    assert.equal(text.trimEnd().split('\n\n').length, 3)
    assert.doesNotMatch(text, /\n\nYour password/)
  })
})
