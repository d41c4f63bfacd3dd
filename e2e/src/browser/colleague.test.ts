import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { startOidcProvider, type TestOidcProvider } from '@skyclust/testkit'
import { inviteByLink } from './people.ts'
import { runningDashboard } from './running-dashboard.ts'
import { type Visitor, visitor, whyNot } from './visitor.ts'
import { EMAIL, setUpInBrowser } from './walk.ts'

const W = '/workspaces/main'
const HANA = 'hana@example.com'
const PROVIDER = 'Acme ID'
const SOON = { timeout: 5000 }

describe('a colleague', { skip: whyNot() }, () => {
  for (const locale of ['ko', 'en'] as const)
    it(`joins by single sign-on, sees what a viewer may, and is out when removed, in ${locale}`, async () => {
      await using dashboard = await runningDashboard({
        SKYCLUST_OIDC_ALLOWED_NETWORKS: '127.0.0.0/8',
      })
      await using provider = await startOidcProvider({
        redirectUris: [`${dashboard.url}/api/v1/oidc/callback`],
        postLogoutRedirectUris: [`${dashboard.url}/login`],
        people: { hana: { email: HANA, email_verified: true, name: 'Hana Kim' } },
      })
      await using owner = await visitor(dashboard.url, locale)
      await using guest = await visitor(dashboard.url, locale, {
        theme: locale === 'ko' ? 'dark' : 'light',
      })
      await setUpInBrowser(owner)

      await addProvider(owner, provider)
      const link = await inviteByLink(owner, HANA, owner.words('role.viewer'))
      await joinAtProvider(guest, link)
      await seesOnlyWhatAViewerMay(guest)
      await removeAndSeeThemOut(owner, guest)
      await findEachStepInTheLog(owner)

      assert.deepEqual(complaintsOf(owner, dashboard.url), [])
      assert.deepEqual(complaintsOf(guest, dashboard.url), [])
    })
})

/** A wrong issuer first: nothing is stored, and the page says what is wrong. */
async function addProvider({ page, words, shot }: Visitor, provider: TestOidcProvider) {
  await page.goto(`${W}/settings`)
  await page.getByRole('link', { name: words('settings.sso') }).click()
  await page.getByText(words('sso.empty')).waitFor()
  await shot('sso-empty')
  await page.getByRole('link', { name: words('sso.add') }).click()
  await page.getByRole('radio', { name: 'OpenID Connect' }).check()
  const redirectUri = await page.getByLabel(words('sso.redirectUri'), { exact: true }).inputValue()
  const issuer = page.getByLabel(words('sso.issuer'), { exact: true })
  await page.getByLabel(words('sso.name'), { exact: true }).fill(PROVIDER)
  await issuer.fill(`${provider.issuer}/elsewhere`)
  await page.getByLabel(words('sso.clientId')).fill(provider.clientId)
  await page.getByLabel(words('sso.clientSecret')).fill(provider.clientSecret)
  await shot('sso-form')
  const save = page.getByRole('button', { name: words('sso.submit') })
  await save.click()
  await page.getByRole('alert').getByText(words('sso.discovery.status')).waitFor()
  await shot('sso-wrong-issuer')
  await issuer.fill(provider.issuer)
  await save.click()
  await page.getByText(words('sso.saved', { name: PROVIDER })).waitFor()
  await page.getByText(words('sso.test.ok')).waitFor()
  await page.getByText(`${provider.issuer}/session/end`).waitFor()
  await shot('sso-saved')
  await page.getByRole('link', { name: words('sso.done') }).click()
  await page.getByRole('heading', { name: PROVIDER }).waitFor()
  await page.getByText(provider.clientId).waitFor()
  await shot('sso-provider')
  const shown = await page.content()

  assert.equal(new URL(redirectUri).pathname, '/api/v1/oidc/callback')
  assert.ok(!shown.includes(provider.clientSecret), 'the client secret is never shown again')
}

/** Opens the link in an empty browser and signs in on the provider's own pages. */
async function joinAtProvider({ page, words, shot }: Visitor, link: string) {
  await page.goto(link)
  const join = page.getByRole('button', { name: words('invitation.joinWith', { name: PROVIDER }) })
  await join.waitFor()
  await shot('sso-invited')
  await join.click()
  await page.locator('input[name=login]').fill('hana')
  await page.locator('input[name=password]').fill('anything')
  await shot('sso-at-provider')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`**${W}`)
  await page.getByText(words('connection.live'), { exact: true }).waitFor()
  await shot('sso-joined')
  const me = (await (await page.request.get('/api/v1/me')).json()) as {
    user: { email: string; name: string }
  }

  assert.deepEqual([me.user.email, me.user.name], [HANA, 'Hana Kim'])
}

async function seesOnlyWhatAViewerMay({ page, words, shot }: Visitor) {
  const menu = page.getByRole('navigation', { name: words('nav.main') })
  await menu.getByRole('link', { name: words('nav.clusters') }).click()
  const create = page.getByRole('button', { name: words('clusters.create') }).first()
  await create.waitFor()
  await shot('sso-viewer')
  assert.equal(await create.getAttribute('aria-disabled'), 'true')
  assert.equal(await menu.getByRole('link', { name: words('nav.audit') }).count(), 0)
  await page.goto(`${W}/audit`)
  await page.getByText(words('audit.notAllowed')).waitFor()
  await shot('audit-not-allowed')
  const log = await page.request.get('/api/v1/workspaces/main/audit')
  const invited = await page.request.post('/api/v1/workspaces/main/invitations', {
    data: { email: 'friend@example.com', role: 'viewer' },
    headers: { origin: new URL(page.url()).origin },
  })

  assert.equal(log.status(), 403)
  assert.equal(invited.status(), 403)
  await page.goto(`${W}/clusters`)
  await page.getByText(words('connection.live'), { exact: true }).waitFor()
}

/** The colleague does nothing meanwhile: their page finds out by itself. */
async function removeAndSeeThemOut(owner: Visitor, guest: Visitor) {
  const { page, words } = owner
  await page.goto(`${W}/members`)
  const remove = words('members.removeNamed', { name: 'Hana Kim' })
  await page.getByRole('button', { name: remove }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('members.remove'), exact: true })
    .click()
  await guest.page.waitForURL('**/workspaces?lost=*', SOON)
  await guest.page.getByText(guest.words('workspaces.empty')).waitFor()
  await guest.shot('sso-removed')
  const refused = await guest.page.request.get('/api/v1/workspaces/main/clusters')
  await guest.page.goto(`${W}/clusters`)
  await guest.page.getByText(guest.words('nav.noWorkspace', { slug: 'main' })).waitFor()
  await guest.shot('sso-out')

  assert.equal(refused.status(), 404)
}

async function findEachStepInTheLog(owner: Visitor) {
  const { page, words, shot } = owner
  await page
    .getByRole('navigation')
    .getByRole('link', { name: words('nav.audit') })
    .click()
  const rowOf = (action: string, actor: string, result: string) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: words(`audit.action.${action}`) }) })
      .filter({ hasText: actor })
      .filter({ hasText: words(`audit.result.${result}`) })
  const steps = [
    ['createOidcProvider', EMAIL, 'refused'],
    ['createOidcProvider', EMAIL, 'success'],
    ['inviteMember', EMAIL, 'success'],
    ['finishOidcLogin', HANA, 'success'],
    ['inviteMember', HANA, 'refused'],
    ['removeMember', EMAIL, 'success'],
  ] as const
  for (const [action, actor, result] of steps) await rowOf(action, actor, result).waitFor()
  await shot('audit')
  for (const [action, actor, result] of steps)
    assert.equal(await rowOf(action, actor, result).count(), 1, `${action} ${result}`)

  // The newest at the top; what joining changed, without secrets, and proven by the reader's own browser.
  const seen = await page.getByRole('row').allInnerTexts()
  const [removed = -1, joined = -1, invited = -1] = [
    'removeMember',
    'finishOidcLogin',
    'createOidcProvider',
  ].map((action) => seen.findIndex((row) => row.includes(words(`audit.action.${action}`))))
  assert.ok(0 < removed && removed < joined && joined < invited, seen.join('\n'))
  await rowOf('finishOidcLogin', HANA, 'success').getByRole('button').click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText(words('audit.hashFits')).waitFor()
  await drawer.getByText('viewer', { exact: true }).waitFor()
  await drawer.getByText(words('audit.side.after')).first().waitFor()
  await shot('audit-entry')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: words('audit.verify.run') }).click()
  await page.getByText(words('audit.verify.headHint')).waitFor()
  const label = words('audit.verify.head', { seq: `${steps.length}` })
  const head = await page.getByRole('textbox', { name: label }).inputValue()
  await shot('audit-verified')
  assert.match(head, /^[0-9a-f]{64}$/)
  await narrowAndExport(owner)
}

/** The filter is in the URL, and the file has what it leaves. */
async function narrowAndExport({ page, words }: Visitor) {
  await page.getByLabel(words('audit.resultColumn'), { exact: true }).selectOption('refused')
  await page.getByLabel(words('audit.search'), { exact: true }).fill('Acme')
  const rows = page.getByRole('table', { name: words('audit.caption') }).getByRole('row')
  await page.waitForURL('**/audit?*result=refused*')
  await rows.filter({ hasText: 'oidc-discovery-failed' }).waitFor()
  await rows.filter({ hasText: HANA }).first().waitFor({ state: 'detached' })
  assert.equal(await rows.count(), 2, 'the head and the one refusal')
  await page.getByRole('button', { name: words('audit.export') }).click()
  const loading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const text = await readFile(await (await loading).path(), 'utf8')
  const lines = text.trim().split('\r\n')

  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', /createOidcProvider/)
}

/**
 * The provider's own pages ask for fonts that are not here; what our pages complain of is ours, but for the wrong issuer, which
 * is refused on purpose.
 */
function complaintsOf({ complaints }: Visitor, url: string): readonly string[] {
  return complaints.filter(
    (complaint) =>
      (complaint.includes(url) || !complaint.includes('http')) &&
      !/status of 422 .*\/oidc-providers\)$/.test(complaint),
  )
}
