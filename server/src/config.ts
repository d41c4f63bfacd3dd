import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { Secret } from '@skyclust/identity'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '..', '..')

const Url = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    message: 'must be an http(s) URL',
  })
  .transform((text) => text.replace(/\/+$/, ''))
const OnOff = z.enum(['on', 'off'])
const Role = z.enum(['web', 'worker'])
const List = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
/** `closed`, `open`, or the e-mail domains whose people may make an account: `acme.com,acme.kr`. */
const Registration = z
  .string()
  .default('closed')
  .transform((text): Config['registration'] => {
    if (text === 'closed' || text === 'open') return text
    return { domains: text.split(',').map((domain) => domain.trim().toLowerCase()) }
  })
  .refine(
    (value) =>
      typeof value === 'string' ||
      value.domains.every((d) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(d)),
    'must be closed, open, or e-mail domains separated by commas',
  )
const SmtpUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol), {
    message: 'must look like smtp://user:password@host:587 or smtps://…',
  })

/** Every setting with its variable, so that the start can print where each value comes from. */
const Environment = z.object({
  SKYCLUST_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  SKYCLUST_HOST: z.string().min(1).default('127.0.0.1'),
  SKYCLUST_DATA_DIR: z
    .string()
    .min(1)
    .default(join(ROOT, 'data'))
    .transform((dir) => resolve(dir)),
  SKYCLUST_PUBLIC_URL: Url.optional(),
  SKYCLUST_TRUSTED_PROXIES: List,
  SKYCLUST_REGISTRATION: Registration,
  SKYCLUST_SMTP_URL: SmtpUrl.optional(),
  SKYCLUST_MAIL_FROM: z.string().min(3).optional(),
  SKYCLUST_OIDC_ALLOWED_NETWORKS: List,
  SKYCLUST_ROLES: z
    .string()
    .default('web,worker')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(Role).min(1)),
  SKYCLUST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('warn'),
  DATABASE_URL: z.string().min(1).optional(),
  SKYCLUST_VAULT_KEY: z.string().min(1).optional(),
  SKYCLUST_ADMIN_EMAIL: z.string().min(1).optional(),
  SKYCLUST_ADMIN_PASSWORD: z.string().min(1).optional(),
  SKYCLUST_AWS_ENDPOINT: Url.optional(),
  AWS_ENDPOINT_URL: Url.optional(),
  SKYCLUST_GCP_ENDPOINT: Url.optional(),
  SKYCLUST_AZURE_ENDPOINT: Url.optional(),
  SKYCLUST_ENDPOINT_PACE: z.coerce.number().positive().default(1),
  SKYCLUST_SANDBOX: OnOff.default('on'),
  SKYCLUST_SANDBOX_SPEED: z.coerce.number().positive().max(10_000).default(30),
  SKYCLUST_SANDBOX_ADMIN_TOKEN: z.string().min(16).optional(),
})
type Environment = z.infer<typeof Environment>

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** Where people reach the installation; undefined = the listening address. */
  readonly publicUrl: string | undefined
  readonly trustedProxies: readonly string[]
  readonly registration: 'closed' | 'open' | { readonly domains: readonly string[] }
  /** Networks (CIDR) besides the public internet in which OpenID providers may live; there also over http. */
  readonly oidcAllowedNetworks: readonly string[]
  /** Sender of mails. */
  readonly mailFrom: string
  readonly roles: readonly z.infer<typeof Role>[]
  readonly logLevel: Environment['SKYCLUST_LOG_LEVEL']
  /** Servers that stand in for a cloud: all credentials of that cloud use them. */
  readonly endpoints: Readonly<Partial<Record<'aws' | 'gcp' | 'azure', string>>>
  /** Virtual seconds per real second behind those endpoints. */
  readonly endpointPace: number
  readonly sandbox: { readonly enabled: boolean; readonly speed: number }
}

export interface Secrets {
  readonly databaseUrl: Secret | undefined
  readonly vaultKey: Secret | undefined
  readonly sandboxAdminToken: Secret | undefined
  /** With it mail leaves the house; without, messages wait where the administrator can read them. */
  readonly smtpUrl: Secret | undefined
  readonly admin: { readonly email: string; readonly password: Secret } | undefined
}

/** A setting that cannot be used; the message names the variable and never the value of a secret. */
export class InvalidConfig extends Error {}

/** The only reader of the environment. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): {
  readonly config: Config
  readonly secrets: Secrets
  /** One line per setting that is not at its default, and which parts are embedded. */
  readonly summary: readonly string[]
} {
  // A variable that is set to nothing counts as not set, as compose files do it.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success)
    throw new InvalidConfig(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  const e = parsed.data
  const { SKYCLUST_ADMIN_EMAIL: email, SKYCLUST_ADMIN_PASSWORD: password } = e
  if (e.SKYCLUST_SMTP_URL !== undefined && e.SKYCLUST_MAIL_FROM === undefined)
    throw new InvalidConfig('SKYCLUST_MAIL_FROM: the sender is needed with SKYCLUST_SMTP_URL')
  if ((email === undefined) !== (password === undefined))
    throw new InvalidConfig('SKYCLUST_ADMIN_EMAIL and SKYCLUST_ADMIN_PASSWORD: set both or neither')
  const endpoints = {
    aws: e.SKYCLUST_AWS_ENDPOINT ?? e.AWS_ENDPOINT_URL,
    gcp: e.SKYCLUST_GCP_ENDPOINT,
    azure: e.SKYCLUST_AZURE_ENDPOINT,
  }
  const config: Config = {
    host: e.SKYCLUST_HOST,
    port: e.SKYCLUST_PORT,
    dataDir: e.SKYCLUST_DATA_DIR,
    publicUrl: e.SKYCLUST_PUBLIC_URL,
    trustedProxies: e.SKYCLUST_TRUSTED_PROXIES,
    registration: e.SKYCLUST_REGISTRATION,
    oidcAllowedNetworks: e.SKYCLUST_OIDC_ALLOWED_NETWORKS,
    mailFrom: e.SKYCLUST_MAIL_FROM ?? 'SkyClust <skyclust@localhost>',
    roles: e.SKYCLUST_ROLES,
    logLevel: e.SKYCLUST_LOG_LEVEL,
    endpoints: Object.fromEntries(Object.entries(endpoints).filter(([, url]) => url !== undefined)),
    endpointPace: e.SKYCLUST_ENDPOINT_PACE,
    sandbox: { enabled: e.SKYCLUST_SANDBOX === 'on', speed: e.SKYCLUST_SANDBOX_SPEED },
  }
  const secrets: Secrets = {
    databaseUrl: secret(e.DATABASE_URL),
    vaultKey: secret(e.SKYCLUST_VAULT_KEY),
    sandboxAdminToken: secret(e.SKYCLUST_SANDBOX_ADMIN_TOKEN),
    smtpUrl: secret(e.SKYCLUST_SMTP_URL),
    admin:
      email !== undefined && password !== undefined
        ? { email, password: new Secret(password) }
        : undefined,
  }
  return { config, secrets, summary: summarise(config, secrets) }
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

function secret(value: string | undefined): Secret | undefined {
  return value === undefined ? undefined : new Secret(value)
}

function summarise(config: Config, secrets: Secrets): string[] {
  const cloud = (id: 'aws' | 'gcp' | 'azure') =>
    config.endpoints[id] ?? (config.sandbox.enabled ? 'real accounts and sandbox' : 'real accounts')
  return [
    `data       ${config.dataDir}`,
    `database   ${secrets.databaseUrl ? 'configured (DATABASE_URL)' : 'embedded PostgreSQL'}`,
    `vault key  ${secrets.vaultKey ? 'configured (SKYCLUST_VAULT_KEY)' : 'embedded (file in the data directory)'}`,
    `mail       ${secrets.smtpUrl ? `SMTP, from ${config.mailFrom}` : 'kept in the app for the administrator (SKYCLUST_SMTP_URL)'}`,
    `accounts   ${registrationLine(config.registration)}`,
    `clouds     aws: ${cloud('aws')} · gcp: ${cloud('gcp')} · azure: ${cloud('azure')}`,
    `sandbox    ${config.sandbox.enabled ? `embedded, ${config.sandbox.speed}× real time` : 'off'}`,
    `roles      ${config.roles.join(', ')}`,
  ]
}

function registrationLine(registration: Config['registration']): string {
  if (registration === 'closed') return 'by invitation only (SKYCLUST_REGISTRATION)'
  if (registration === 'open') return 'anybody may register'
  return `people of ${registration.domains.join(', ')} may register`
}
