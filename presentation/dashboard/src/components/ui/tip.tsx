'use client'
import { type ReactNode, useId, useRef } from 'react'

const GAP_PX = 6
const MARGIN_PX = 8

/** Words beside a control, on hovering and on focus; the control is described by them also while they are hidden. */
export function Tip({
  text,
  children,
}: {
  readonly text: string
  readonly children: (id: string) => ReactNode
}) {
  const id = useId()
  const anchor = useRef<HTMLSpanElement>(null)
  const tip = useRef<HTMLSpanElement>(null)
  const show = () => {
    const box = anchor.current?.getBoundingClientRect()
    const bubble = tip.current
    if (!box || !bubble) return
    bubble.showPopover()
    const { width, height } = bubble.getBoundingClientRect()
    const left = Math.min(box.left, document.documentElement.clientWidth - width - MARGIN_PX)
    const fitsBelow = box.bottom + GAP_PX + height <= window.innerHeight
    bubble.style.left = `${Math.max(MARGIN_PX, left)}px`
    bubble.style.top = `${fitsBelow ? box.bottom + GAP_PX : box.top - GAP_PX - height}px`
  }
  const hide = () => tip.current?.hidePopover()
  return (
    <span
      ref={anchor}
      className="inline-flex max-w-full"
      onPointerEnter={show}
      onPointerLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {children(id)}
      <span
        ref={tip}
        id={id}
        role="tooltip"
        popover="manual"
        className="fixed inset-auto m-0 max-w-64 rounded-md border border-line-2 bg-bg px-2 py-1 text-left text-xs font-normal whitespace-normal text-fg shadow-lg"
      >
        {text}
      </span>
    </span>
  )
}
