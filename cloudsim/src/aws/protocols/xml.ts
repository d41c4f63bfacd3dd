import type { Answer, AnswerValue } from '../operation.ts'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"\r]/g, (char) => escapes[char] ?? char)
}

/** Writes an answer as XML; list entries become elements named `itemTag`. */
export function toXml(answer: Answer, itemTag: string): string {
  return Object.entries(answer)
    .map(([name, value]) => element(name, value, itemTag))
    .join('')
}

function element(name: string, value: AnswerValue, itemTag: string): string {
  return value === undefined ? '' : `<${name}>${content(value, itemTag)}</${name}>`
}

function content(value: AnswerValue, itemTag: string): string {
  if (value === undefined) return ''
  if (isList(value)) return value.map((item) => element(itemTag, item, itemTag)).join('')
  if (typeof value === 'object') return toXml(value, itemTag)
  return escapeXml(String(value))
}

function isList(value: AnswerValue): value is readonly AnswerValue[] {
  return Array.isArray(value)
}
