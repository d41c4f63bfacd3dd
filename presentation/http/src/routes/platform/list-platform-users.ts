import { listUsers, PlatformUserView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { pageOf, PageQuery } from '../../schemas/common.ts'

const UserQuery = PageQuery.extend({
  /** In e-mail address or name. */
  search: z.string().max(100).optional(),
  disabled: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
})

export default defineRoute({
  method: 'GET',
  path: '/platform/users',
  operationId: 'listPlatformUsers',
  summary: 'All accounts, by e-mail address',
  permission: 'platform-admin',
  query: UserQuery,
  replies: { 200: pageOf(PlatformUserView) },
  async handle({ query: { search, disabled, limit, cursor } }, { ports }) {
    const page = await listUsers(
      ports,
      {
        ...(search === undefined ? {} : { search }),
        ...(disabled === undefined ? {} : { disabled }),
      },
      { limit, ...(cursor === undefined ? {} : { cursor }) },
    )
    return answer(200, { items: page.items, nextCursor: page.nextCursor ?? null })
  },
})
