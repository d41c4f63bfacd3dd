import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type RunningDashboard, runningDashboard } from './running-dashboard.ts'
import { visitor, whyNot } from './visitor.ts'
import {
  addSandboxAccount,
  createFromPlan,
  deleteAndWatch,
  setUpInBrowser,
  signIn,
  watchUntilReady,
} from './walk.ts'

describe('the dashboard in a browser', { skip: whyNot() }, () => {
  let dashboard: RunningDashboard
  before(async () => {
    dashboard = await runningDashboard()
  })
  after(() => dashboard?.[Symbol.asyncDispose]())

  it('leads from the first run to a cluster and back to nothing, in Korean', async () => {
    await using person = await visitor(dashboard.url, 'ko')

    await setUpInBrowser(person)
    await person.page.getByText(person.words('firstSteps.title')).waitFor()
    await person.shot('first-steps')
    await addSandboxAccount(person, 'AWS')
    const plan = await createFromPlan(person, 'AWS', 'walk-ko')
    await watchUntilReady(person)
    await deleteAndWatch(person, 'walk-ko')

    assert.match(plan, /US\$\d+\.\d\d/)
    assert.match(plan, /필요 권한 \d+개 모두 확인/)
    assert.deepEqual(person.complaints, [])
  })

  it('says what blocks a cluster, and goes on when told to try again', async () => {
    await using person = await visitor(dashboard.url, 'ko', { theme: 'dark' })
    const { page, words } = person
    await signIn(person)
    await dashboard.fault({
      cloud: 'aws',
      operation: 'eks:CreateNodegroup',
      remaining: 1,
      fault: { kind: 'error', status: 403, code: 'AccessDeniedException', message: 'Not today.' },
    })

    await createFromPlan(person, 'AWS', 'stuck')
    await page.getByRole('alert').getByText('Not today.').first().waitFor()
    await person.shot('blocked')
    await page.getByRole('button', { name: words('cluster.retryNow') }).click()
    await page.getByRole('main').getByText(words('phase.Ready'), { exact: true }).waitFor()

    assert.deepEqual(person.complaints, [])
  })

  it('does the same on another cloud in English', async () => {
    await using person = await visitor(dashboard.url, 'en')

    await signIn(person)
    await addSandboxAccount(person, 'Google Cloud')
    const plan = await createFromPlan(person, 'Google Cloud', 'walk-en')
    await watchUntilReady(person)
    await deleteAndWatch(person, 'walk-en')

    assert.match(plan, /All \d+ permissions granted/)
    assert.deepEqual(person.complaints, [])
  })
})
