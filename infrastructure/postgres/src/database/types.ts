import { types, type CustomTypesConfig } from 'pg'

const TIMESTAMPTZ = 1184
const INT8 = 20
const parseTimestamp = types.getTypeParser(TIMESTAMPTZ)
const parseDefault: typeof types.getTypeParser = types.getTypeParser

/** timestamptz reads as ISO text with milliseconds, bigint as number (sequence numbers stay far below 2^53). */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === TIMESTAMPTZ) return toIso
    if (format !== 'binary' && oid === INT8) return Number
    return parseDefault(oid, format ?? 'text')
  }) as typeof types.getTypeParser,
}

function toIso(text: string): string {
  const date: unknown = parseTimestamp(text)
  return date instanceof Date ? date.toISOString() : text
}
