/** Everything an id in a request can name. */
export const KINDS = [
  'workspace',
  'user',
  'session',
  'passkey',
  'mail',
  'credential',
  'network',
  'cluster',
  'node-pool',
  'role',
  'service-account',
  'api-key',
  'invitation',
  'oidc-provider',
  'domain',
  'audit-entry',
] as const
export type Kind = (typeof KINDS)[number]

/** Which kind an id in a path is, by the path segment before it; a new collection gets its line here. */
const KIND_BY_COLLECTION: Readonly<Record<string, Kind>> = {
  workspaces: 'workspace',
  members: 'user',
  users: 'user',
  sessions: 'session',
  passkeys: 'passkey',
  mails: 'mail',
  credentials: 'credential',
  networks: 'network',
  clusters: 'cluster',
  'node-pools': 'node-pool',
  roles: 'role',
  'service-accounts': 'service-account',
  'api-keys': 'api-key',
  invitations: 'invitation',
  'oidc-providers': 'oidc-provider',
  'external-identities': 'oidc-provider',
  oidc: 'oidc-provider',
  domains: 'domain',
  audit: 'audit-entry',
}

/** The kinds whose ids begin so; a schema that accepts one of them takes such an id. */
export const KINDS_BY_PREFIX: Readonly<Record<string, readonly Kind[]>> = {
  wsp: ['workspace'],
  usr: ['user'],
  ses: ['session'],
  pky: ['passkey'],
  msg: ['mail'],
  crd: ['credential'],
  res: ['network', 'cluster', 'node-pool'],
  rol: ['role'],
  sva: ['service-account'],
  key: ['api-key'],
  inv: ['invitation'],
  oip: ['oidc-provider'],
  dom: ['domain'],
}

/** An id, or a name where names are taken as well, of each kind. */
export type Ids = Readonly<Record<Kind, string>>

export interface PathParameter {
  readonly name: string
  readonly kind: Kind
}

/** The parameters of a Fastify path; throws for one whose kind is not known. */
export function parametersOf(url: string): readonly PathParameter[] {
  const segments = url.split('/')
  return segments.flatMap((segment, at) => {
    if (!segment.startsWith(':')) return []
    const kind = KIND_BY_COLLECTION[segments[at - 1] ?? '']
    if (kind === undefined)
      throw new Error(
        `${url}: what does ${segment} name? Add the collection «${segments[at - 1]}» to KIND_BY_COLLECTION in ` +
          'presentation/http/src/isolation/testing/kinds.ts, and one of that kind to the tenants in tenant.ts.',
      )
    return [{ name: segment.slice(1), kind }]
  })
}

/** Ids of the right form that nothing has. */
export const MISSING: Ids = {
  workspace: missing('wsp'),
  user: missing('usr'),
  session: missing('ses'),
  passkey: missing('pky'),
  mail: missing('msg'),
  credential: missing('crd'),
  network: missing('res'),
  cluster: missing('res'),
  'node-pool': missing('res'),
  role: missing('rol'),
  'service-account': missing('sva'),
  'api-key': missing('key'),
  invitation: missing('inv'),
  'oidc-provider': missing('oip'),
  domain: missing('dom'),
  'audit-entry': '987654321',
}

function missing(prefix: string): string {
  return `${prefix}_${'m'.repeat(20)}`
}
