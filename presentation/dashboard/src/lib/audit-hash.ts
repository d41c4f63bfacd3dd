/**
 * SHA-256, hex, of the previous hash's bytes followed by the record in UTF-8, as the log computes it. Undefined where the
 * browser has no cryptography: on pages that came over plain http from another machine.
 */
export async function hashOf(previousHash: string, record: string): Promise<string | undefined> {
  // Typed as always there; it is not outside secure contexts.
  const subtle = crypto.subtle as SubtleCrypto | undefined
  if (!subtle) return undefined
  const before = bytesOf(previousHash)
  const text = new TextEncoder().encode(record)
  const whole = new Uint8Array(before.length + text.length)
  whole.set(before)
  whole.set(text, before.length)
  return hexOf(new Uint8Array(await subtle.digest('SHA-256', whole)))
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
