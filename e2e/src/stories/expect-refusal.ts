import assert from 'node:assert/strict'
import type { Finding, Plan } from '@skyclust/domain'
import { ApiProblem } from '../demo/api.ts'
import type { Account } from './account.ts'

/** What a wrong request must be answered with. */
export interface Refusal {
  readonly code: string
  /** Where in the request it is wrong. */
  readonly pointer?: string
  /** What the words must name: the way out. */
  readonly says: RegExp
  readonly severity?: 'error' | 'warning'
}

/** The dry run finds it, the real request refuses it, and the cloud has seen no mutating call. */
export async function expectRefusal(
  account: Account,
  route: { readonly method?: string; readonly path: string },
  body: unknown,
  expected: Refusal,
): Promise<void> {
  const since = account.lastCall()
  const { method = 'POST', path } = route
  const dry = await answerOf(account.call<Plan>(method, `${path}?dryRun=true`, body))
  const real = await answerOf(account.call(method, path, body))
  for (const [what, answer] of Object.entries({ dry, real })) {
    const words = wordsOf(answer, expected)
    assert.ok(
      words !== undefined,
      `${what}: no ${expected.code} in ${JSON.stringify(answer, undefined, 1)}`,
    )
    assert.match(words, expected.says, what)
  }
  assert.ok(real instanceof ApiProblem, 'the real request must be refused')
  assert.ok([409, 412, 422].includes(real.status), String(real.status))
  if (!(dry instanceof ApiProblem)) assert.equal(real.code, 'preflight-failed')
  assert.deepEqual(
    account.calls(since).filter((c) => c.mutating),
    [],
  )
}

async function answerOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiProblem) return error
    throw error
  }
}

/** Message and remedy of what was expected, wherever the answer has it. */
function wordsOf(answer: unknown, expected: Refusal): string | undefined {
  const body = (answer instanceof ApiProblem ? answer.body : answer) as {
    findings?: readonly Finding[]
    code?: string
    detail?: string
    errors?: readonly { pointer: string; message: string }[]
  }
  const finding = body.findings?.find(
    (f) =>
      f.code === expected.code &&
      f.severity === (expected.severity ?? 'error') &&
      (expected.pointer === undefined || f.pointer === expected.pointer),
  )
  if (finding) {
    return `${finding.message} ${finding.remedy ?? ''}`
  }
  if (body.code !== expected.code) return undefined
  if (expected.pointer === undefined) return body.detail
  return body.errors?.find((e) => e.pointer === expected.pointer)?.message
}
