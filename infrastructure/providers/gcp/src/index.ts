import type { CloudProvider } from '@skyclust/application'
import { blueprint } from './blueprint.ts'
import { subnetLayout } from './network/layout.ts'
import { RATE_LIMITS } from './rates.ts'

/** Google Cloud: VPC networks and GKE clusters. google-auth-library is loaded when a session opens. */
export function gcp(): CloudProvider {
  return {
    id: 'gcp',
    displayName: 'Google Cloud',
    homeLocation: 'us-central1',
    rateLimits: RATE_LIMITS,
    // A request may hang for 30 s; objects show up within seconds after.
    graceSeconds: 60,
    subnetLayout,
    blueprint,
    open: async (options) => (await import('./session.ts')).openSession(options),
  }
}
