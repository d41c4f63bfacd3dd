/**
 * The scoring of Mozilla's HTTP Observatory (mdn-http-observatory, as of 2026), for one answer over https. Redirection,
 * preloading and certificates belong to whoever terminates TLS, subresource integrity to pages that load from elsewhere.
 */
export interface Graded {
  readonly score: number
  readonly grade: string
  /** What was found of each subject, and what it counts. */
  readonly findings: Readonly<Record<string, string>>
}

export interface GradedAnswer {
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
}

const MODIFIERS = {
  csp: {
    'default-src none, nothing unsafe': 10,
    'nothing unsafe': 5,
    'unsafe styles only': 0,
    'insecure scheme for passive content': -10,
    'unsafe eval': -10,
    'unsafe inline': -20,
    'insecure scheme': -20,
    missing: -25,
  },
  cookies: {
    'secure, http-only, same-site': 5,
    none: 0,
    'secure and http-only': 0,
    'same-site invalid': -20,
    'not http-only': -30,
    'not secure': -40,
  },
  cors: { 'no access': 0, public: 0, restricted: 0, universal: -50 },
  referrer: { private: 5, missing: 0, unsafe: -5, invalid: -5 },
  hsts: { 'six months or more': 0, 'less than six months': -10, missing: -20, invalid: -20 },
  'content-type-options': { nosniff: 0, missing: -5, invalid: -5 },
  framing: { 'by policy': 5, 'same origin or deny': 0, missing: -20, invalid: -20 },
  'resource-policy': {
    'same origin': 10,
    'same site': 10,
    'cross origin': 0,
    missing: 0,
    invalid: -5,
  },
} as const

type Findings = { [S in keyof typeof MODIFIERS]: keyof (typeof MODIFIERS)[S] }

const GRADES: readonly (readonly [number, string])[] = [
  [100, 'A+'],
  [90, 'A'],
  [85, 'A-'],
  [80, 'B+'],
  [70, 'B'],
  [65, 'B-'],
  [60, 'C+'],
  [50, 'C'],
  [45, 'C-'],
  [40, 'D+'],
  [30, 'D'],
  [25, 'D-'],
  [0, 'F'],
]

/** Bonuses count only for who is good without them. */
const EXTRA_CREDIT_FROM = 90
const SIX_MONTHS_S = 15_768_000

export function observatory(answer: GradedAnswer): Graded {
  const { headers, cookies } = answer
  const findings: Findings = {
    csp: policyOf(headers),
    cookies: cookiesOf(cookies),
    cors: corsOf(headers),
    referrer: referrerOf(headers['referrer-policy']),
    hsts: hstsOf(headers['strict-transport-security']),
    'content-type-options': oneOf(headers['x-content-type-options'], { nosniff: 'nosniff' }),
    framing: framingOf(headers),
    'resource-policy': oneOf(headers['cross-origin-resource-policy'], {
      'same-origin': 'same origin',
      'same-site': 'same site',
      'cross-origin': 'cross origin',
    }),
  }
  const modifiers = Object.entries(findings).map(
    ([subject, finding]) =>
      (MODIFIERS[subject as keyof Findings] as Readonly<Record<string, number>>)[finding] ?? 0,
  )
  const sum = (wanted: (n: number) => boolean) =>
    modifiers.filter(wanted).reduce((total, n) => total + n, 0)
  const plain = 100 + sum((n) => n < 0)
  const score = Math.max(0, plain >= EXTRA_CREDIT_FROM ? plain + sum((n) => n > 0) : plain)
  const grade = GRADES.find(([from]) => score >= from)?.[1] ?? 'F'
  return { score, grade, findings }
}

const BROAD = ['ftp:', 'http:', 'https:', '*', 'http://*', 'https://*']
const INLINE = ["'unsafe-inline'", 'data:']

function policyOf(headers: GradedAnswer['headers']): Findings['csp'] {
  const policy = directives(headers['content-security-policy'])
  if (!policy) return 'missing'
  const of = (name: string) => policy.get(name) ?? policy.get('default-src') ?? ['*']
  const isHashed = (sources: readonly string[]) =>
    sources.some((source) => /^'(sha(256|384|512)|nonce)-/.test(source))
  const plain = (sources: readonly string[]) =>
    isHashed(sources) ? sources.filter((source) => source !== "'unsafe-inline'") : sources
  const [scripts, styles, objects] = [
    plain(of('script-src')),
    plain(of('style-src')),
    of('object-src'),
  ]
  const has = (sources: readonly string[], bad: readonly string[]) =>
    sources.some((source) => bad.includes(source))
  const isInsecure = (source: string) => /^(http|ftp):/.test(source)
  const active = [...policy].flatMap(([name, sources]) =>
    ['img-src', 'media-src'].includes(name) ? [] : sources,
  )
  if (has(scripts, [...BROAD, ...INLINE]) || has(objects, BROAD)) return 'unsafe inline'
  if (active.some(isInsecure)) return 'insecure scheme'
  if (
    has([...scripts, ...styles], ["'unsafe-eval'"]) ||
    has(policy.get('form-action') ?? ['*'], BROAD)
  )
    return 'unsafe eval'
  if ([...of('img-src'), ...of('media-src')].some(isInsecure))
    return 'insecure scheme for passive content'
  if (has(styles, [...BROAD, ...INLINE])) return 'unsafe styles only'
  return policy.get('default-src')?.join(' ') === "'none'"
    ? 'default-src none, nothing unsafe'
    : 'nothing unsafe'
}

function directives(text: string | undefined): ReadonlyMap<string, readonly string[]> | undefined {
  if (text === undefined) return undefined
  const parts = text.split(';').map((part) => part.trim().split(/\s+/))
  return new Map(parts.map(([name = '', ...sources]) => [name, sources]))
}

function cookiesOf(cookies: readonly string[]): Findings['cookies'] {
  if (cookies.length === 0) return 'none'
  const all = (pattern: RegExp) => cookies.every((cookie) => pattern.test(cookie))
  if (!all(/; ?secure/i)) return 'not secure'
  if (!all(/; ?httponly/i)) return 'not http-only'
  if (cookies.some((cookie) => /; ?samesite=(?!lax|strict)/i.test(cookie)))
    return 'same-site invalid'
  return all(/; ?samesite=/i) ? 'secure, http-only, same-site' : 'secure and http-only'
}

function corsOf(headers: GradedAnswer['headers']): Findings['cors'] {
  const allowed = headers['access-control-allow-origin']
  if (allowed === undefined) return 'no access'
  if (allowed === '*') return 'public'
  return headers['access-control-allow-credentials'] === 'true' ? 'universal' : 'restricted'
}

function referrerOf(text: string | undefined): Findings['referrer'] {
  if (text === undefined) return 'missing'
  const last = text.split(',').at(-1)?.trim() ?? ''
  const isPrivate = [
    'no-referrer',
    'same-origin',
    'strict-origin',
    'strict-origin-when-cross-origin',
  ]
  const isUnsafe = [
    'origin',
    'origin-when-cross-origin',
    'unsafe-url',
    'no-referrer-when-downgrade',
  ]
  if (isPrivate.includes(last)) return 'private'
  return isUnsafe.includes(last) ? 'unsafe' : 'invalid'
}

function hstsOf(text: string | undefined): Findings['hsts'] {
  if (text === undefined) return 'missing'
  const age = /(?:^|;)\s*max-age=(\d+)/i.exec(text)?.[1]
  if (age === undefined) return 'invalid'
  return Number(age) >= SIX_MONTHS_S ? 'six months or more' : 'less than six months'
}

function framingOf(headers: GradedAnswer['headers']): Findings['framing'] {
  const ancestors = directives(headers['content-security-policy'])?.get('frame-ancestors')
  if (ancestors && !ancestors.some((source) => BROAD.includes(source))) return 'by policy'
  const deny = 'same origin or deny'
  return oneOf(headers['x-frame-options']?.toLowerCase(), { deny, sameorigin: deny })
}

function oneOf<T extends string>(
  value: string | undefined,
  known: Readonly<Record<string, T>>,
): T | 'missing' | 'invalid' {
  return value === undefined ? 'missing' : (known[value] ?? 'invalid')
}
