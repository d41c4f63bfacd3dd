import type { ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'
import { Card } from '../ui/surface.tsx'

/** Rows under named columns; scrolls by itself where the page is narrow. */
export function Table({
  caption,
  columns,
  className,
  children,
}: {
  readonly caption: string
  readonly columns: readonly string[]
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <Card className="relative overflow-x-auto">
      <table className={cn('w-full text-[13px]', className)}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-b [&>tr]:border-line [&>tr:last-child]:border-0 [&_td]:px-3 [&_td]:py-2">
          {children}
        </tbody>
      </table>
    </Card>
  )
}
