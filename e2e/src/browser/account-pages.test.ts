import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, describe, it } from 'node:test'
import { makeAccount } from './account-walk.ts'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { type Visitor, visitor, whyNot } from './visitor.ts'
import { setUpInBrowser, signIn } from './walk.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TOKEN = `-_${'x'.repeat(41)}`

const ENTRANCE = [
  ['/login', 'login.title'],
  ['/login?error=account-exists-link-first', 'login.title'],
  ['/register', 'register.title'],
  ['/forgot-password', 'forgotPassword.title'],
  [`/reset-password/${TOKEN}`, 'resetPassword.title'],
  [`/verify-email/${TOKEN}`, 'verifyEmail.title'],
  [`/invite/${TOKEN}`, 'invitation.loadingTitle'],
] as const

const INSIDE = [
  ['/account', 'account.title'],
  ['/account/security', 'account.title'],
  ['/account/sessions', 'account.title'],
  ['/admin', 'admin.title'],
  ['/admin/users', 'admin.title'],
  ['/admin/workspaces', 'admin.title'],
  ['/admin/mail', 'admin.title'],
  ['/admin/audit', 'admin.audit.title'],
] as const

/** Faults against WCAG AA that can be found by a program, in a few words each. */
function faults({ page }: Visitor): Promise<string[]> {
  return page.evaluate<string[]>(
    `${AXE}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  )
}

/** Looks at what is shown on a desk and on a phone. */
async function judge(person: Visitor, name: string): Promise<void> {
  const { page } = person
  await page.locator('main .animate-pulse').first().waitFor({ state: 'detached' })
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 })
    assert.ok((await person.overflow()) <= 0, `${name} is too wide at ${width}`)
    assert.deepEqual(await faults(person), [], `${name} at ${width}`)
    await person.shot(`pages-${name}-${width}`)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

describe('pages of entrance, account and administration', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  before(async () => {
    dashboard = await runningDashboard({ SKYCLUST_REGISTRATION: 'open' })
    await using person = await visitor(dashboard.url, 'en')
    await setUpInBrowser(person)
    await makeAccount(dashboard.url, 'a-rather-long-address@department.example.com', 'Nam Joo-hyun')
  })
  after(() => dashboard?.[Symbol.asyncDispose]())

  for (const [locale, theme] of [
    ['ko', 'light'],
    ['en', 'dark'],
  ] as const) {
    it(`before signing in are accessible and fit, in ${locale} and ${theme}`, async () => {
      await using person = await visitor(dashboard.url, locale, { theme })
      for (const [path, title] of ENTRANCE) {
        const answer = await person.page.goto(path)
        assert.equal(answer?.status(), 200, path)
        const heading = person.page.getByRole('heading', { level: 1 })
        await heading.getByText(person.words(title), { exact: true }).waitFor()
        await judge(person, path.replace(TOKEN, 'token').replaceAll(/[/?=]/g, '-').slice(1))
      }
      await person.page.getByText(person.words('problem.invitation-not-found')).waitFor()
      assert.deepEqual(person.complaints, [])
    })

    it(`for who is signed in are accessible and fit, in ${locale} and ${theme}`, async () => {
      await using person = await visitor(dashboard.url, locale, { theme })
      const { page, words } = person
      await signIn(person)
      for (const [path, title] of INSIDE) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1, name: words(title), exact: true }).waitFor()
        await judge(person, path.replaceAll('/', '-').slice(1))
      }
      await page.goto('/admin/users?q=nam')
      await page.getByRole('button', { name: 'Nam Joo-hyun' }).click()
      await page.getByText(words('admin.users.noWorkspaces')).waitFor()
      await judge(person, 'admin-user')
      await page.getByRole('button', { name: words('admin.users.deed.disable.button') }).click()
      const title = words('admin.users.deed.disable.title', { name: 'Nam Joo-hyun' })
      await page.getByRole('heading', { name: title }).waitFor()
      await judge(person, 'admin-disable')
      assert.deepEqual(person.complaints, [])
    })
  }

  it('of administration are nowhere for others', async () => {
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words } = person
    await page.goto('/login?next=/admin/users')
    const email = 'a-rather-long-address@department.example.com'
    await page.getByLabel(words('login.email'), { exact: true }).fill(email)
    await page.getByLabel(words('login.password'), { exact: true }).fill('a long enough password')
    await page.getByRole('button', { name: words('login.submit'), exact: true }).click()
    await page.waitForURL(({ pathname }) => pathname === '/admin/users')
    await page.getByText(words('notFound.title')).waitFor()
    assert.equal(await page.getByRole('table').count(), 0)
    await page.getByRole('button', { name: words('nav.account'), exact: true }).click()
    await page.getByRole('menuitem', { name: words('nav.ownAccount') }).waitFor()
    assert.equal(await page.getByRole('menuitem', { name: words('nav.administration') }).count(), 0)
  })
})
