import type { Clock, Ports, Vault } from '@skyclust/application'
import {
  argon2Passwords,
  dnsTxt,
  oidcClient,
  oneTimePasswords,
  passkeys,
  safeFetch,
  tokens,
} from '@skyclust/identity'
import type { PostgresDatabase } from '@skyclust/postgres'
import type { Config, Secrets } from './config.ts'

/** What people prove themselves with, and what of it goes over the network. */
export function identityPorts(parts: {
  readonly config: Config
  readonly secrets: Secrets
  readonly publicUrl: string
  readonly db: Pick<PostgresDatabase, 'signingKeys'>
  readonly vault: Vault
  readonly clock: Clock
}): Pick<
  Ports,
  'passwords' | 'tokens' | 'oneTimePasswords' | 'passkeys' | 'oidc' | 'dns' | 'installation'
> {
  const { config, secrets, publicUrl, db, vault, clock } = parts
  const allowCidrs = config.oidcAllowedNetworks
  return {
    passwords: argon2Passwords(),
    tokens: tokens({
      keys: db.signingKeys,
      vault,
      clock,
      issuer: publicUrl,
      audience: 'skyclust',
    }),
    oneTimePasswords: oneTimePasswords(),
    passkeys: passkeys({ rpName: 'SkyClust', origins: [new URL(publicUrl).origin] }),
    oidc: oidcClient({
      clock,
      fetch: safeFetch({ allowCidrs, allowHttp: allowCidrs.length > 0 }),
      allowHttp: allowCidrs.length > 0,
    }),
    dns: dnsTxt(),
    installation: {
      publicUrl,
      registration: config.registration,
      mail: secrets.smtpUrl ? 'smtp' : 'outbox',
    },
  }
}
