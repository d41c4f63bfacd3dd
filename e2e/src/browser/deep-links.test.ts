import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { visitor, whyNot } from './visitor.ts'
import { addSandboxAccount, setUpInBrowser, signIn } from './walk.ts'

const W = '/workspaces/main'
const PAGES = [
  [W, 'overview.title'],
  [`${W}/clusters`, 'clusters.title'],
  [`${W}/clusters/new`, 'create.title'],
  [`${W}/networks`, 'networks.title'],
  [`${W}/networks/new`, 'networks.create'],
  [`${W}/credentials`, 'credentials.title'],
  [`${W}/credentials/new`, 'credentials.addTitle'],
  [`${W}/members`, 'members.title'],
  [`${W}/members?tab=roles`, 'members.title'],
  [`${W}/members?tab=invitations`, 'members.title'],
  [`${W}/members?tab=service-accounts`, 'members.title'],
  [`${W}/api-keys`, 'apiKeys.title'],
  [`${W}/audit`, 'audit.title'],
  [`${W}/settings`, 'settings.title'],
  [`${W}/settings/single-sign-on`, 'sso.title'],
  [`${W}/settings/single-sign-on/new?preset=keycloak`, 'sso.addTitle'],
  [`${W}/settings?tab=danger`, 'settings.title'],
] as const

/** Controls and pictures that a screen reader could not name. */
const NAMELESS = `[...document.querySelectorAll('button, a[href], input, select, textarea, [role=img]')]
  .filter((element) => !element.getAttribute('aria-label') && !element.hasAttribute('aria-labelledby')
    && !(element.textContent ?? '').trim() && !element.labels?.length)
  .map((element) => element.outerHTML.slice(0, 200))`

describe('pages of the dashboard', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  before(async () => {
    dashboard = await runningDashboard()
    await using person = await visitor(dashboard.url, 'en')
    await setUpInBrowser(person)
    await addSandboxAccount(person, 'Azure')
  })
  after(() => dashboard?.[Symbol.asyncDispose]())

  for (const locale of ['ko', 'en'] as const)
    it(`open by their address and by links, named and not too wide, in ${locale}`, async () => {
      await using person = await visitor(dashboard.url, locale, { width: 360 })
      const { page, words } = person
      await signIn(person)

      for (const [path, title] of PAGES) {
        const answer = await page.goto(path)
        const heading = page.getByRole('heading', { level: 1, name: words(title) })
        await heading.waitFor()
        await page.getByText(words('connection.live'), { exact: true }).waitFor()

        assert.equal(answer?.status(), 200, path)
        assert.equal(await page.locator('html').getAttribute('lang'), locale)
        assert.deepEqual(await page.evaluate<string[]>(NAMELESS), [], path)
        for (const width of [360, 1280, 1920]) {
          await page.setViewportSize({ width, height: 900 })
          assert.ok((await person.overflow()) <= 0, `${path} is too wide at ${width}`)
        }
        await page.setViewportSize({ width: 360, height: 900 })
      }
      assert.deepEqual(person.complaints, [])
    })

  it('change without loading the document again, and go back', async () => {
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words } = person
    await signIn(person)
    let documents = 0
    page.on('request', (request) => {
      if (request.resourceType() === 'document') documents += 1
    })
    const menu = page.getByRole('navigation', { name: words('nav.main') })

    for (const [item, title] of [
      ['nav.clusters', 'clusters.title'],
      ['nav.networks', 'networks.title'],
      ['nav.credentials', 'credentials.title'],
    ] as const) {
      await menu.getByRole('link', { name: words(item) }).click()
      await page.getByRole('heading', { level: 1, name: words(title) }).waitFor()
    }
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: words('networks.title') }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: words('nav.search') }).fill(words('nav.overview'))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: words('overview.title') }).waitFor()

    assert.equal(documents, 0)
    assert.deepEqual(person.complaints, [])
  })

  it('switch language and theme, and sign out', async () => {
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words } = person
    await signIn(person)

    await page.getByRole('button', { name: words('nav.account') }).click()
    await page.getByRole('menuitemradio', { name: words('nav.themes.dark') }).click()
    const isDark = await page.locator('html').evaluate((html) => html.classList.contains('dark'))
    await page.getByRole('button', { name: words('nav.account') }).click()
    await page.getByRole('menuitemradio', { name: 'English' }).click()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    const stillDark = await page.locator('html').evaluate((html) => html.classList.contains('dark'))
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL('**/login')
    await page.goto(`${W}/clusters`)
    await page.waitForURL('**/login?next=*')

    assert.deepEqual([isDark, stillDark], [true, true])
  })

  it('say so when there is no such page or resource', async () => {
    await using person = await visitor(dashboard.url, 'en')
    const { page, words } = person
    await signIn(person)

    const answer = await page.goto(`${W}/nowhere`)
    await page.getByText(words('notFound.title')).waitFor()
    await page.goto(`${W}/clusters/no-such`)
    await page.getByText(words('resource.missing', { name: 'no-such' })).waitFor()

    assert.equal(answer?.status(), 404)
  })
})
