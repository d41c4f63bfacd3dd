'use client'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { asApiError } from '@/lib/api.ts'
import { ReauthenticationDialog } from './reauthentication-dialog.tsx'

/** Shows that the person at the keyboard is the one who signed in; empty right after a sign-in. */
export interface Proof {
  readonly password?: string
}

const ABOUT_THE_PROOF: ReadonlySet<string> = new Set(['wrong-password', 'too-many-sign-ins'])

interface Proved<V> {
  readonly run: (value: V) => void
  readonly isPending: boolean
  /** A refusal that has nothing to do with the proof. */
  readonly error: Error | null
  readonly reset: () => void
  /** To be rendered: asks for the password when the server wants it. */
  readonly dialog: ReactNode
}

/** A change the server wants proof for when the sign-in is not fresh: tried without it, then asked for. */
export function useProved<T, V = void>(
  action: (proof: Proof, value: V) => Promise<T>,
  onDone: (result: T, value: V) => unknown,
): Proved<V> {
  const [held, setHeld] = useState<{ readonly value: V }>()
  const deed = useMutation({
    mutationFn: ({ proof, value }: { readonly proof: Proof; readonly value: V }) =>
      action(proof, value),
    async onSuccess(result, { value }) {
      setHeld(undefined)
      await onDone(result, value)
    },
    onError(error, { value }) {
      const { code } = asApiError(error)
      if (code === 'reauthentication-required') setHeld({ value })
      // The proof was good, and something else is wrong: that belongs where the change was begun.
      else if (!ABOUT_THE_PROOF.has(code)) setHeld(undefined)
    },
  })
  const cancel = () => {
    setHeld(undefined)
    deed.reset()
  }
  const isAsked = deed.error !== null && asApiError(deed.error).code === 'reauthentication-required'
  return {
    run: (value) => deed.mutate({ proof: {}, value }),
    isPending: deed.isPending && !held,
    error: held || isAsked ? null : deed.error,
    reset: deed.reset,
    dialog: held && (
      <ReauthenticationDialog
        error={isAsked ? null : deed.error}
        isPending={deed.isPending}
        onPassword={(password) => deed.mutate({ proof: { password }, value: held.value })}
        onClose={cancel}
      />
    ),
  }
}
