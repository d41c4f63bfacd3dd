import type { ReactNode } from 'react'

/** Names and values; rows without a value are left out. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [label: string, value: ReactNode])[]
}) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-[13px]">
      {rows
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-fg-3">{label}</dt>
            <dd className="break-all">{value}</dd>
          </div>
        ))}
    </dl>
  )
}
