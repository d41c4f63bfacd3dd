import type { CloudProvider } from '@skyclust/application'
import type { ProviderId } from '@skyclust/domain'
import { aws } from '@skyclust/provider-aws'
import { azure } from '@skyclust/provider-azure'
import { gcp } from '@skyclust/provider-gcp'

/** The one list of clouds. To add one: a package in infrastructure/providers and a line here. */
export const providers: ReadonlyMap<ProviderId, CloudProvider> = new Map(
  [aws(), gcp(), azure()].map((provider) => [provider.id, provider]),
)
