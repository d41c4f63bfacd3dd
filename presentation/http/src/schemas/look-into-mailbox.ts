import { z } from 'zod'

/** The one answer of whatever must not tell whether an address has an account. */
export const LookIntoMailbox = z.object({ message: z.string() })

export const lookIntoMailbox = {
  message: 'If this address can be used here, a message is on its way. Look into your mailbox.',
}
