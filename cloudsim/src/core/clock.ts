/** Virtual time of the simulated clouds. State machines are computed from it on every read; there are no timers. */
export interface SimClock {
  /** Virtual epoch milliseconds. */
  now(): number
  /** Virtual milliseconds that pass per real millisecond. */
  speed(): number
  setSpeed(speed: number): void
  /** Jumps forward by virtual milliseconds. */
  advance(ms: number): void
}

/** A clock that follows real time at a scalable speed. */
export function scaledClock(
  options: { readonly speed?: number; readonly start?: number } = {},
): SimClock {
  let speed = options.speed ?? 1
  let anchorReal = performance.now()
  let anchorVirtual = options.start ?? Date.now()
  const now = () => Math.round(anchorVirtual + (performance.now() - anchorReal) * speed)
  const rebase = (virtual: number) => {
    anchorReal = performance.now()
    anchorVirtual = virtual
  }
  return {
    now,
    speed: () => speed,
    setSpeed(next) {
      if (!(next > 0)) throw new RangeError(`clock speed must be positive, not ${next}`)
      rebase(now())
      speed = next
    },
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`cannot advance the clock by ${ms} ms`)
      rebase(now() + ms)
    },
  }
}
