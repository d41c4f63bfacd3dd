import type { ReactNode } from 'react'

/** A section of the form with its heading on the left of wide screens. */
export function Section({
  title,
  note,
  children,
}: {
  readonly title: string
  readonly note?: string
  readonly children: ReactNode
}) {
  return (
    <section className="border-b border-line px-5 py-5 last:border-0">
      <h2 className="text-[13px] font-semibold">{title}</h2>
      {note !== undefined && <p className="text-xs text-fg-3">{note}</p>}
      <div className="grid gap-4 pt-3">{children}</div>
    </section>
  )
}
