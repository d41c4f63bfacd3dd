/** A secret that went through the product, and where alone it may be seen. */
export interface Canary {
  readonly name: string
  readonly value: string
  /** Labels of the answers that are meant to hand it out. */
  readonly handedOutBy: readonly string[]
  /** Labels of the answers that may have it in them as well. */
  readonly alsoIn?: readonly string[]
  /** Columns of the database that keep it as it is, and why that is so. */
  readonly keptIn?: Readonly<Record<string, string>>
}

/** Something that was written, sent or stored. */
export interface Trace {
  /** `log`, `answer <label>`, `notice`, `table <name>`. */
  readonly where: string
  readonly text: string
}

const SHORTEST = 6

/** Every canary in any writing, wherever it must not be. */
export function leaksOf(canaries: readonly Canary[], traces: readonly Trace[]): readonly string[] {
  const decoded = traces.map(({ where, text }) => ({ where, text, plain: withoutEscapes(text) }))
  return canaries.flatMap(({ name, value, handedOutBy, alsoIn = [], keptIn = {} }) => {
    if (value.length < SHORTEST)
      throw new Error(`the canary «${name}» is too short to be known again`)
    const allowed = new Set([
      ...[...handedOutBy, ...alsoIn].map((label) => `answer ${label}`),
      ...Object.keys(keptIn).map((column) => `column ${column}`),
    ])
    return [...writingsOf(value)].flatMap(([writing, text]) =>
      decoded
        .filter((trace) => !allowed.has(trace.where))
        .filter((trace) => trace.text.includes(text) || trace.plain.includes(text))
        .map((trace) => `${name} (${writing}) in ${trace.where}: ${around(trace, text)}`),
    )
  })
}

/** How a value may be written: as it is, and in every code that something on the way may use. */
export function writingsOf(value: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(value)
  const writings = new Map([
    ['as it is', value],
    ['URL-encoded', encodeURIComponent(value)],
    ['hex', bytes.toString('hex')],
    ['reversed', value.split('').toReversed().join('')],
  ])
  // In a longer text base64 has three writings, by where the value begins in its group of three.
  for (const lead of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(lead), bytes]).toString('base64')
    const inner = whole.slice(
      Math.ceil((lead * 4) / 3),
      Math.floor(((lead + bytes.length) * 4) / 3),
    )
    const sure = inner.replace(/=+$/, '').slice(1, -1)
    writings.set(`base64 at ${lead}`, sure)
    writings.set(`base64url at ${lead}`, sure.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return writings
}

/** JSON in JSON, and percent encoding, undone. */
function withoutEscapes(text: string): string {
  return text
    .replaceAll(/\\+"/g, '"')
    .replaceAll(/\\+n/g, '\n')
    .replaceAll(/%([0-9A-Fa-f]{2})/g, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
}

function around({ text, plain }: { text: string; plain: string }, found: string): string {
  const source = text.includes(found) ? text : plain
  const at = source.indexOf(found)
  return source.slice(Math.max(0, at - 120), at).replaceAll('\n', ' ')
}
