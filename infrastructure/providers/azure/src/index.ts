import type { CloudProvider } from '@skyclust/application'
import { blueprint } from './blueprint.ts'
import { subnetLayout } from './layout.ts'
import { rateLimits } from './rates.ts'

/** Microsoft Azure: AKS on a virtual network. The Azure libraries are loaded when a credential is opened. */
export function azure(): CloudProvider {
  return {
    id: 'azure',
    displayName: 'Microsoft Azure',
    homeLocation: 'eastus',
    rateLimits,
    // A request may take 30 s to time out; ARM replicates between regions within seconds.
    graceSeconds: 60,
    subnetLayout,
    blueprint,
    async open(options) {
      const { openSession } = await import('./session.ts')
      return openSession(options)
    },
  }
}
