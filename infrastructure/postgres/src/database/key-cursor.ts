import { invalid } from '@skyclust/domain'

/** The cursor of a list in the order of one unique text: that of the last row of the page before. */
export function encodeKey(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url')
}

/** Throws DomainError invalid `cursor-invalid` for what no list gave out. */
export function decodeKey(cursor: string): string {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(value) && value.length === 1) {
      const [key] = value as unknown[]
      // PostgreSQL takes no NUL in a text.
      if (typeof key === 'string' && key.isWellFormed() && !key.includes('\0')) return key
    }
  } catch {
    // Falls through to the refusal.
  }
  throw invalid('cursor-invalid', 'The cursor is not one that a list gave out; begin without it.')
}
