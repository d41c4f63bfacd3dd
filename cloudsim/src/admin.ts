import { createHash, timingSafeEqual } from 'node:crypto'
import {
  type JsonBody,
  parseAccountOptions,
  parseBody,
  parseCloud,
  parseDrift,
  parseFault,
  parseNumber,
} from './admin-input.ts'
import type { SimCloud, SimRequest, SimResponse } from './core/cloud.ts'
import { problem, ProblemError } from './problem.ts'
import type { Cloudsim } from './sim.ts'

interface AdminCall {
  readonly sim: Cloudsim
  readonly params: readonly string[]
  readonly query: URLSearchParams
  readonly body: JsonBody
}

/** What is answered: a JSON value with 200, `[status, value]`, or nothing with 204. */
type Answer = object | readonly [number, object] | undefined | void
type Handler = (call: AdminCall) => Answer | Promise<Answer>

const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/state$/, state],
  ['GET', /^\/clock$/, ({ sim }) => clockOf(sim)],
  ['PUT', /^\/clock$/, setClock],
  ['GET', /^\/inventory$/, inventory],
  ['GET', /^\/calls$/, calls],
  ['DELETE', /^\/calls$/, ({ sim }) => sim.clearCalls()],
  ['GET', /^\/faults$/, ({ sim }) => ({ faults: sim.faults.list() })],
  ['POST', /^\/faults$/, ({ sim, body }) => [201, sim.faults.add(parseFault(body))]],
  ['DELETE', /^\/faults$/, ({ sim }) => sim.faults.clear()],
  ['DELETE', /^\/faults\/([^/]+)$/, removeFault],
  ['GET', /^\/accounts$/, ({ sim }) => ({ accounts: accountsOf(sim) })],
  ['POST', /^\/accounts$/, createAccount],
  ['PATCH', /^\/accounts\/([^/]+)\/([^/]+)$/, updateAccount],
  ['PUT', /^\/consistency$/, setConsistency],
  ['POST', /^\/drift$/, drift],
  ['POST', /^\/reset$/, ({ sim }) => sim.reset()],
]

/** The admin API: the clock, faults, accounts, inventory and call log of a simulator as JSON over HTTP. */
export function adminApi(
  sim: Cloudsim,
  adminToken: string | undefined,
): (request: SimRequest) => Promise<SimResponse> {
  return async (request) => {
    if (adminToken !== undefined && !bearerIs(request, adminToken))
      return problem(401, 'unauthenticated', 'The admin API needs its bearer token.')
    const path = request.path.replace(/(?<=.)\/$/, '')
    const known = routes.filter(([, pattern]) => pattern.test(path))
    const route = known.find(([method]) => method === request.method)
    if (!route) {
      return known.length > 0
        ? problem(405, 'method-not-allowed', `${request.method} is not possible here.`)
        : problem(404, 'not-found', `There is no /admin${path}; see the README.`)
    }
    try {
      const params = (route[1].exec(path) ?? []).slice(1).map(decodeURIComponent)
      const answer = await route[2]({ sim, params, query: request.query, body: parseBody(request) })
      if (answer === undefined) return { status: 204 }
      return Array.isArray(answer) ? json(answer[0], answer[1]) : json(200, answer)
    } catch (error) {
      if (error instanceof ProblemError) return problem(error.status, error.code, error.message)
      if (error instanceof RangeError) return problem(400, 'invalid', error.message)
      throw error
    }
  }
}

function json(status: number, value: unknown): SimResponse {
  const headers = { 'content-type': 'application/json' }
  return { status, headers, body: JSON.stringify(value) }
}

function bearerIs(request: SimRequest, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function clockOf(sim: Cloudsim): { now: number; time: string; speed: number } {
  const now = sim.clock.now()
  return { now, time: new Date(now).toISOString(), speed: sim.clock.speed() }
}

function accountsOf(sim: Cloudsim): { cloud: string; id: string }[] {
  return Object.values(sim.clouds).flatMap((cloud) =>
    cloud.accounts().map((id) => ({ cloud: cloud.name, id })),
  )
}

function cloudOf(sim: Cloudsim, name: unknown): SimCloud {
  const cloud: SimCloud | undefined = sim.clouds[parseCloud(name)]
  if (!cloud)
    throw new ProblemError(404, 'not-found', `The cloud ${String(name)} is not simulated.`)
  return cloud
}

function state({ sim }: AdminCall): Answer {
  return {
    clock: clockOf(sim),
    seed: sim.seed(),
    visibilityDelayMs: sim.visibilityDelayMs(),
    accounts: accountsOf(sim),
    calls: sim.calls().length,
    faults: sim.faults.list().length,
    objects: sim.inventory().length,
  }
}

function setClock({ sim, body }: AdminCall): Answer {
  if (body['speed'] !== undefined) sim.clock.setSpeed(parseNumber(body, 'speed'))
  if (body['advanceMs'] !== undefined) sim.clock.advance(parseNumber(body, 'advanceMs'))
  return clockOf(sim)
}

function inventory({ sim, query }: AdminCall): Answer {
  const cloud = query.get('cloud')
  const name = cloud === null ? undefined : cloudOf(sim, cloud).name
  return { items: sim.inventory(name, query.get('account') ?? undefined) }
}

function calls({ sim, query }: AdminCall): Answer {
  const since = Number(query.get('since') ?? 0)
  if (!Number.isInteger(since)) throw new ProblemError(400, 'invalid', 'since must be a number.')
  const mutating = query.get('mutating')
  const cloud = query.get('cloud')
  return {
    calls: sim
      .calls()
      .filter((call) => call.n > since)
      .filter((call) => mutating === null || String(call.mutating) === mutating)
      .filter((call) => cloud === null || call.cloud === cloud),
  }
}

function removeFault({ sim, params }: AdminCall): Answer {
  const id = params[0] ?? ''
  if (!sim.faults.remove(id)) throw new ProblemError(404, 'not-found', `There is no fault ${id}.`)
  return undefined
}

async function createAccount({ sim, body }: AdminCall): Promise<Answer> {
  const { id } = body
  if (id !== undefined && typeof id !== 'string')
    throw new ProblemError(400, 'invalid', 'id must be a string.')
  const cloud = cloudOf(sim, body['cloud'])
  if (id !== undefined && cloud.accounts().includes(id))
    throw new ProblemError(409, 'conflict', `The account ${id} exists.`)
  const options = { ...parseAccountOptions(body), ...(id === undefined ? {} : { id }) }
  return [201, await cloud.createAccount(options)]
}

function updateAccount({ sim, params: [name, id = ''], body }: AdminCall): Answer {
  const cloud = cloudOf(sim, name)
  if (!cloud.accounts().includes(id))
    throw new ProblemError(404, 'not-found', `There is no account ${id} in ${cloud.name}.`)
  cloud.updateAccount(id, parseAccountOptions(body))
  return undefined
}

function setConsistency({ sim, body }: AdminCall): Answer {
  sim.setVisibilityDelayMs(parseNumber(body, 'visibilityDelayMs'))
  return { visibilityDelayMs: sim.visibilityDelayMs() }
}

function drift({ sim, body }: AdminCall): Answer {
  const { type, id, patch } = parseDrift(body)
  try {
    cloudOf(sim, body['cloud']).drift(type, id, patch)
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw new ProblemError(404, 'not-found', error instanceof Error ? error.message : String(error))
  }
  return undefined
}
