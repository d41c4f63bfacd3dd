import type { Installation, Ports } from '../ports/ports.ts'
import { normalEmail } from './email-domain.ts'
import { oidcProviderButton, type SignInOptionsView } from './views.ts'

/**
 * How somebody may sign in, by the domain of their address alone: nothing of it tells whether the address has an account.
 */
export async function signInOptions(
  ports: Pick<Ports, 'db' | 'installation'>,
  address: string | undefined,
): Promise<SignInOptionsView> {
  const domain = address === undefined ? undefined : normalEmail(address)?.domain
  const providers =
    domain === undefined ? [] : await ports.db.stores.oidcProviders.forDomain(domain)
  return {
    registration: mayRegister(ports.installation, domain),
    providers: providers.map(oidcProviderButton),
  }
}

function mayRegister({ registration }: Installation, domain: string | undefined): boolean {
  if (typeof registration === 'string') return registration === 'open'
  return domain === undefined || registration.domains.includes(domain)
}
