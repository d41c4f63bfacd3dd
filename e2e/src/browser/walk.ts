import type { Visitor } from './visitor.ts'

export const EMAIL = 'admin@example.com'
export const PASSWORD = 'a long enough password'

/** First run: the administrator is made in the browser. */
export async function setUpInBrowser({ page, words, shot }: Visitor): Promise<void> {
  await page.goto('/')
  await page.waitForURL('**/setup')
  await shot('setup')
  await page.getByLabel(words('setup.name'), { exact: true }).fill('Admin')
  await page.getByLabel(words('setup.email')).fill(EMAIL)
  await page.getByLabel(words('setup.password'), { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: words('setup.submit') }).click()
  await page.waitForURL('**/workspaces/main')
}

export async function signIn({ page, words, shot }: Visitor): Promise<void> {
  await page.goto('/')
  await page.waitForURL('**/login')
  await shot('login')
  await page.getByLabel(words('login.email'), { exact: true }).fill(EMAIL)
  await page.getByLabel(words('login.password'), { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: words('login.submit'), exact: true }).click()
  await page.waitForURL('**/workspaces/main')
}

/** A sandbox account with one click. */
export async function addSandboxAccount(
  { page, words, shot }: Visitor,
  provider: string,
): Promise<void> {
  await page.goto('/workspaces/main/credentials/new')
  await page.getByRole('radio', { name: provider }).check()
  await shot('add-credential')
  await page.getByRole('button', { name: words('credentials.addSandbox') }).click()
  await page.waitForURL('**/workspaces/main/credentials')
  const name = words('credentials.sandboxName', { provider })
  await page.getByRole('heading', { name }).waitFor()
  await shot('credentials')
}

/** The wizard with its defaults: waits for the plan, then creates what it shows. */
export async function createFromPlan(
  { page, words, shot }: Visitor,
  provider: string,
  name: string,
): Promise<string> {
  await page.goto('/workspaces/main/clusters/new')
  await page.getByRole('radio', { name: provider }).check()
  await page.getByLabel(words('create.name'), { exact: true }).fill(name)
  const rail = page.getByRole('complementary', { name: words('plan.title') })
  await rail.getByText(words('plan.willWork')).waitFor()
  const button = rail.getByRole('button', { name: words('create.submit'), disabled: false })
  await button.waitFor()
  const shown = await rail.innerText()
  await shot('create')
  await button.click()
  await page.waitForURL(`**/workspaces/main/clusters/${name}`)
  return shown
}

/** Follows the live timeline, without reloading, until the cluster is ready. */
export async function watchUntilReady({ page, words, shot }: Visitor): Promise<void> {
  await page.getByRole('heading', { name: words('timeline.title') }).waitFor()
  await page.getByText(words('phase.Provisioning')).first().waitFor()
  await shot('creating')
  await page.getByRole('main').getByText(words('phase.Ready'), { exact: true }).waitFor()
  await shot('ready')
}

/** Deletes by typing the name, and follows until it is gone. */
export async function deleteAndWatch({ page, words, shot }: Visitor, name: string): Promise<void> {
  await page.getByRole('button', { name: words('cluster.tab.settings'), exact: true }).click()
  await page.getByRole('button', { name: words('cluster.deleteButton') }).click()
  const dialog = page.getByRole('dialog')
  const confirm = dialog.getByRole('button', { name: words('common.delete'), exact: true })
  await dialog.getByText(words('step.control-plane')).waitFor()
  if (await confirm.isEnabled()) throw new Error('deletion is possible without typing the name')
  await dialog.getByLabel(words('destructive.typeName', { name })).fill(name)
  await shot('delete')
  await confirm.click()
  await page.getByRole('heading', { name: words('timeline.titleDeleting') }).waitFor()
  await shot('deleting')
  await page.getByText(words('resource.gone', { name })).waitFor()
  await shot('gone')
}
