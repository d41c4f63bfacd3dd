import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { MeView } from '@skyclust/application'
import { generateSync } from 'otplib'
import {
  enter,
  enterPassword,
  makeAccount,
  openAccount,
  outboxLink,
  signOut,
} from './account-walk.ts'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { type Visitor, visitor, whyNot } from './visitor.ts'
import { PASSWORD, setUpInBrowser, signIn } from './walk.ts'

const STEP_SECONDS = 30

/** The code an authenticator app shows so many steps from now. */
function codeOf(secret: string, stepsAhead = 0): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + stepsAhead * STEP_SECONDS })
}

async function me({ page }: Visitor): Promise<MeView> {
  const answer = await page.request.get('/api/v1/me')
  assert.equal(answer.status(), 200)
  return (await answer.json()) as MeView
}

/** Complaints but those about refusals that a test brings about: browsers print their status. */
function unforeseen(...people: readonly Visitor[]): string[] {
  const refusal = /status of (?:403|409|422) .*\/api\/v1\//
  return people.flatMap(({ complaints }) => complaints).filter((text) => !refusal.test(text))
}

describe('the own account in a browser', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  before(async () => {
    dashboard = await runningDashboard({ SKYCLUST_REGISTRATION: 'open' })
    await using person = await visitor(dashboard.url, 'en')
    await setUpInBrowser(person)
  })
  after(() => dashboard?.[Symbol.asyncDispose]())

  it('is secured with an authenticator app, and signed in to with its codes', async () => {
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words, shot } = person
    const email = 'totp@example.com'
    await makeAccount(dashboard.url, email, 'Yuna')
    await enter(person, email)
    await openAccount(person, 'security')
    await page.getByRole('button', { name: words('account.totp.setUp'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    const secret = await dialog
      .getByLabel(words('account.totp.secret'), { exact: true })
      .inputValue()
    await dialog.getByRole('img', { name: words('account.totp.qr') }).waitFor()
    await shot('totp-setup')
    const field = dialog.getByLabel(words('account.totp.code'), { exact: true })
    await field.fill('000000')
    await dialog.getByText(words('problem.wrong-code')).waitFor()
    await field.fill(codeOf(secret))
    const list = dialog.getByRole('list', { name: words('account.recovery.codes') })
    await list.waitFor()
    const codes = await list.getByRole('listitem').allInnerTexts()
    await shot('totp-recovery-codes')
    await dialog.getByRole('button', { name: words('account.recovery.kept') }).click()
    await page.getByText(words('account.totp.on'), { exact: true }).waitFor()

    assert.equal(new Set(codes).size, 10)
    assert.deepEqual((await me(person)).secondFactor, {
      totp: true,
      passkeys: 0,
      recoveryCodesLeft: 10,
    })

    await signOut(person)
    await enterPassword(person, email, PASSWORD)
    const code = page.getByLabel(words('login.secondFactor.code'))
    await code.waitFor()
    await shot('second-factor')
    assert.equal((await page.request.get('/api/v1/me')).status(), 401)
    assert.equal(
      await page.evaluate<string>('document.activeElement.autocomplete'),
      'one-time-code',
    )
    // The code that confirmed the app is used up; the clocks of phones may be a step ahead.
    await code.fill(codeOf(secret, 1).replace(/^.../, '$& '))
    await page.waitForURL('**/workspaces')

    await using other = await visitor(dashboard.url, 'en')
    await other.page.goto('/login?next=/account/sessions')
    await enterPassword(other, email, PASSWORD)
    await other.page
      .getByRole('button', { name: other.words('login.secondFactor.way.recovery-code') })
      .click()
    const recovery = other.page.getByLabel(other.words('login.secondFactor.recoveryCode'))
    await recovery.fill(codes[3] ?? '')
    await recovery.press('Enter')
    await other.page.waitForURL(({ pathname }) => pathname === '/account/sessions')
    const factor = (await me(other)).secondFactor
    assert.equal(factor.recoveryCodesLeft, 9)

    await openAccount(other, 'security')
    await other.page
      .getByRole('button', { name: other.words('account.totp.remove'), exact: true })
      .click()
    await other.page
      .getByRole('dialog')
      .getByRole('button', { name: other.words('account.totp.remove'), exact: true })
      .click()
    await other.page
      .getByRole('button', { name: other.words('account.totp.setUp'), exact: true })
      .waitFor()
    assert.equal((await me(other)).secondFactor.totp, false)
    assert.deepEqual(unforeseen(person, other), [])
  })

  it('is signed in to with a passkey alone, and with one after the password', async () => {
    await using person = await visitor(dashboard.url, 'en')
    const { page, words, shot } = person
    const devTools = await person.context.newCDPSession(page)
    await devTools.send('WebAuthn.enable')
    const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    const email = 'passkey@example.com'
    await makeAccount(dashboard.url, email, 'Hana')
    await enter(person, email)
    await openAccount(person, 'security')
    await page.getByRole('button', { name: words('account.passkeys.add') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words('account.passkeys.name'), { exact: true }).fill('Work laptop')
    await dialog.getByRole('button', { name: words('account.passkeys.make') }).click()
    await dialog.getByText(words('account.passkeys.done')).waitFor()
    await dialog.getByRole('button', { name: words('account.recovery.kept') }).click()
    await page.getByText('Work laptop', { exact: true }).waitFor()
    await shot('security')
    assert.equal((await me(person)).secondFactor.passkeys, 1)
    const { credentials } = await devTools.send('WebAuthn.getCredentials', { authenticatorId })
    assert.equal(credentials.length, 1)

    await signOut(person)
    await page.getByRole('button', { name: words('login.withPasskey') }).click()
    await page.waitForURL('**/workspaces')
    await openAccount(person, 'sessions')
    await page.getByRole('main').getByText(words('account.sessions.method.passkey')).waitFor()

    await signOut(person)
    await enterPassword(person, email, PASSWORD)
    await page
      .getByRole('button', { name: words('login.secondFactor.usePasskey'), exact: true })
      .click()
    await page.waitForURL('**/workspaces')

    await openAccount(person, 'security')
    await page
      .getByRole('button', { name: words('account.passkeys.removeNamed', { name: 'Work laptop' }) })
      .click()
    await dialog
      .getByRole('button', { name: words('account.passkeys.remove'), exact: true })
      .click()
    await page.getByText(words('account.passkeys.none')).waitFor()
    await signOut(person)
    await page.getByRole('button', { name: words('login.withPasskey') }).click()
    await page.getByText(words('problem.wrong-passkey'), { exact: true }).waitFor()
    assert.equal((await page.request.get('/api/v1/me')).status(), 401)
    assert.deepEqual(unforeseen(person), [])
  })

  it('gets a new password by a link that the administrator hands on from the outbox', async () => {
    await using admin = await visitor(dashboard.url, 'en')
    await signIn(admin)
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words, shot } = person
    const email = 'mina@example.com'

    await page.goto('/login')
    await page.getByRole('link', { name: words('login.register') }).click()
    await page.getByLabel(words('register.name'), { exact: true }).fill('Mina')
    await page.getByLabel(words('register.email'), { exact: true }).fill(email)
    await page.getByLabel(words('register.password'), { exact: true }).fill(PASSWORD)
    await shot('register')
    await page.getByRole('button', { name: words('register.submit') }).click()
    await page.getByText(words('mailbox.title')).waitFor()
    await page.goto(await outboxLink(admin, email, 'verify-email'))
    await shot('verify-email-signed-out')
    await page.getByRole('link', { name: words('verifyEmail.signIn') }).click()
    await enterPassword(person, email, PASSWORD)
    await page.getByRole('button', { name: words('verifyEmail.submit') }).click()
    await page.getByText(words('verifyEmail.done')).waitFor()

    await page.context().clearCookies()
    await page.goto('/login')
    await page.getByRole('link', { name: words('login.forgot') }).click()
    await page.getByLabel(words('forgotPassword.email')).fill(email)
    await page.getByRole('button', { name: words('forgotPassword.submit') }).click()
    await page.getByText(words('mailbox.title')).waitFor()
    const link = await outboxLink(admin, email, 'reset-password')
    await admin.shot('admin-mail')

    await page.goto(link)
    const password = page.getByLabel(words('resetPassword.password'), { exact: true })
    await password.fill('password123')
    await page.getByRole('button', { name: words('resetPassword.submit') }).click()
    await page.getByText(words('problem.weak-password')).waitFor()
    await password.fill('quite another one')
    await page.getByRole('button', { name: words('resetPassword.submit') }).click()
    await page.getByText(words('resetPassword.done')).waitFor()
    await page.getByRole('link', { name: words('resetPassword.signIn') }).click()
    await enterPassword(person, email, PASSWORD)
    await page.getByText(words('problem.wrong-credentials')).waitFor()
    await enterPassword(person, email, 'quite another one')
    await page.waitForURL('**/workspaces')
    const { user } = await me(person)
    assert.deepEqual([user.email, user.emailVerified, user.name], [email, true, 'Mina'])

    await page.goto(link)
    await page.getByLabel(words('resetPassword.password'), { exact: true }).fill('a third password')
    await page.getByRole('button', { name: words('resetPassword.submit') }).click()
    await page.getByText(words('problem.link-expired')).waitFor()
    assert.deepEqual(unforeseen(person, admin), [])
  })

  it('ends sessions of other browsers, which notice by themselves', async () => {
    await using here = await visitor(dashboard.url, 'ko')
    await using there = await visitor(dashboard.url, 'en')
    const email = 'two-browsers@example.com'
    await makeAccount(dashboard.url, email, 'Jun')
    await enter(here, email)
    await enter(there, email)
    await there.page.goto('/account/sessions')
    await there.page.getByRole('heading', { name: there.words('account.sessions.title') }).waitFor()
    await here.page.goto('/account/sessions')
    await here.page.getByText(here.words('account.sessions.current')).waitFor()
    await here.shot('sessions')
    await here.page.getByRole('button', { name: here.words('account.sessions.endOthers') }).click()
    const dialog = here.page.getByRole('dialog')
    await dialog.getByRole('button', { name: here.words('account.sessions.endOthers') }).click()
    await there.page.waitForURL('**/login?next=*')

    assert.equal((await there.page.request.get('/api/v1/me')).status(), 401)
    assert.equal((await me(here)).user.email, email)
    const rows = here.page.getByRole('main').getByRole('listitem')
    await here.page.waitForFunction('document.querySelectorAll("main ul > li").length === 1')
    assert.equal(await rows.count(), 1)
    assert.deepEqual(unforeseen(here, there), [])
  })
})
