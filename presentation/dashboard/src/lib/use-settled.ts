'use client'
import { useEffect, useState } from 'react'

const TYPING_PAUSE_MS = 350

/** The value once it has not changed for a moment, so that not every key press asks the server. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
