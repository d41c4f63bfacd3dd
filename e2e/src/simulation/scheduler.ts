import { createHash } from 'node:crypto'

/** A process of the simulated product: it dies (kill -9) or stands still (SIGSTOP) with everything it was waiting for. */
export interface SimProcess {
  readonly name: string
  alive: boolean
  /** Finishes what it is doing and takes no new work. */
  retired: boolean
  /** Virtual time until which it is stopped. */
  stoppedUntil: number
}

interface Event {
  readonly at: number
  readonly order: number
  readonly name: string
  readonly process: SimProcess | undefined
  readonly run: () => void
}

/** mulberry32: small, seedable, good enough to explore histories. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Owns time and every wait. Code under simulation only ever waits for `hop`; the scheduler picks, by seed, which of the
 * waits that end at about the same time goes first, so that one seed is one history.
 */
export class Scheduler {
  readonly random: () => number
  readonly #events: Event[] = []
  readonly #trace = createHash('sha256')
  #now = Date.UTC(2026, 0, 1)
  #order = 0
  steps = 0

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  now(): number {
    return this.#now
  }

  /** Fingerprint of everything that happened: equal seeds must give equal fingerprints. */
  fingerprint(): string {
    return this.#trace.copy().digest('hex').slice(0, 16)
  }

  process(name: string): SimProcess {
    return { name, alive: true, retired: false, stoppedUntil: 0 }
  }

  /** Does something at a time, whatever happens to processes: an effect in a cloud. */
  at(delayMs: number, name: string, run: () => void, process?: SimProcess): void {
    this.#push({ at: this.#now + Math.max(0, delayMs), order: this.#order++, name, process, run })
  }

  /** Waits; never ends for a process that has died meanwhile. */
  hop(process: SimProcess, delayMs: number, name: string): Promise<void> {
    return new Promise((resolve) => this.at(delayMs, name, resolve, process))
  }

  /** Runs the next event and everything that follows from it without waiting. False when nothing is left. */
  async step(): Promise<boolean> {
    const event = this.#take()
    if (!event) return false
    this.#now = Math.max(this.#now, event.at)
    const { process } = event
    if (process?.alive === false) return true
    if (process && process.stoppedUntil > this.#now) {
      this.#push({ ...event, at: process.stoppedUntil, order: this.#order++ })
      return true
    }
    this.steps += 1
    this.#trace.update(`${event.name}@${this.#now};`)
    event.run()
    await new Promise((resolve) => setImmediate(resolve))
    return true
  }

  /** Among the events due within a few milliseconds any may be first. */
  #take(): Event | undefined {
    const first = this.#pop()
    if (!first) return undefined
    const rivals = [first]
    while (rivals.length < 4 && (this.#events[0]?.at ?? Number.POSITIVE_INFINITY) <= first.at + 5) {
      const rival = this.#pop()
      if (rival) rivals.push(rival)
    }
    const [chosen] = rivals.splice(Math.floor(this.random() * rivals.length), 1)
    for (const rival of rivals) this.#push(rival)
    return chosen
  }

  #less(a: number, b: number): boolean {
    const x = this.#events[a]
    const y = this.#events[b]
    if (!x || !y) return false
    return x.at < y.at || (x.at === y.at && x.order < y.order)
  }

  #swap(a: number, b: number): void {
    const x = this.#events[a]
    const y = this.#events[b]
    if (!x || !y) return
    this.#events[a] = y
    this.#events[b] = x
  }

  #push(event: Event): void {
    this.#events.push(event)
    for (let i = this.#events.length - 1; i > 0;) {
      const parent = (i - 1) >> 1
      if (!this.#less(i, parent)) break
      this.#swap(i, parent)
      i = parent
    }
  }

  #pop(): Event | undefined {
    const top = this.#events[0]
    const last = this.#events.pop()
    if (!top || !last || this.#events.length === 0) return top
    this.#events[0] = last
    for (let i = 0; ;) {
      const left = 2 * i + 1
      const least = this.#less(left + 1, left) ? left + 1 : left
      if (!this.#less(least, i)) break
      this.#swap(i, least)
      i = least
    }
    return top
  }
}
