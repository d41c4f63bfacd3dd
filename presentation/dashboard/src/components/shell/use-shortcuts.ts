'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'

export type Overlay = 'commands' | 'shortcuts'

/** Second key after `g`, and where it goes. */
const JUMPS = {
  o: '',
  c: '/clusters',
  n: '/networks',
  k: '/credentials',
  m: '/members',
  a: '/audit',
  s: '/settings',
} as const

const SEQUENCE_MS = 1200

/** Keyboard shortcuts of a workspace: ⌘K, `?`, and `g` followed by a letter. */
export function useShortcuts(base: string): {
  readonly shown: Overlay | undefined
  readonly open: (overlay: Overlay) => void
  readonly close: () => void
} {
  const [shown, setShown] = useState<Overlay>()
  const router = useRouter()
  useEffect(() => {
    let jumpUntil = 0
    const onKey = (event: KeyboardEvent) => {
      const { key } = event
      if ((event.metaKey || event.ctrlKey) && key.toLowerCase() === 'k') {
        event.preventDefault()
        setShown((before) => (before === 'commands' ? undefined : 'commands'))
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      if (key === '?') return setShown('shortcuts')
      if (key === 'g') {
        jumpUntil = event.timeStamp + SEQUENCE_MS
        return
      }
      if (event.timeStamp < jumpUntil && isJump(key)) router.push(`${base}${JUMPS[key]}`)
      jumpUntil = 0
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [router, base])
  return { shown, open: setShown, close: () => setShown(undefined) }
}

function isJump(key: string): key is keyof typeof JUMPS {
  return key in JUMPS
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
