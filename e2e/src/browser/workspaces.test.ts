import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { type Visitor, visitor, whyNot } from './visitor.ts'
import { addSandboxAccount, setUpInBrowser, signIn } from './walk.ts'

const W = '/workspaces/main'

describe('workspaces, their keys and settings', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  before(async () => {
    dashboard = await runningDashboard()
    await using person = await visitor(dashboard.url, 'en')
    await setUpInBrowser(person)
    await addSandboxAccount(person, 'AWS')
  })
  after(() => dashboard?.[Symbol.asyncDispose]())

  /** Status of a look at the workspace with a key. */
  const withKey = async (token: string, path = '') => {
    const answer = await fetch(`${dashboard.url}/api/v1/workspaces/main${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return answer.status
  }

  it('a key is shown once, opens what it was made for, and nothing once it is revoked', async () => {
    await using person = await visitor(dashboard.url, 'ko')
    const { page, words } = person
    await signIn(person)

    await page.goto(`${W}/api-keys`)
    await page.getByRole('button', { name: words('apiKeys.create') }).click()
    const token = await makeKey(person, 'ci', ['워크스페이스: 보기', '구성원: 보기'])
    const open = await withKey(token)
    const closed = await withKey(token, '/clusters')
    await page.getByRole('row', { name: /ci/ }).waitFor()
    await person.shot('api-keys')
    await page.getByRole('button', { name: words('apiKeys.revokeNamed', { name: 'ci' }) }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: words('apiKeys.revoke'), exact: true }).click()
    await page.getByText(words('apiKeys.empty')).waitFor()

    assert.match(token, /^sck_/)
    assert.deepEqual([open, closed, await withKey(token)], [200, 403, 401])
    assert.ok(!(await page.content()).includes(token))
    assert.deepEqual(person.complaints, [])
  })

  it('a service account has keys within its role, and none that work while it is disabled', async () => {
    await using person = await visitor(dashboard.url, 'en', { theme: 'dark' })
    const { page, words } = person
    await signIn(person)

    await page.goto(`${W}/members?tab=service-accounts`)
    await page.getByRole('button', { name: words('serviceAccounts.create') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words('serviceAccounts.name'), { exact: true }).fill('robot')
    await dialog.getByRole('button', { name: words('serviceAccounts.create') }).click()
    const keyFor = words('serviceAccounts.createKeyFor', { name: 'robot' })
    await page.getByRole('button', { name: keyFor }).click()
    const beyond = page.getByRole('dialog').getByRole('checkbox', { name: 'Clusters: delete' })
    await beyond.waitFor()
    assert.ok(await beyond.isDisabled())
    await person.shot('service-account-key')
    const token = await makeKey(person, 'deploy', ['Workspace: read', 'Clusters: read'])
    const before = await withKey(token, '/clusters')
    await page
      .getByRole('button', { name: words('serviceAccounts.disableNamed', { name: 'robot' }) })
      .click()
    await page.getByText(words('serviceAccounts.disabled'), { exact: true }).waitFor()
    await person.shot('service-accounts')

    assert.deepEqual([before, (await withKey(token, '/clusters')) >= 400], [200, true])
    assert.deepEqual(person.complaints, [])
  })

  it('settings hold what they are given, also across pages', async () => {
    await using person = await visitor(dashboard.url, 'ko', { theme: 'dark' })
    const { page, words } = person
    await signIn(person)

    await page.goto(`${W}/settings`)
    await page.getByLabel(words('settings.name'), { exact: true }).fill('플랫폼')
    await page.getByLabel(words('settings.currency')).selectOption('KRW')
    await page.getByLabel(words('settings.timeZone')).selectOption('Asia/Seoul')
    await page.getByLabel(words('settings.locale'), { exact: true }).selectOption('ko')
    await save(person)
    await person.shot('settings')
    await page.getByRole('button', { name: words('settings.tab.clouds') }).click()
    await page.getByRole('checkbox', { name: 'Azure' }).uncheck()
    await page
      .getByLabel(words('settings.regionsOf', { cloud: 'AWS' }), { exact: true })
      .fill('ap-northeast-2')
    await save(person)
    await person.shot('settings-clouds')
    await page.getByRole('button', { name: words('settings.tab.limits') }).click()
    await page.getByLabel(words('settings.limit.clusters')).fill('3')
    await page.getByLabel(words('settings.limit.auditRetentionDays')).fill('365')
    await save(person)
    await person.shot('settings-limits')
    const answer = await page.request.get('/api/v1/workspaces/main')
    const { name, settings } = (await answer.json()) as { name: string; settings: unknown }

    assert.equal(name, '플랫폼')
    assert.deepEqual(settings, {
      currency: 'KRW',
      timeZone: 'Asia/Seoul',
      locale: 'ko',
      allowedProviders: ['aws', 'gcp'],
      allowedLocations: { aws: ['ap-northeast-2'] },
      quotas: { clusters: 3 },
      auditRetentionDays: 365,
    })
    assert.deepEqual(person.complaints, [])
  })

  it('archived, it can be looked at; what it owns keeps it from being deleted', async () => {
    await using person = await visitor(dashboard.url, 'en')
    const { page, words } = person
    await signIn(person)

    await page.goto(`${W}/settings?tab=danger`)
    await page.getByRole('button', { name: words('settings.archive') }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words('settings.archive'), exact: true })
      .click()
    await page.getByText(words('workspaces.archivedTitle')).waitFor()
    await person.shot('archived')
    const menu = page.getByRole('navigation', { name: words('nav.main') })
    await menu.getByRole('link', { name: words('nav.credentials') }).click()
    const add = page.getByRole('button', { name: words('credentials.add') })
    await add.hover({ force: true })
    await page.getByRole('tooltip').getByText(words('permission.archived')).waitFor()
    await page.getByRole('link', { name: words('workspaces.toUnarchive') }).click()
    await page.getByRole('button', { name: words('settings.deleteButton') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('main')
    await dialog.getByRole('button', { name: words('settings.delete') }).click()
    await dialog.getByRole('link', { name: /AWS/ }).waitFor()
    await person.shot('not-empty')
    await dialog.getByRole('button', { name: words('common.cancel') }).click()
    await page.getByRole('button', { name: words('settings.unarchive') }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words('settings.unarchive'), exact: true })
      .click()
    await page.getByText(words('workspaces.archivedTitle')).waitFor({ state: 'detached' })

    // Browsers print the refusal, which is meant.
    assert.deepEqual(
      person.complaints.filter((text) => !text.includes('409')),
      [],
    )
  })

  it('a second one is made, and deleted by its name', async () => {
    await using person = await visitor(dashboard.url, 'ko', { width: 360 })
    const { page, words } = person
    await signIn(person)

    await page.getByRole('button', { name: /전환/ }).click()
    await page.getByRole('menuitem', { name: words('nav.newWorkspace') }).click()
    await page.getByLabel(words('workspaces.name'), { exact: true }).fill('Dev Team')
    await person.shot('new-workspace')
    assert.equal(await page.getByLabel(words('workspaces.slug')).inputValue(), 'dev-team')
    await page.getByRole('button', { name: words('workspaces.create') }).click()
    await page.waitForURL('**/workspaces/dev-team')
    await page.goto('/workspaces')
    await page.getByRole('link', { name: 'Dev Team' }).waitFor()
    await person.shot('workspaces')
    await page.goto('/workspaces/dev-team/settings?tab=danger')
    await page.getByRole('button', { name: words('settings.deleteButton') }).click()
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: words('settings.delete') })
    await confirm.waitFor()
    assert.ok(await confirm.isDisabled())
    await dialog.getByRole('textbox').fill('dev-team')
    await person.shot('delete-workspace')
    await confirm.click()
    await page.waitForURL((url) => url.pathname === '/workspaces' && url.search === '')
    await page.getByRole('link', { name: '플랫폼' }).waitFor()

    assert.equal(await page.getByRole('link', { name: 'Dev Team' }).count(), 0)
    assert.deepEqual(person.complaints, [])
  })
})

/** Fills the dialog that is open, and takes the token from the next one. */
async function makeKey(
  { page, words, shot }: Visitor,
  name: string,
  scopes: readonly string[],
): Promise<string> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words('apiKeys.name'), { exact: true }).fill(name)
  for (const scope of scopes) await dialog.getByRole('checkbox', { name: scope }).check()
  await shot('create-key')
  await dialog.getByRole('button', { name: words('apiKeys.create') }).click()
  const field = page.getByLabel(words('apiKeys.token'), { exact: true })
  await field.waitFor()
  await shot('new-key')
  const token = await field.inputValue()
  await page.getByRole('button', { name: words('apiKeys.done') }).click()
  return token
}

async function save({ page, words }: Visitor): Promise<void> {
  await page.getByRole('button', { name: words('common.save'), exact: true }).click()
  await page.getByText(words('common.saved')).waitFor()
}
