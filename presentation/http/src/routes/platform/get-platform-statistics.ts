import { getPlatformStatistics, PlatformStatisticsView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/statistics',
  operationId: 'getPlatformStatistics',
  summary: 'Figures of the whole installation',
  permission: 'platform-admin',
  replies: { 200: PlatformStatisticsView },
  async handle(_request, { ports }) {
    return answer(200, await getPlatformStatistics(ports))
  },
})
