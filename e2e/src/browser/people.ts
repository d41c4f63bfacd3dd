import type { Visitor } from './visitor.ts'

const W = '/workspaces/main'
/** Of who joins. */
export const NEW_PASSWORD = 'nobody guesses this one'

/** Invites in the browser; the path of the link that is shown. */
export async function inviteByLink(
  { page, words, shot }: Visitor,
  email: string,
  role: string,
): Promise<string> {
  await page.goto(`${W}/members?tab=invitations&do=invite`)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words('invitations.email')).fill(email)
  await dialog.getByLabel(words('invitations.role')).selectOption({ label: role })
  await shot('invite')
  await dialog.getByRole('button', { name: words('invitations.submit'), exact: true }).click()
  const link = await page.getByLabel(words('invitations.link'), { exact: true }).inputValue()
  await page.getByText(words('invitations.delivery.outbox')).waitFor()
  await shot('invited')
  return new URL(link).pathname
}

/** Opens the link and joins with a new account. */
export async function joinByLink(
  { page, words, shot }: Visitor,
  path: string,
  name: string,
): Promise<void> {
  await page.goto(path)
  await page.getByLabel(words('invitation.name'), { exact: true }).fill(name)
  await page.getByLabel(words('invitation.password'), { exact: true }).fill(NEW_PASSWORD)
  await shot('join')
  await page.getByRole('button', { name: words('invitation.createAndJoin') }).click()
  await page.waitForURL(`**${W}`)
}

/** Counts documents that are loaded from now on: what happens live loads none. */
export function leaveNoTraceOf({ page }: Visitor): () => number {
  let documents = 0
  page.on('request', (request) => {
    if (request.resourceType() === 'document') documents += 1
  })
  return () => documents
}

/** A cluster on Azure from the wizard's defaults, with labels. */
export async function makeLabelledCluster(
  { page, words }: Visitor,
  name: string,
  labels: string,
): Promise<void> {
  await page.goto(`${W}/clusters/new`)
  await page.getByRole('radio', { name: 'Azure' }).check()
  await page.getByLabel(words('create.name'), { exact: true }).fill(name)
  await page.getByLabel(words('create.labelList')).fill(labels)
  const rail = page.getByRole('complementary', { name: words('plan.title') })
  const button = rail.getByRole('button', { name: words('create.submit'), disabled: false })
  await rail.getByText(words('plan.willWork')).waitFor()
  await button.click()
  await page.waitForURL(`**${W}/clusters/${name}`)
}
