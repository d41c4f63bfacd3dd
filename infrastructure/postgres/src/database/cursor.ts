import { invalid } from '@skyclust/domain'

/** Place in a list ordered by creation time and number: the last row of the page before. */
export interface Keyset {
  readonly createdAt: string
  readonly number: number
}

export function encodeCursor({ createdAt, number }: Keyset): string {
  return Buffer.from(JSON.stringify([createdAt, number])).toString('base64url')
}

/** Throws DomainError invalid `cursor-invalid` for what no list gave out. */
export function decodeCursor(cursor: string): Keyset {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(value) && value.length === 2) {
      const [createdAt, number] = value as unknown[]
      if (typeof createdAt === 'string' && !Number.isNaN(Date.parse(createdAt))) {
        if (Number.isSafeInteger(number)) return { createdAt, number: Number(number) }
      }
    }
  } catch {
    // Falls through to the refusal.
  }
  throw invalid('cursor-invalid', 'The cursor is not one that a list gave out; begin without it.')
}
