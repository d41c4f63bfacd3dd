/** 128-bit FNV-1a of a text, in hex: tells apart what was shown from what would be done. No protection against forgery. */
export function digestOf(text: string): string {
  let hash = 0x6c62272e07bb014262b821756295c58dn
  for (const byte of utf8(text)) {
    hash ^= BigInt(byte)
    hash = (hash * 0x0000000001000000000000000000013bn) & 0xffffffffffffffffffffffffffffffffn
  }
  return hash.toString(16).padStart(32, '0')
}

function* utf8(text: string): Iterable<number> {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) yield code
    else if (code < 0x800) yield* [0xc0 | (code >> 6), 0x80 | (code & 63)]
    else if (code < 0x10000)
      yield* [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
    else
      yield* [
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      ]
  }
}
