'use client'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { TitledCard } from '../ui/surface.tsx'

const FORMS = ['curl', 'json'] as const

/** The same request for a terminal or a program. */
export function Equivalent({ path, body }: { readonly path: string; readonly body: unknown }) {
  const t = useTranslations('plan')
  const [form, setForm] = useState<(typeof FORMS)[number]>('curl')
  const json = JSON.stringify(body, null, 2)
  const origin = typeof location === 'undefined' ? '' : location.origin
  const curl = [
    `curl -X POST '${origin}${path}' \\`,
    `  -H "Authorization: Bearer $SKYCLUST_TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${json.replaceAll("'", String.raw`'\''`)}'`,
  ].join('\n')
  const text = form === 'curl' ? curl : json
  return (
    <TitledCard
      title={t('equivalent')}
      action={
        <span className="flex items-center gap-1">
          {FORMS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === form}
              onClick={() => setForm(each)}
              className={cn(
                'rounded-sm px-1.5 font-mono text-xs',
                each === form ? 'bg-hover text-fg' : 'text-fg-2 hover:text-fg',
              )}
            >
              {each}
            </button>
          ))}
          <CopyButton text={text} />
        </span>
      }
    >
      <pre
        tabIndex={0}
        aria-label={t('equivalent')}
        className="max-h-72 overflow-auto rounded-md bg-bg-2 p-3 font-mono text-xs leading-5"
      >
        {text}
      </pre>
    </TitledCard>
  )
}
