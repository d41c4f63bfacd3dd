import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type CallHooks,
  type Cloudsim,
  DroppedConnection,
  type LoggedCall,
} from '@skyclust/cloudsim'

export type Phase = 'before' | 'after'

/** The k-th cloud call of one worker, before or after its effect. */
export class KillPoint {
  readonly k: number
  readonly phase: Phase
  /** Whether the answer to the call gets lost; a process that is only frozen may find it when it wakes. */
  readonly dropsAnswer: boolean
  /** The call that was hit; undefined while there were fewer calls. */
  struck: LoggedCall | undefined
  #calls = 0
  readonly #strike: () => Promise<void>

  /** `strike` takes the process down; its signal must be sent before `strike` first waits. */
  constructor(k: number, phase: Phase, strike: () => Promise<void>, dropsAnswer = true) {
    this.k = k
    this.phase = phase
    this.dropsAnswer = dropsAnswer
    this.#strike = strike
  }

  get calls(): number {
    return this.#calls
  }

  /** Counts a call that has arrived; true when it is the one. */
  arrives(call: LoggedCall): boolean {
    this.#calls += 1
    if (this.#calls !== this.k) return false
    this.struck = call
    return true
  }

  strike(): Promise<void> {
    return this.#strike()
  }
}

/** Where the calls of one worker come in, apart from those of everybody else. */
export interface Door {
  readonly url: string
  point: KillPoint | undefined
  close(): Promise<void>
}

interface Request {
  readonly door: { point: KillPoint | undefined }
  /** Set when the answer of this request must not be sent any more. */
  strikeOnAnswer?: KillPoint
}

const requests = new AsyncLocalStorage<Request>()

/** Hooks for the simulator: a call through a door whose turn it is takes its worker down. */
export const killHooks: CallHooks = {
  async before(call) {
    const request = requests.getStore()
    const point = request?.door.point
    if (!request || !point?.arrives(call)) return
    if (point.phase === 'after') {
      request.strikeOnAnswer = point
      return
    }
    await point.strike()
    throw new DroppedConnection(`killed before ${call.operation}`)
  },
}

/** Opens a port of its own for one worker. Errors are answers, too: «after» hits whatever the cloud says. */
export async function openDoor(sim: Cloudsim): Promise<Door> {
  const state: { point: KillPoint | undefined } = { point: undefined }
  const server = createServer((req, res) => {
    const request: Request = { door: state }
    const end = res.end.bind(res) as (...args: unknown[]) => typeof res
    res.end = ((...args: unknown[]) => {
      const point = request.strikeOnAnswer
      void point?.strike()
      if (!point?.dropsAnswer) return end(...args)
      req.socket.destroy()
      return res
    }) as typeof res.end
    void requests.run(request, () => sim.handler(req, res, ''))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    get point() {
      return state.point
    },
    set point(point) {
      state.point = point
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
