'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { ApiError } from './api.ts'
import { meQuery } from './queries.ts'

/** Who is signed in; whoever is not is sent to the sign-in page, and back here afterwards. */
export function useMe() {
  const router = useRouter()
  const me = useQuery(meQuery)
  const isSignedOut = me.error instanceof ApiError && me.error.status === 401
  useEffect(() => {
    if (!isSignedOut) return
    const next = `${location.pathname}${location.search}`
    router.replace(`/login?next=${encodeURIComponent(next)}`)
  }, [router, isSignedOut])
  return { me, isSignedOut }
}
