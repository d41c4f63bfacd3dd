'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'

const SHOWN_MS = 1500

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const t = useTranslations('common')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
  // Browsers let only pages over https (or from this machine) write to the clipboard.
  if (typeof window !== 'undefined' && !window.isSecureContext) return null
  const Icon = copied ? Check : Copy
  return (
    <Button
      size="sm"
      variant="ghost"
      className="px-1.5"
      onClick={copy}
      aria-label={`${copied ? t('copied') : t('copy')}${label === undefined ? '' : `: ${label}`}`}
    >
      <Icon className="size-3.5" aria-hidden />
    </Button>
  )
}
