import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Passwords } from '@skyclust/application'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

type Parameters = { readonly [K in keyof typeof PARAMETERS]: number }

/** argon2id of node:crypto, stored as PHC strings; an older string with other parameters still verifies. */
export function argon2Passwords(): Passwords {
  return {
    async hash(password) {
      const nonce = randomBytes(16)
      const tag = await derive(password, nonce, PARAMETERS)
      const { memory, passes, parallelism } = PARAMETERS
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${b64(nonce)}$${b64(tag)}`
    },
    async verify(password, hash) {
      const match = PHC.exec(hash)
      if (!match) return false
      const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [
        number,
        number,
        number,
      ]
      const expected = Buffer.from(match[5] ?? '', 'base64')
      const tag = await derive(password, Buffer.from(match[4] ?? '', 'base64'), {
        memory,
        passes,
        parallelism,
        tagLength: expected.length,
      })
      return timingSafeEqual(tag, expected)
    },
  }
}

function derive(password: string, nonce: Buffer, parameters: Parameters): Promise<Buffer> {
  // The same text typed on two keyboards must be the same password: normalise before hashing.
  const message = Buffer.from(password.normalize('NFKC'))
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, ...parameters }, (error, tag) =>
      error ? reject(error) : resolve(tag),
    )
  })
}

function b64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
