'use client'
import { useSyncExternalStore } from 'react'
import { THEME_KEY as KEY } from './theme-script.ts'

export const THEMES = ['light', 'dark', 'system'] as const
export type Theme = (typeof THEMES)[number]

const CHANGED = 'skyclust:theme'

export function setTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  apply()
  dispatchEvent(new Event(CHANGED))
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, stored, () => 'system')
}

function stored(): Theme {
  const value = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === value) ?? 'system'
}

function apply(): void {
  const dark = stored() === 'dark' || (stored() === 'system' && prefersDark().matches)
  document.documentElement.classList.toggle('dark', dark)
}

function subscribe(changed: () => void): () => void {
  const follow = () => {
    apply()
    changed()
  }
  const query = prefersDark()
  query.addEventListener('change', follow)
  addEventListener('storage', follow)
  addEventListener(CHANGED, changed)
  return () => {
    query.removeEventListener('change', follow)
    removeEventListener('storage', follow)
    removeEventListener(CHANGED, changed)
  }
}

function prefersDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)')
}
