import { invalid, passwordWeakness } from '@skyclust/domain'

const REASON = {
  'too-short': 'Choose a password of at least 10 characters.',
  'is-email': 'Choose a password that is not the e-mail address.',
  'too-common': 'This is one of the passwords everybody tries first. Choose another one.',
} as const

/** Refuses a new password anybody would guess: invalid `weak-password`; `pointer` names the field. */
export function assertStrongPassword(password: string, email: string, pointer: string): void {
  const weakness = passwordWeakness(password, email)
  if (weakness === undefined) return
  const message = REASON[weakness]
  throw invalid('weak-password', message, [{ pointer, message }])
}
