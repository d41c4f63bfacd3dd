'use client'
import { Check } from 'lucide-react'
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type ToggleEvent,
  useContext,
  useId,
  useRef,
} from 'react'
import { Button } from './button.tsx'

const CloseContext = createContext<() => void>(() => undefined)

const GAP_PX = 4
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** A drop-down menu on the browser's own popover: it closes on Escape and outside clicks, and gives the focus back. */
export function Menu({
  label,
  trigger,
  triggerClass = '',
  icon = false,
  align = 'end',
  children,
}: {
  readonly label: string
  readonly trigger: ReactNode
  readonly triggerClass?: string
  readonly icon?: boolean
  readonly align?: 'start' | 'end'
  readonly children: ReactNode
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]
  const onToggle = ({ newState }: ToggleEvent) => {
    const isOpen = newState === 'open'
    button.current?.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) items()[0]?.focus()
  }
  const place = ({ newState }: ToggleEvent) => {
    const box = button.current?.getBoundingClientRect()
    const style = menu.current?.style
    if (newState !== 'open' || !box || !style) return
    style.top = `${box.bottom + GAP_PX}px`
    style.left = align === 'start' ? `${box.left}px` : 'auto'
    style.right = align === 'end' ? `${document.documentElement.clientWidth - box.right}px` : 'auto'
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') menu.current?.hidePopover()
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    const step = STEPS[event.key]
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? all.length - 1
          : step === undefined
            ? undefined
            : (at + step + all.length) % all.length
    if (next === undefined) return
    event.preventDefault()
    all[next]?.focus()
  }
  return (
    <>
      <Button
        ref={button}
        variant="ghost"
        size={icon ? 'icon' : 'md'}
        className={triggerClass}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={false}
        popoverTarget={id}
      >
        {trigger}
      </Button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onBeforeToggle={place}
        onToggle={onToggle}
        onKeyDown={onKeyDown}
        className="fixed inset-auto m-0 min-w-48 rounded-lg border border-line bg-bg p-1 text-fg shadow-lg"
      >
        <CloseContext value={() => menu.current?.hidePopover()}>{children}</CloseContext>
      </div>
    </>
  )
}

export function MenuItem({
  onSelect,
  checked,
  children,
}: {
  readonly onSelect: () => void
  readonly checked?: boolean
  readonly children: ReactNode
}) {
  const close = useContext(CloseContext)
  const choose = () => {
    close()
    onSelect()
  }
  return (
    <button
      type="button"
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      tabIndex={-1}
      onClick={choose}
      onPointerMove={(event) => event.currentTarget.focus()}
      className="flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-[13px] outline-none focus:bg-hover"
    >
      {children}
      {checked === true && <Check className="ml-auto size-3.5" aria-hidden />}
    </button>
  )
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <div className="px-2 py-1.5 text-xs text-fg-3">{children}</div>
}

export function MenuSeparator() {
  return <div role="separator" className="my-1 h-px bg-line" />
}
