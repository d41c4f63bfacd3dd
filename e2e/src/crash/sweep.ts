import type { RunningCloudsim } from '@skyclust/cloudsim'
import { type Lane, openLane } from './lane.ts'
import type { Cloud } from './life.ts'
import type { Phase } from './kill-point.ts'
import { type CrashPoint, crashRun, type CrashResult, type Reference, referenceRun } from './run.ts'

export interface SweepOptions {
  readonly clouds: readonly Cloud[]
  readonly from: number
  readonly to: number
  /** Every how many-th k; 1 takes all, each before and after. */
  readonly stride: Readonly<Record<Cloud, number>>
  /** Shifts what a stride takes. */
  readonly seed: number
  /** Installations side by side. */
  readonly lanes: number
  readonly say: (result: CrashResult) => void
}

/** So many points in a row that hit nothing end a full series: two lives of a cluster may differ by a call or two. */
const MISSES_AT_THE_END = 3

/** Walks over all kill points, several installations at the same time, and answers what came of each. */
export async function sweep(
  clouds: RunningCloudsim,
  options: SweepOptions,
): Promise<readonly CrashResult[]> {
  const results: CrashResult[] = []
  const series = new Series(options)
  const references = new Map<Cloud, Promise<Reference>>()
  const referenceOf = (lane: Lane, cloud: Cloud) => {
    const made = references.get(cloud) ?? referenceRun(lane, clouds.sim, cloud)
    references.set(cloud, made)
    return made
  }
  const work = async () => {
    let lane = await openLane(clouds)
    try {
      for (let point = series.next(); point; point = series.next()) {
        const { makeup, calls } = await referenceOf(lane, point.cloud)
        // A full series finds its end by itself; a sample spends no life on it.
        if (options.stride[point.cloud] > 1 && point.k > calls) continue
        const result = await crashRun(lane, clouds.sim, point, makeup)
        series.report(result)
        results.push(result)
        options.say(result)
        if (result.violations.length === 0) continue
        // What went wrong here must not disturb the next one.
        await lane[Symbol.asyncDispose]()
        lane = await openLane(clouds)
      }
    } finally {
      await lane[Symbol.asyncDispose]()
    }
  }
  await Promise.all(Array.from({ length: options.lanes }, work))
  return results
}

/** Hands out kill points: k = 1, 2, 3 … of every cloud and phase, until there are no such calls any more. */
class Series {
  readonly #options: SweepOptions
  readonly #rows: { cloud: Cloud; phase: Phase; k: number; misses: number }[]

  constructor(options: SweepOptions) {
    this.#options = options
    this.#rows = options.clouds.flatMap((cloud) =>
      (['before', 'after'] as const).map((phase) => ({
        cloud,
        phase,
        k: options.from - 1,
        misses: 0,
      })),
    )
  }

  next(): CrashPoint | undefined {
    const { to } = this.#options
    for (const row of this.#rows) {
      if (row.misses >= MISSES_AT_THE_END) continue
      do row.k += 1
      while (row.k <= to && !this.#takes(row))
      if (row.k > to) row.misses = MISSES_AT_THE_END
      else {
        // The clouds take turns, so that a short run sees all of them.
        this.#rows.push(...this.#rows.splice(this.#rows.indexOf(row), 1))
        return { cloud: row.cloud, phase: row.phase, k: row.k }
      }
    }
    return undefined
  }

  report({ cloud, phase, inCreate, inDelete }: CrashResult): void {
    const row = this.#rows.find((r) => r.cloud === cloud && r.phase === phase)
    if (!row || row.misses >= MISSES_AT_THE_END) return
    const missed = inCreate === undefined && inDelete === undefined
    row.misses = missed ? row.misses + 1 : 0
  }

  /** With a stride, «before» and «after» take different calls. */
  #takes({ cloud, phase, k }: CrashPoint): boolean {
    const { stride, seed } = this.#options
    const step = stride[cloud]
    return (k + seed + (phase === 'after' ? Math.floor(step / 2) : 0)) % step === 0
  }
}
