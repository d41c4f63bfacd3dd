import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { AuditEntryView, MeView } from '@skyclust/application'
import { enter, enterPassword, makeAccount, signOut } from './account-walk.ts'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { type Visitor, visitor, whyNot } from './visitor.ts'
import { PASSWORD, setUpInBrowser, signIn } from './walk.ts'

const REASON = 'Nobody of the team can be reached and their cluster is down.'

/** Opens an account by searching for it, and presses one of its buttons, which asks once more. */
async function decide(
  { page, words }: Visitor,
  name: string,
  deed: 'disable' | 'enable' | 'promote' | 'revoke',
): Promise<void> {
  await page.goto('/admin/users')
  await page.getByRole('searchbox', { name: words('admin.users.search') }).fill(name)
  await page.getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  const button = words(`admin.users.deed.${deed}.button`)
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await dialog
    .getByRole('heading', { name: words(`admin.users.deed.${deed}.title`, { name }) })
    .waitFor()
  await dialog.getByRole('button', { name: button, exact: true }).click()
}

describe('administration in a browser', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  before(async () => {
    dashboard = await runningDashboard({ SKYCLUST_REGISTRATION: 'open' })
    await using person = await visitor(dashboard.url, 'en')
    await setUpInBrowser(person)
  })
  after(() => dashboard?.[Symbol.asyncDispose]())

  it('puts people out at once, and lets them in again', async () => {
    const email = 'sora@example.com'
    await makeAccount(dashboard.url, email, 'Sora')
    await using admin = await visitor(dashboard.url, 'ko')
    await using person = await visitor(dashboard.url, 'en')
    await signIn(admin)
    await enter(person, email)
    await person.page.goto('/account/sessions')
    await person.page.getByText(person.words('account.sessions.current')).waitFor()

    await decide(admin, 'Sora', 'disable')
    await admin.page
      .getByRole('dialog')
      .getByText(admin.words('admin.users.disabledSince'))
      .first()
      .waitFor()
    await person.page.waitForURL(({ pathname }) => pathname === '/login')
    await enterPassword(person, email, PASSWORD)
    await person.page.getByText(person.words('problem.account-disabled'), { exact: true }).waitFor()

    await decide(admin, 'Sora', 'enable')
    await admin.page
      .getByRole('button', { name: admin.words('admin.users.deed.disable.button'), exact: true })
      .waitFor()
    await enterPassword(person, email, PASSWORD)
    await person.page.waitForURL(({ pathname }) => pathname === '/account/sessions')
  })

  it('is handed on, but never by the last one', async () => {
    await makeAccount(dashboard.url, 'deputy@example.com', 'Deputy')
    await using admin = await visitor(dashboard.url, 'en')
    const { page, words } = admin
    await signIn(admin)
    await decide(admin, 'Admin', 'revoke')
    await page.getByText(words('problem.last-platform-admin'), { exact: true }).waitFor()
    await decide(admin, 'Deputy', 'promote')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words('admin.users.deed.revoke.button') })
      .waitFor()

    await using deputy = await visitor(dashboard.url, 'ko')
    await enter(deputy, 'deputy@example.com')
    await deputy.page.goto('/admin')
    await deputy.page
      .getByRole('heading', { level: 1, name: deputy.words('admin.title') })
      .waitFor()
    await decide(deputy, 'Deputy', 'revoke')
    await deputy.page.getByText(deputy.words('notFound.title')).waitFor()
    assert.equal((await deputy.page.request.get('/api/v1/platform/users')).status(), 403)
  })

  it('breaks the glass of a workspace for a while, on record there', async () => {
    const email = 'owner@example.com'
    await makeAccount(dashboard.url, email, 'Owner')
    await using owner = await visitor(dashboard.url, 'en')
    await enter(owner, email)
    const made = await owner.page.request.post('/api/v1/workspaces', {
      data: { name: 'Vault 7', slug: 'vault-7' },
      headers: { origin: dashboard.url },
    })
    assert.equal(made.status(), 201, await made.text())

    await using admin = await visitor(dashboard.url, 'ko')
    const { page, words, shot } = admin
    await signIn(admin)
    assert.equal((await page.request.get('/api/v1/workspaces/vault-7')).status(), 404)
    await page.goto('/admin/workspaces')
    await page
      .getByRole('button', { name: words('admin.workspaces.breakGlassNamed', { name: 'Vault 7' }) })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words('admin.breakGlass.reason')).fill(REASON)
    await dialog.getByLabel(words('admin.breakGlass.minutes'), { exact: true }).selectOption('15')
    await shot('break-glass')
    const startedAt = Date.now()
    await dialog.getByRole('button', { name: words('admin.breakGlass.submit') }).click()
    await dialog.getByText(words('admin.breakGlass.done')).waitFor()
    await shot('broken-glass')
    await dialog.getByRole('link', { name: words('admin.breakGlass.open') }).click()
    await page.waitForURL('**/workspaces/vault-7')
    await page.getByRole('heading', { level: 1, name: words('overview.title') }).waitFor()

    const me = (await (await page.request.get('/api/v1/me')).json()) as MeView
    assert.equal(me.workspaces.find(({ slug }) => slug === 'vault-7')?.role, 'owner')
    const members = (await (
      await owner.page.request.get('/api/v1/workspaces/vault-7/members')
    ).json()) as { items: { source: string; expiresAt: string | null }[] }
    const emergency = members.items.find(({ source }) => source === 'break-glass')
    const minutes = (Date.parse(emergency?.expiresAt ?? '') - startedAt) / 60_000
    assert.ok(minutes > 14 && minutes < 16, `${minutes} minutes`)
    const log = (await (
      await owner.page.request.get('/api/v1/workspaces/vault-7/audit?action=breakGlass')
    ).json()) as { items: AuditEntryView[] }
    assert.deepEqual(
      log.items.map(({ reason, result }) => [reason, result]),
      [[REASON, 'success']],
    )
    await page.goto('/admin/mail')
    const told = page.getByRole('group').filter({ hasText: email }).filter({ hasText: REASON })
    await told.locator('summary').click()
    await told.getByText(REASON).waitFor()
    await signOut(admin)
  })
})
