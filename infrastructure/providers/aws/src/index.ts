import type { CloudProvider } from '@skyclust/application'
import { blueprint } from './blueprint.ts'
import { subnetLayout } from './network/subnet-layout.ts'
import { rateLimits } from './rates.ts'

/** Amazon Web Services: EKS clusters on VPC networks. The SDK is loaded when a session needs it. */
export function aws(): CloudProvider {
  return {
    id: 'aws',
    displayName: 'Amazon Web Services',
    rateLimits,
    homeLocation: 'us-east-1',
    graceSeconds: 60,
    subnetLayout,
    blueprint,
    async open(options) {
      const { openSession } = await import('./session.ts')
      return openSession(options)
    },
  }
}
