'use client'
import { useSyncExternalStore } from 'react'

const CHANGED = 'skyclust:url'

/** A query parameter of the page's URL as state; empty string = absent. `push` makes a step in the history. */
export function useUrlParam(
  name: string,
  { push = false }: { push?: boolean } = {},
): [string, (value: string) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(location.search).get(name) ?? '',
    () => '',
  )
  const set = (next: string) => {
    const url = new URL(location.href)
    if (next === '') url.searchParams.delete(name)
    else url.searchParams.set(name, next)
    history[push ? 'pushState' : 'replaceState'](history.state, '', url)
    dispatchEvent(new Event(CHANGED))
  }
  return [value, set]
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed)
  addEventListener(CHANGED, changed)
  return () => {
    removeEventListener('popstate', changed)
    removeEventListener(CHANGED, changed)
  }
}
