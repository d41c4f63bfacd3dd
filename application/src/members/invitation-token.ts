import type { Invitation } from '@skyclust/domain'
import type { Tokens } from '../ports/identity.ts'
import type { Stores } from '../ports/stores.ts'
import { mayStillInvite } from './may-still-invite.ts'

/**
 * Two links lead to one invitation. The mailed one proves that its holder reads the address; the one that is shown to the
 * inviter is made from it by a hash, so that an inviter cannot prove an address that is not theirs.
 */
export interface InvitationTokens {
  readonly mailed: string
  readonly shown: string
  /** What is stored. */
  readonly hash: string
}

export function newInvitationTokens(tokens: Pick<Tokens, 'newSecret' | 'hash'>): InvitationTokens {
  const { value: mailed } = tokens.newSecret()
  const shown = tokens.hash(mailed)
  return { mailed, shown, hash: tokens.hash(shown) }
}

export interface FoundInvitation {
  readonly invitation: Invitation
  /** Whether the token can only come from the mail. */
  readonly provesAddress: boolean
}

/**
 * An open invitation by either of its tokens; undefined when it was used, withdrawn, replaced or has expired, or when who
 * sent it may no longer invite.
 */
export async function findInvitation(
  stores: Pick<Stores, 'invitations' | 'users' | 'members' | 'serviceAccounts' | 'roles'>,
  tokens: Pick<Tokens, 'hash'>,
  token: string,
  now: string,
): Promise<FoundInvitation | undefined> {
  const once = tokens.hash(token)
  const shown = await stores.invitations.findByTokenHash(once, now)
  const invitation = shown ?? (await stores.invitations.findByTokenHash(tokens.hash(once), now))
  if (!invitation || !(await mayStillInvite(stores, invitation))) return undefined
  return { invitation, provesAddress: shown === undefined }
}
