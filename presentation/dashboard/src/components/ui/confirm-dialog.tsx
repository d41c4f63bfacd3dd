'use client'
import dynamic from 'next/dynamic'
import type { Confirmation } from './confirm-dialog-content.tsx'

/** Asks before something that hurts; loaded when it is first asked. */
export const ConfirmDialog = dynamic<Confirmation>(
  () => import('./confirm-dialog-content.tsx').then((m) => m.ConfirmDialogContent),
  { ssr: false },
)
