import { invalid } from '@skyclust/domain'

/** Deeper than anything that is asked for here, and far from what could exhaust the stack. */
const MAX_DEPTH = 32

interface Part {
  readonly value: unknown
  readonly pointer: string
  readonly depth: number
}

/**
 * Refuses text that no database can keep (U+0000, halves of surrogate pairs), in values and in names, and what is nested
 * too deeply to be walked. Once for everything that is sent, so that no schema has to think of it.
 */
export function refuseUnreadable(sent: unknown): void {
  const open: Part[] = [{ value: sent, pointer: '', depth: 0 }]
  for (let part = open.pop(); part; part = open.pop()) {
    const { value, pointer, depth } = part
    if (typeof value === 'string') refuseText(value, pointer)
    if (typeof value !== 'object' || value === null) continue
    if (depth >= MAX_DEPTH)
      throw invalid('nested-too-deeply', `What is sent may be nested ${MAX_DEPTH} levels deep.`)
    for (const [name, inner] of Object.entries(value)) {
      refuseText(name, pointer)
      open.push({ value: inner, pointer: `${pointer}/${escaped(name)}`, depth: depth + 1 })
    }
  }
}

/** The text with what cannot be kept replaced; for records of requests that were refused for it. */
export function readable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

function refuseText(text: string, pointer: string): void {
  if (!text.includes('\0') && text.isWellFormed()) return
  throw invalid(
    'invalid-characters',
    'Text must not contain U+0000 or half of a surrogate pair; see errors.',
    [{ pointer, message: 'has characters that cannot be stored' }],
  )
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
