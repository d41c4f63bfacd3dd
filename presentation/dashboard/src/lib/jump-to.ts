/** Brings the control of a JSON pointer into view and focuses it; a pointer without control falls back to its parent. */
export function jumpTo(pointer: string): void {
  for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const field = document.querySelector(`[data-pointer="${CSS.escape(path)}"]`)
    if (!field) continue
    field.scrollIntoView({ block: 'center' })
    field.querySelector<HTMLElement>('input, select, textarea, button')?.focus()
    return
  }
}
