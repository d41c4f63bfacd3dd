import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  inviteByLink,
  joinByLink,
  leaveNoTraceOf,
  makeLabelledCluster,
  NEW_PASSWORD,
} from './people.ts'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { visitor, whyNot } from './visitor.ts'
import { addSandboxAccount, setUpInBrowser, signIn } from './walk.ts'

const W = '/workspaces/main'
const SOON = { timeout: 5000 }

describe('members of a workspace', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  before(async () => {
    dashboard = await runningDashboard()
    await using person = await visitor(dashboard.url, 'ko')
    await setUpInBrowser(person)
    await addSandboxAccount(person, 'Azure')
  })
  after(() => dashboard?.[Symbol.asyncDispose]())

  it('join by a link, gain and lose rights while they look, and are out within seconds', async () => {
    await using owner = await visitor(dashboard.url, 'ko')
    await using guest = await visitor(dashboard.url, 'en', { theme: 'dark' })
    await signIn(owner)

    const link = await inviteByLink(owner, 'hana@example.com', owner.words('role.viewer'))
    await joinByLink(guest, link, 'Hana')
    const documents = leaveNoTraceOf(guest)

    // A viewer looks, and is told why there is no more to do.
    const menu = guest.page.getByRole('navigation', { name: guest.words('nav.main') })
    await menu.getByRole('link', { name: guest.words('nav.clusters') }).click()
    const denied = guest.page.getByRole('button', { name: guest.words('clusters.create') })
    await denied.waitFor()
    await assert.rejects(denied.click({ timeout: 500 }), /Timeout/)
    assert.equal(await denied.getAttribute('aria-disabled'), 'true')
    await denied.hover({ force: true })
    await guest.page.getByRole('tooltip').getByText('Viewer').waitFor()
    await guest.shot('viewer-denied')
    assert.equal(await menu.getByRole('link', { name: guest.words('nav.audit') }).count(), 0)

    // Raised to operator, the buttons come alive without signing in or loading anew.
    await owner.page.goto(`${W}/members`)
    const role = owner.page.getByRole('combobox', {
      name: owner.words('members.roleOf', { name: 'Hana' }),
    })
    await role.waitFor()
    await owner.shot('members')
    await role.selectOption({ label: owner.words('role.operator') })
    const create = guest.page.getByRole('link', { name: guest.words('clusters.create') })
    await create.waitFor(SOON)
    await create.click()
    await guest.page.waitForURL(`**${W}/clusters/new`)

    // Removed, they are shown out, told why, and refused.
    await owner.page
      .getByRole('button', { name: owner.words('members.removeNamed', { name: 'Hana' }) })
      .click()
    await owner.shot('remove-member')
    await owner.page
      .getByRole('dialog')
      .getByRole('button', { name: owner.words('members.remove'), exact: true })
      .click()
    await guest.page.waitForURL('**/workspaces?lost=*', SOON)
    await guest.page.getByText(guest.words('workspaces.empty')).waitFor()
    await guest.shot('lost')
    const refused = await guest.context.request.get('/api/v1/workspaces/main/clusters')

    assert.equal(refused.status(), 404)
    assert.equal(documents(), 0)
    assert.deepEqual(owner.complaints, [])
    assert.deepEqual(guest.complaints, [])
  })

  it('with a role bound to labels see what has them, and nothing else', async () => {
    await using owner = await visitor(dashboard.url, 'en')
    await using guest = await visitor(dashboard.url, 'ko')
    const { page, words } = owner
    await signIn(owner)
    await makeLabelledCluster(owner, 'in-dev', 'env=dev')
    await makeLabelledCluster(owner, 'in-prod', 'env=prod')

    await page.goto(`${W}/members?tab=roles`)
    await page.getByRole('button', { name: words('roles.create') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words('roles.name'), { exact: true }).fill('Dev team')
    await dialog.getByRole('button', { name: words('roles.addLabelled') }).click()
    await dialog.getByLabel(words('roles.labelKey')).fill('env')
    await dialog.getByLabel(words('roles.labelValues')).fill('dev')
    await dialog.getByText('env=dev', { exact: true }).waitFor()
    const onLabelled = dialog.getByRole('group', { name: words('roles.onLabelled') })
    for (const name of ['Clusters: read', 'Clusters: change', 'Events: read'])
      await onLabelled.getByRole('checkbox', { name }).check()
    await owner.shot('role-editor')
    await dialog.getByRole('button', { name: words('roles.create') }).click()
    await page.getByRole('columnheader', { name: /Dev team/ }).waitFor()
    await owner.shot('roles')

    const link = await inviteByLink(owner, 'dev@example.com', 'Dev team')
    await joinByLink(guest, link, 'Minji')
    await guest.page.goto(`${W}/clusters`)
    await guest.page.getByRole('link', { name: 'in-dev' }).waitFor()
    await guest.shot('labelled')
    assert.equal(await guest.page.getByRole('link', { name: 'in-prod' }).count(), 0)
    const menu = guest.page.getByRole('navigation', { name: guest.words('nav.main') })
    assert.equal(await menu.getByRole('link', { name: guest.words('nav.networks') }).count(), 0)

    // They may change what is theirs, not delete it.
    await guest.page.goto(`${W}/clusters/in-dev?tab=node-pools`)
    const add = guest.page.getByRole('button', { name: guest.words('pools.add') })
    await add.waitFor()
    assert.ok(await add.isEnabled())
    await guest.page.goto(`${W}/clusters/in-dev?tab=settings`)
    const remove = guest.page.getByRole('button', { name: guest.words('cluster.deleteButton') })
    await remove.waitFor()
    assert.ok(await remove.isDisabled())
    await guest.page.goto(`${W}/clusters/in-prod`)
    await guest.page.getByText(guest.words('resource.missing', { name: 'in-prod' })).waitFor()

    assert.deepEqual(owner.complaints, [])
    assert.deepEqual(guest.complaints, [])
  })

  it('the last owner stays, and is told why', async () => {
    await using owner = await visitor(dashboard.url, 'en', { width: 360 })
    const { page, words } = owner
    await signIn(owner)

    await page.goto(`${W}/members`)
    const leave = page.getByRole('button', { name: words('members.leave') })
    await page.getByRole('combobox', { name: /Admin/ }).waitFor()
    await leave.focus()
    await page.getByRole('tooltip').getByText(words('members.lastOwnerLeave')).waitFor()
    await owner.shot('last-owner')

    assert.ok(await leave.isDisabled())
    assert.ok(await page.getByRole('combobox', { name: /Admin/ }).isDisabled())
    assert.deepEqual(owner.complaints, [])
  })

  it('emergency access is marked with its end, and makes no lasting owner', async () => {
    await using admin = await visitor(dashboard.url, 'en')
    await using owner = await visitor(dashboard.url, 'ko', { theme: 'dark' })
    const { page, words } = owner
    await signIn(admin)
    const data = { email: 'hana@example.com', password: NEW_PASSWORD }
    await page.request.post('/api/v1/session', { data })
    await page.request.post('/api/v1/workspaces', { data: { name: 'Hana', slug: 'hana' } })

    await admin.page.request.post('/api/v1/platform/workspaces/hana/break-glass', {
      data: { reason: 'The cluster is down, nobody answers.', minutes: 30 },
    })
    await page.goto('/workspaces/hana/members')
    const row = page.getByRole('row', { name: /admin@example.com/ })
    await row.getByText(words('members.breakGlass'), { exact: true }).waitFor()
    await row.getByText(/에 끝나요/).waitFor()
    await owner.shot('break-glass')

    assert.ok(await page.getByRole('button', { name: words('members.leave') }).isDisabled())
    assert.deepEqual(owner.complaints, [])
  })
})
