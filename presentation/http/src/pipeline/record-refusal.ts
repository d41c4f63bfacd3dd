import { auditEntry, type AuditFacts } from '@skyclust/application'
import type { AuditResult } from '@skyclust/domain'
import type { FastifyRequest } from 'fastify'
import type { HttpContext } from '../context.ts'
import type { Problem } from '../problem.ts'
import { isWorkspaceActor } from './caller.ts'
import { readable } from './readable.ts'
import { entryOf, type RequestState, stateOf } from './request-state.ts'

/**
 * The entry of a mutation that did not happen. Into the workspace's log when its member asked; a stranger's attempt goes
 * into the platform's, so that nobody outside can write into a workspace's log.
 */
export async function recordRefusal(
  request: FastifyRequest,
  problem: Problem,
  context: HttpContext,
): Promise<void> {
  const state = stateOf(request)
  if (!state || state.isSettled || !state.isChange) return
  state.isSettled = true
  const { caller, route } = state
  const facts = factsOf(state, request)
  const { code, status } = problem
  const entry = auditEntry(
    { ...entryOf(request, route), status, code, result: resultOf(problem) },
    caller.identity,
    facts,
  )
  const chain = isWorkspaceActor(caller.actor) ? caller.actor.workspaceId : facts.workspaceId
  try {
    await context.ports.db.transaction(({ audit }) =>
      chain === undefined ? audit.append(entry) : audit.appendTo(chain, entry),
    )
  } catch (error) {
    request.log.error({ err: error }, 'a refusal could not be written to the audit log')
  }
}

function resultOf({ code, status }: Problem): AuditResult {
  if (code === 'request-aborted') return 'aborted'
  return status >= 500 ? 'error' : 'refused'
}

function factsOf({ trail, caller }: RequestState, request: FastifyRequest): AuditFacts {
  const facts = trail.facts()
  if (facts.target || isWorkspaceActor(caller.actor)) return facts
  const { workspaceId } = (request.params ?? {}) as { workspaceId?: string }
  if (workspaceId === undefined) return facts
  const id = readable(workspaceId.slice(0, 64))
  return { ...facts, target: { kind: 'workspace', id, name: id } }
}
