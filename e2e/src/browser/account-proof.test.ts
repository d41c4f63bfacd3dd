import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, describe, it } from 'node:test'
import { startOidcProvider, type TestOidcProvider } from '@skyclust/testkit'
import { Client } from 'pg'
import { enter, enterPassword, makeAccount, openAccount, signOut } from './account-walk.ts'
import { inviteByLink } from './people.ts'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { type Visitor, visitor, whyNot } from './visitor.ts'
import { EMAIL, PASSWORD, setUpInBrowser, signIn } from './walk.ts'

const PROVIDER = 'House ID'

async function signInAtProvider({ page }: Visitor, login: string): Promise<void> {
  await page.locator('input[name=login]').fill(login)
  await page.locator('input[name=password]').fill('anything')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

describe('who is at the keyboard', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  let provider: TestOidcProvider
  before(async () => {
    dashboard = await runningDashboard({
      SKYCLUST_REGISTRATION: 'open',
      SKYCLUST_OIDC_ALLOWED_NETWORKS: '127.0.0.0/8',
    })
    provider = await startOidcProvider({
      redirectUris: [`${dashboard.url}/api/v1/oidc/callback`],
      postLogoutRedirectUris: [`${dashboard.url}/login`],
      people: {
        boss: { email: 'boss@elsewhere.example', email_verified: true, name: 'Boss' },
        stranger: { email: 'stranger@elsewhere.example', email_verified: true, name: 'Stranger' },
      },
    })
    await using person = await visitor(dashboard.url, 'en')
    await setUpInBrowser(person)
  })
  after(async () => {
    await provider?.[Symbol.asyncDispose]()
    await dashboard?.[Symbol.asyncDispose]()
  })

  /** As if all sessions had begun twenty minutes ago. */
  async function ageSessions(): Promise<void> {
    const client = new Client({ connectionString: dashboard.databaseUrl })
    await client.connect()
    await client.query("update sessions set created_at = created_at - interval '20 minutes'")
    await client.end()
  }

  it('is asked for the password before the account is changed, when the sign-in is old', async () => {
    const email = 'old-session@example.com'
    await makeAccount(dashboard.url, email, 'Areum')
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words, shot } = person
    await enter(person, email)
    await openAccount(person, 'security')
    await ageSessions()
    // The server remembers sessions for up to five seconds.
    await pause(6000)

    await page.getByRole('button', { name: words('account.totp.setUp'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    const password = dialog.getByLabel(words('account.reauthentication.password'))
    const goOn = dialog.getByRole('button', { name: words('account.reauthentication.submit') })
    await password.fill('not the password')
    await goOn.click()
    await dialog.getByText(words('problem.wrong-password'), { exact: true }).waitFor()
    await shot('reauthentication')
    assert.equal(await dialog.getByRole('img').count(), 0)
    await password.fill(PASSWORD)
    await goOn.click()
    await dialog.getByRole('img', { name: words('account.totp.qr') }).waitFor()
  })

  it('is told when an invitation is for somebody else, and can sign out to join', async () => {
    const invited = 'invited@example.com'
    await makeAccount(dashboard.url, invited, 'Invited')
    await makeAccount(dashboard.url, 'other@example.com', 'Other')
    await using owner = await visitor(dashboard.url, 'en')
    await signIn(owner)
    const path = await inviteByLink(owner, invited, owner.words('role.viewer'))

    await using person = await visitor(dashboard.url, 'en', { theme: 'dark' })
    const { page, words, shot } = person
    await enter(person, 'other@example.com')
    await page.goto(path)
    await page.getByText(words('invitation.wrongAccount'), { exact: true }).waitFor()
    await shot('invitation-wrong-account')
    assert.equal(await page.getByRole('button', { name: /Join as/ }).count(), 0)
    await page.getByRole('button', { name: words('invitation.signOut') }).click()
    await page.getByRole('link', { name: words('invitation.signIn') }).click()
    await page.waitForURL(({ pathname }) => pathname === '/login')
    await enterPassword(person, invited, PASSWORD)
    await page.waitForURL(`**${path}`)
    await page
      .getByRole('button', { name: words('invitation.joinAs', { name: 'Invited' }) })
      .click()
    await page.waitForURL('**/workspaces/main')
    await page.goto(path)
    await page.getByText(words('problem.invitation-not-found'), { exact: true }).waitFor()
  })

  it('links a provider to the own account, and signs in with it from then on', async () => {
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words, shot } = person
    await signIn(person)
    const { issuer, clientId, clientSecret } = provider
    const made = await page.request.post('/api/v1/workspaces/main/oidc-providers', {
      data: { name: PROVIDER, issuer, clientId, clientSecret },
      headers: { origin: dashboard.url },
    })
    assert.equal(made.status(), 201, await made.text())
    const { id } = (await made.json()) as { id: string }

    await openAccount(person, 'security')
    await page
      .getByRole('button', { name: words('account.identities.linkNamed', { name: PROVIDER }) })
      .click()
    await signInAtProvider(person, 'boss')
    await page.waitForURL('**/account/security')
    await page
      .getByText(words('account.identities.linkedAs', { email: 'boss@elsewhere.example' }))
      .waitFor()
    await shot('identities')

    // Signing out ends the session at the provider, too, which asks.
    await using other = await visitor(dashboard.url, 'en')
    await other.page.goto(`/api/v1/oidc/${id}/login?returnTo=/account/sessions`)
    await signInAtProvider(other, 'boss')
    await other.page.waitForURL(({ pathname }) => pathname === '/account/sessions')
    const me = (await (await other.page.request.get('/api/v1/me')).json()) as {
      user: { email: string }
    }
    assert.equal(me.user.email, EMAIL)

    await using stranger = await visitor(dashboard.url, 'en')
    await stranger.page.goto(`/api/v1/oidc/${id}/login?returnTo=/`)
    await signInAtProvider(stranger, 'stranger')
    await stranger.page.waitForURL('**/login?error=not-a-member')
    await stranger.page.getByText(stranger.words('login.refused.not-a-member')).waitFor()
    assert.equal((await stranger.page.request.get('/api/v1/me')).status(), 401)

    await page
      .getByRole('button', { name: words('account.identities.unlinkNamed', { name: PROVIDER }) })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByRole('button', { name: words('account.identities.unlink'), exact: true })
      .click()
    await page
      .getByRole('button', { name: words('account.identities.linkNamed', { name: PROVIDER }) })
      .waitFor()
    await signOut(person)
  })
})
