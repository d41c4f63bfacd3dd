import { randomUUID } from 'node:crypto'
import { LeaseLost } from '@skyclust/application'

/** Reason of the abort signal while the worker stops: end after the current call; the key is given back, not failed. */
export class WorkerStopping extends Error {
  constructor() {
    super('The worker is stopping')
    this.name = 'WorkerStopping'
  }
}

/** One registration of this process with the queue: from a connect until that connection or a heartbeat is lost. */
export class QueueSession {
  readonly id: string = randomUUID()
  readonly #running = new Map<string, AbortController>()
  #lost = false

  get lost(): boolean {
    return this.#lost
  }

  get size(): number {
    return this.#running.size
  }

  begin(key: string): AbortController {
    const controller = new AbortController()
    this.#running.set(key, controller)
    return controller
  }

  end(key: string): void {
    this.#running.delete(key)
  }

  /** Peers may take our keys from now on. */
  lose(cause: Error): void {
    this.#lost = true
    this.abort(new LeaseLost('The queue took this worker for dead', { cause }))
  }

  abort(reason: Error): void {
    for (const controller of this.#running.values()) controller.abort(reason)
  }
}
