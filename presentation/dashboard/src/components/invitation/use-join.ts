'use client'
import { acceptInvitation } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { call } from '@/lib/api.ts'

interface NewAccount {
  readonly name: string
  readonly password: string
}

/** Accepts the invitation, as who is signed in or with a new account, and goes to the workspace. */
export function useJoin(token: string) {
  const router = useRouter()
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (account: NewAccount | undefined) =>
      call(acceptInvitation({ body: { token, ...account } })),
    onSuccess({ workspace }) {
      // Who is signed in, and where they belong, is another answer now.
      cache.clear()
      router.replace(`/workspaces/${workspace.slug}`)
    },
  })
}
