import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { PlatformStatisticsView } from './views.ts'

const ACTIVE_MS = 30 * 24 * 3_600_000

/** Figures of the installation; people count as active when a session of theirs was used within 30 days. */
export async function getPlatformStatistics(ports: Ports): Promise<PlatformStatisticsView> {
  const now = ports.clock.now()
  const { platform } = ports.db.stores
  const figures = await platform.statistics(isoTime(now), isoTime(now - ACTIVE_MS))
  return { ...figures, mail: ports.installation.mail }
}
