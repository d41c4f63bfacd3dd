import type { ReactNode } from 'react'

export function FormSection({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <section aria-label={title} className="grid gap-3">
      <h2 className="text-[13px] font-medium">{title}</h2>
      {children}
    </section>
  )
}
