import { listMails, MailView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { pageOf, PageQuery } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/mails',
  operationId: 'listMails',
  summary:
    'The outbox: messages that wait for an SMTP server, to be handed on by the administrator',
  permission: 'platform-admin',
  audited: true,
  query: PageQuery,
  replies: { 200: pageOf(MailView) },
  async handle({ query: { limit, cursor } }, { ports }) {
    const page = await listMails(ports, { limit, ...(cursor === undefined ? {} : { cursor }) })
    return answer(200, { items: page.items, nextCursor: page.nextCursor ?? null })
  },
})
