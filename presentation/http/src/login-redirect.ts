import { DomainError } from '@skyclust/domain'
import { answer } from './route.ts'

/**
 * Where a browser goes whose sign-in at a provider was refused: a person is looking, not a program, so the page that began
 * it shows the text of the code. Everything but a refusal is our fault and goes on as an error.
 */
export function refusedAtLogin(error: unknown) {
  if (!(error instanceof DomainError)) throw error
  return answer(303, undefined, {
    headers: { location: `/login?error=${encodeURIComponent(error.code)}` },
    loginCookie: null,
    refused: error.code,
  })
}
