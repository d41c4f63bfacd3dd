import { CloudError, type CloudSession, type SessionOptions } from '@skyclust/application'
import { readCatalog } from './account/catalog.ts'
import { readIdentity } from './account/identity.ts'
import { simulateMissing } from './account/permissions.ts'
import { listRegions } from './account/places.ts'
import { readQuotas } from './account/quotas.ts'
import { homeRegionOf } from './account/region-names.ts'
import { checkTree } from './checks/check.ts'
import { openAws } from './client.ts'
import { openHandlers } from './handlers.ts'
import { openReads } from './reads/reads.ts'

/** Opens a credential in one region. No call is made yet. */
export async function openSession(options: SessionOptions): Promise<CloudSession> {
  if (options.secret.provider !== 'aws')
    throw new CloudError('bug', 'wrong-secret', 'the credential is not one of AWS')
  const { secret } = options.secret
  const { clock, logger, location } = options
  const homeRegion = homeRegionOf(location)
  const aws = await openAws(options, location)
  // Lists of regions come from a region that surely exists.
  const home = location === homeRegion ? aws : await openAws(options, homeRegion)
  const reads = openReads(aws, { clock, pace: options.endpoint.pace })
  let identity: ReturnType<typeof readIdentity> | undefined
  const whoAmI = (signal: AbortSignal) => {
    identity ??= readIdentity(home, secret, signal).catch((error: unknown) => {
      identity = undefined
      throw error
    })
    return identity
  }
  return {
    identity: (signal) => readIdentity(home, secret, signal),
    locations: (signal) => listRegions(home, signal),
    catalog: (signal) => readCatalog(aws, signal),
    async missingPermissions(permissions, signal) {
      const { principal } = await whoAmI(signal)
      return (await simulateMissing(home, principal, permissions, signal)) ?? []
    },
    quotas: (names, signal) => readQuotas(aws, names, signal),
    async check(tree, _declarations, signal) {
      const { principal } = await whoAmI(signal)
      return checkTree(aws, home, principal, tree, signal)
    },
    handler: openHandlers({ aws, reads, clock, logger }),
    close() {
      aws.close()
      if (home !== aws) home.close()
    },
  }
}
