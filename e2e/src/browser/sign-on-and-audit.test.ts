import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startOidcProvider, type TestOidcProvider } from '@skyclust/testkit'
import { accessibilityFaults } from './axe.ts'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { type Visitor, visitor, whyNot } from './visitor.ts'
import { setUpInBrowser, signIn } from './walk.ts'

const W = '/workspaces/main'
const SSO = `${W}/settings/single-sign-on`
/** Entries that are loaded at once. */
const PAGE = 50

describe('single sign-on and the audit log in a browser', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  let provider: TestOidcProvider
  before(async () => {
    dashboard = await runningDashboard({ SKYCLUST_OIDC_ALLOWED_NETWORKS: '127.0.0.0/8' })
    provider = await startOidcProvider({ redirectUris: [`${dashboard.url}/api/v1/oidc/callback`] })
    await using owner = await visitor(dashboard.url, 'en')
    await setUpInBrowser(owner)
    await addProvider(owner, provider)
  })
  after(async () => {
    await dashboard?.[Symbol.asyncDispose]()
    await provider?.[Symbol.asyncDispose]()
  })

  it('a provider is changed, tested, switched off and on', async () => {
    await using owner = await visitor(dashboard.url, 'ko', { theme: 'dark' })
    const { page, words, shot } = owner
    await signIn(owner)
    await page.goto(SSO)
    await page.getByRole('button', { name: words('sso.edit') }).click()
    await page.getByText(words('sso.secretKept')).waitFor()
    const save = page.getByRole('button', { name: words('sso.save') })
    assert.ok(await save.isDisabled(), 'nothing was changed yet')
    await page.getByLabel(words('sso.justInTime')).check()
    await page.getByText(words('sso.needsDomain')).waitFor()
    await page.getByLabel(words('sso.defaultRole')).selectOption('viewer')
    await page.getByRole('button', { name: words('sso.mapping.add') }).click()
    const rule = page.getByRole('group', { name: words('sso.mapping.row', { number: '1' }) })
    await rule.getByLabel(words('sso.mapping.value'), { exact: true }).fill('platform')
    await rule.getByLabel(words('sso.mapping.role'), { exact: true }).selectOption('operator')
    await shot('sso-edit')
    assert.deepEqual(await accessibilityFaults(owner), [])
    await save.click()
    await page.getByText('groups = platform').waitFor()

    await page.getByRole('button', { name: words('sso.test.run') }).click()
    await page.getByText(words('sso.test.ok')).waitFor()
    await page.getByRole('button', { name: words('sso.disable'), exact: true }).click()
    await page.getByText(words('sso.disabled'), { exact: true }).waitFor()
    await shot('sso-disabled')
    assert.deepEqual(await accessibilityFaults(owner), [])
    await page.getByRole('button', { name: words('sso.enable'), exact: true }).click()
    await page.getByText(words('sso.enabled'), { exact: true }).waitFor()

    assert.deepEqual(owner.complaints, [])
  })

  it('a domain shows the record to set, and counts only once it is there', async () => {
    await using owner = await visitor(dashboard.url, 'ko', { width: 360 })
    const { page, words, shot } = owner
    await signIn(owner)
    await page.goto(SSO)
    const domain = page.getByLabel(words('sso.domains.domain'), { exact: true })
    const add = page.getByRole('button', { name: words('sso.domains.add') })
    await domain.fill('gmail.com')
    await add.click()
    await page.getByRole('alert').getByText(words('sso.problem.public-domain')).waitFor()
    await domain.fill('Skyclust.Invalid')
    await add.click()
    const card = page.getByRole('region', { name: 'skyclust.invalid' })
    const name = await card
      .getByLabel(words('sso.domains.recordName'), { exact: true })
      .inputValue()
    const value = await card
      .getByLabel(words('sso.domains.recordValue'), { exact: true })
      .inputValue()
    await card.getByRole('button', { name: words('sso.domains.verify') }).click()
    await card.getByRole('alert').waitFor()
    await card.scrollIntoViewIfNeeded()
    await shot('sso-domain')
    assert.deepEqual(await accessibilityFaults(owner), [])

    assert.equal(name, '_skyclust.skyclust.invalid')
    assert.match(value, /^skyclust-domain-verification=\S{20,}$/)
    await card.getByText(words('sso.domains.waiting')).waitFor()
    await card.getByRole('button', { name: /skyclust\.invalid/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: words('sso.domains.delete') }).click()
    await page.getByText(words('sso.domains.empty')).waitFor()
    assert.ok((await owner.overflow()) <= 0)
  })

  for (const [locale, theme] of [
    ['ko', 'light'],
    ['en', 'dark'],
  ] as const)
    it(`each kind of provider says what to do, in ${locale}`, async () => {
      await using owner = await visitor(dashboard.url, locale, { theme, width: 360 })
      const { page, words, shot } = owner
      await signIn(owner)
      for (const [preset, hint] of [
        ['google', 'Google'],
        ['entra', 'xms_edov'],
        ['keycloak', '/auth/realms/{realm}'],
        ['github', 'token.actions.githubusercontent.com'],
      ] as const) {
        await page.goto(`${SSO}/new?preset=${preset}`)
        await page.getByRole('listitem').getByText(hint).first().waitFor()
        assert.ok((await owner.overflow()) <= 0, preset)
        assert.deepEqual(await accessibilityFaults(owner), [], preset)
        await shot(`sso-${preset}`)
      }
      await page.getByLabel(words('sso.issuer'), { exact: true }).waitFor()
      assert.deepEqual(owner.complaints, [])
    })

  for (const [locale, theme, width] of [
    ['ko', 'dark', 360],
    ['en', 'light', 1280],
  ] as const)
    it(`an entry shows what was before and after; the filter narrows, in ${locale}`, async () => {
      await using owner = await visitor(dashboard.url, locale, { theme, width })
      const { page, words, shot } = owner
      await signIn(owner)
      await page.goto(`${W}/audit?action=updateOidcProvider`)
      const entries = page
        .getByRole('table', { name: words('audit.caption') })
        .getByRole('button', { name: words('audit.action.updateOidcProvider') })
      await entries.first().waitFor()
      await shot('audit-filtered')
      assert.deepEqual(await accessibilityFaults(owner), [])
      await entries.first().click()
      const drawer = page.getByRole('dialog')
      const change = drawer.getByRole('listitem').filter({ hasText: 'enabled' })
      await change.getByText(words('audit.change.changed')).waitFor()
      const sides = await change.innerText()
      await shot('audit-change')
      assert.deepEqual(await accessibilityFaults(owner), [])
      assert.ok((await owner.overflow()) <= 0)
      await page.goBack()
      await drawer.waitFor({ state: 'detached' })

      assert.ok(sides.indexOf('false') < sides.indexOf('true'), sides)
      assert.equal(await entries.count(), 3)
      await page.getByLabel(words('audit.search'), { exact: true }).fill('no such thing')
      await page.getByText(words('audit.nothingFits')).waitFor()
      await shot('audit-nothing')
      assert.deepEqual(await accessibilityFaults(owner), [])
      await page
        .getByRole('button', { name: words('audit.clear') })
        .last()
        .click()
      await page.getByText(words('audit.action.createOidcProvider')).first().waitFor()
      await page.getByLabel(words('audit.period'), { exact: true }).selectOption('custom')
      await page.getByLabel(words('audit.to'), { exact: true }).fill('2020-01-01T00:00')
      await page.getByText(words('audit.nothingYet')).waitFor()
      assert.match(page.url(), /period=%7E2020-01-01T00%3A00/)
      assert.ok((await owner.overflow()) <= 0)
      assert.deepEqual(owner.complaints, [])
    })

  it('a long log comes page by page, newest first', async () => {
    await using owner = await visitor(dashboard.url, 'en')
    const { page, words } = owner
    await signIn(owner)
    const older = await numberOfEntries(owner)
    await changeOften(owner, PAGE + 5)
    await page.goto(`${W}/audit`)
    const rows = page.getByRole('table', { name: words('audit.caption') }).getByRole('row')
    const more = page.getByRole('button', { name: words('audit.more') })
    await more.waitFor()
    assert.equal(await rows.count(), PAGE + 1)
    await more.click()
    await more.waitFor({ state: 'detached' })

    assert.equal(await rows.count(), older + PAGE + 5 + 1)
    assert.match(await rows.last().innerText(), /Add SSO provider/)
    assert.deepEqual(owner.complaints, [])
  })
})

/** By the API, as the signed-in owner; the form is walked through in another test. */
async function addProvider({ page }: Visitor, provider: TestOidcProvider): Promise<void> {
  const { issuer, clientId, clientSecret } = provider
  const answer = await page.request.post('/api/v1/workspaces/main/oidc-providers', {
    data: { name: 'Acme ID', issuer, clientId, clientSecret },
    headers: { origin: new URL(page.url()).origin },
  })
  if (answer.status() !== 201) throw new Error(await answer.text())
}

async function numberOfEntries({ page }: Visitor): Promise<number> {
  const answer = await page.request.get('/api/v1/workspaces/main/audit/statistics')
  return ((await answer.json()) as { total: number }).total
}

/** Gives the provider one new name after the other. */
async function changeOften({ page }: Visitor, times: number): Promise<void> {
  const providers = '/api/v1/workspaces/main/oidc-providers'
  const { items } = (await (await page.request.get(providers)).json()) as {
    items: readonly { id: string }[]
  }
  for (let time = 0; time < times; time++) {
    const answer = await page.request.patch(`${providers}/${items[0]?.id}`, {
      data: { name: `Acme ${time}` },
      headers: { origin: new URL(page.url()).origin },
    })
    if (!answer.ok()) throw new Error(await answer.text())
  }
}
