import { ApiKeyId } from '../kernel/ids.ts'

const TOKEN = /^sck_([a-z2-7]{20})_([A-Za-z0-9_-]{43})$/
const ID_PREFIX = 'key_'

/** What a program sends: the key's id, which finds the row, and the secret, which only its hash is stored of. */
export interface ApiKeyToken {
  readonly id: ApiKeyId
  /** 256 random bits, base64url. */
  readonly secret: string
}

/** The key as its maker sees it, once: `sck_<id>_<secret>`; secret scanners know it by its beginning. */
export function formatApiKeyToken({ id, secret }: ApiKeyToken): string {
  return `sck_${id.slice(ID_PREFIX.length)}_${secret}`
}

/** Undefined when the text is no API key. */
export function parseApiKeyToken(text: string): ApiKeyToken | undefined {
  const [, body, secret] = TOKEN.exec(text) ?? []
  if (body === undefined || secret === undefined) return undefined
  return { id: ApiKeyId.parse(`${ID_PREFIX}${body}`), secret }
}
