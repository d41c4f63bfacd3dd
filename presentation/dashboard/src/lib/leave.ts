import { signOut } from '@skyclust/api-client'
import { call } from './api.ts'

/** Ends the session, also at the provider that signed the person in; then goes on, without it, as told. */
export async function leave(goOn: () => void): Promise<void> {
  const out = await call(signOut()).catch(() => undefined)
  if (typeof out?.providerLogoutUrl === 'string') location.assign(out.providerLogoutUrl)
  else goOn()
}
