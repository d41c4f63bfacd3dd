import assert from 'node:assert/strict'
import type { Visitor } from './visitor.ts'
import { PASSWORD } from './walk.ts'

/** Makes an account by the API, as the registration page would; it has no workspace. */
export async function makeAccount(url: string, email: string, name: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/registration`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, name, password: PASSWORD }),
  })
  assert.equal(answer.status, 202, await answer.text())
}

/** Signs in with a password alone; who has no workspace lands on the list of them. */
export async function enter(person: Visitor, email: string): Promise<void> {
  await person.page.goto('/login')
  await enterPassword(person, email, PASSWORD)
  await person.page.waitForURL('**/workspaces')
}

/** Goes to a section of the own account by the menus. */
export async function openAccount(
  { page, words }: Visitor,
  section: 'profile' | 'security' | 'sessions',
): Promise<void> {
  await page.getByRole('button', { name: words('nav.account'), exact: true }).click()
  await page.getByRole('menuitem', { name: words('nav.ownAccount') }).click()
  await page.getByRole('heading', { level: 1, name: words('account.title') }).waitFor()
  const sections = page.getByRole('navigation', { name: words('account.sections') })
  await sections.getByRole('link', { name: words(`account.section.${section}`) }).click()
  await sections
    .getByRole('link', { name: words(`account.section.${section}`), exact: true })
    .and(page.locator('[aria-current=page]'))
    .waitFor()
}

export async function signOut({ page, words }: Visitor): Promise<void> {
  await page.getByRole('button', { name: words('nav.account'), exact: true }).click()
  await page.getByRole('menuitem', { name: words('nav.signOut') }).click()
  await page.waitForURL('**/login')
}

/** The first step of signing in, on the page that is open. */
export async function enterPassword(
  { page, words }: Visitor,
  email: string,
  password: string,
): Promise<void> {
  await page.getByLabel(words('login.email'), { exact: true }).fill(email)
  await page.getByLabel(words('login.password'), { exact: true }).fill(password)
  await page.getByRole('button', { name: words('login.submit'), exact: true }).click()
}

/** The link of the newest message of a kind to an address, as the administrator finds it in the outbox. */
export async function outboxLink(
  { page, words }: Visitor,
  to: string,
  kind: 'verify-email' | 'reset-password' | 'invite',
): Promise<string> {
  await page.goto('/admin/mail')
  const row = page
    .getByRole('group')
    .filter({ hasText: to })
    .filter({ hasText: `/${kind}/` })
    .first()
  await row.locator('summary').click()
  return row.getByLabel(words('admin.mail.link'), { exact: true }).inputValue()
}
