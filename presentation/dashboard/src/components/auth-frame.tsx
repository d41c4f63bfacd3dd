'use client'
import { Cloud } from 'lucide-react'
import type { ReactNode } from 'react'
import { LanguageButton, ThemeButton } from './preferences.tsx'

/** Frame of the pages before sign-in. */
export function AuthFrame({
  title,
  description,
  children,
}: {
  readonly title: string
  readonly description?: string
  readonly children: ReactNode
}) {
  return (
    <div className="grid min-h-full grid-rows-[48px_1fr]">
      <header className="flex items-center gap-1 px-4">
        <span className="mr-auto flex items-center gap-2 font-semibold">
          <Cloud className="size-4.5" aria-hidden />
          SkyClust
        </span>
        <LanguageButton />
        <ThemeButton />
      </header>
      <main className="grid place-items-center p-6 pb-24">
        <div className="w-full max-w-90">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {description !== undefined && <p className="pt-1 text-[13px] text-fg-2">{description}</p>}
          <div className="pt-5">{children}</div>
        </div>
      </main>
    </div>
  )
}
