'use client'
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser'
import { useSyncExternalStore } from 'react'
import { ApiError } from './api.ts'

/** What the browser answers, in the JSON form the API takes. */
interface Answer {
  readonly id: string
  [key: string]: unknown
}

/** Options of the API's answer; the library checks what it needs of them. */
type Options = Readonly<Record<string, unknown>>

/** Has the browser make a passkey; ApiError `passkey-cancelled` when the person or the browser does not want to. */
export async function makePasskey(options: Options): Promise<Answer> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON
  return asked(startRegistration({ optionsJSON }))
}

/** Has the browser show that it holds a passkey; ApiError `passkey-cancelled` as above. */
export async function showPasskey(options: Options): Promise<Answer> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const optionsJSON = options as unknown as { readonly challenge: string }
  return asked(startAuthentication({ optionsJSON }))
}

const CODES: Readonly<Record<string, string>> = {
  NotAllowedError: 'passkey-cancelled',
  AbortError: 'passkey-cancelled',
  InvalidStateError: 'passkey-registered',
  SecurityError: 'passkey-other-address',
}

async function asked(answer: Promise<object & { readonly id: string }>): Promise<Answer> {
  try {
    return { ...(await answer) }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    const code = CODES[name]
    if (code === undefined) throw error
    throw new ApiError({ type: 'about:blank', title: name, status: 0, code, instance: '' })
  }
}

/** Whether this browser can use passkeys on this page; false while it is not known. */
export function useCanPasskey(): boolean {
  return useSyncExternalStore(
    nothingChanges,
    () => 'PublicKeyCredential' in window,
    () => false,
  )
}

function nothingChanges() {
  return () => undefined
}
