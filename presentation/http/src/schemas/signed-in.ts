import {
  AccessTokenView,
  getMe,
  issueAccessToken,
  MeView,
  type Ports,
  type StartedSession,
} from '@skyclust/application'
import type { z } from 'zod'

/** Answer of set-up and sign-in: who it is, where they belong, and a token for programs. */
export const SignedInReply = MeView.extend({ token: AccessTokenView }).meta({ id: 'SignedIn' })

export async function signedIn(
  ports: Ports,
  started: StartedSession,
): Promise<z.infer<typeof SignedInReply>> {
  const me = await getMe(ports, { userId: started.user.id })
  return { ...me, token: await issueAccessToken(ports, started) }
}
