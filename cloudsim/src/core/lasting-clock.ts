import { scaledClock, type SimClock } from './clock.ts'
import type { World } from './world.ts'

interface ClockMark {
  /** Virtual time that is promised to lie in the past after the next start. */
  readonly until: number
  readonly speed: number
}

const MARK_AHEAD_REAL_MS = 1000

export interface LastingClock extends SimClock {
  /** Stores the exact virtual time, so that the next start continues from here. */
  keep(): void
}

/**
 * A clock whose virtual time never goes backwards across restarts, also after kill -9: a mark up to one real second
 * ahead is on disk before any time up to it is told.
 */
export function lastingClock(world: World, speed: number | undefined): LastingClock {
  const marks = world.table<ClockMark>('core.clock')
  const last = marks.get('mark')
  const clock = scaledClock({
    speed: speed ?? last?.speed ?? 1,
    start: Math.max(last?.until ?? 0, Date.now()),
  })
  const put = (until: number) => marks.put('mark', { until, speed: clock.speed() })
  const now = () => {
    const time = clock.now()
    const mark = marks.get('mark')
    if (!mark || time > mark.until) put(Math.ceil(time + MARK_AHEAD_REAL_MS * clock.speed()))
    return time
  }
  return {
    now,
    speed: () => clock.speed(),
    setSpeed(next) {
      clock.setSpeed(next)
      put(clock.now())
    },
    advance(ms) {
      clock.advance(ms)
      now()
    },
    keep: () => put(clock.now()),
  }
}
