import {
  CloudError,
  type CloudSession,
  type ObjectHandler,
  type SessionOptions,
} from '@skyclust/application'
import { catalog, locations } from './account/catalog.ts'
import { check } from './account/check.ts'
import { identity } from './account/identity.ts'
import { missingPermissions } from './account/permissions.ts'
import { quotas } from './account/quotas.ts'
import { openClient } from './client.ts'
import { computeReader } from './compute/collection.ts'
import { operationTracker } from './compute/operations.ts'
import { clusterHandler } from './kubernetes/cluster.client.ts'
import { clusterReader } from './kubernetes/gke.ts'
import { nodePoolHandler } from './kubernetes/node-pool.client.ts'
import { projectBindingHandler } from './kubernetes/project-binding.client.ts'
import { serviceAccountHandler } from './kubernetes/service-account.client.ts'
import { regionOf } from './location.ts'
import { networkHandler } from './network/network.client.ts'
import { routerHandler } from './network/router.client.ts'
import { subnetworkHandler } from './network/subnetwork.client.ts'

/** Opens a service-account key at a region or zone. */
export async function openSession(options: SessionOptions): Promise<CloudSession> {
  if (options.secret.provider !== 'gcp')
    throw new CloudError('bug', 'wrong-provider', 'This is no Google Cloud credential.')
  const { location } = options
  const closed = new AbortController()
  const client = await openClient(options.secret.secret, options)
  const compute = { client, reader: computeReader(client), operations: operationTracker(client) }
  const clusters = clusterReader(client)
  const handlers = new Map<string, ObjectHandler>(
    [
      networkHandler(compute),
      subnetworkHandler(compute),
      routerHandler(compute),
      serviceAccountHandler(client),
      projectBindingHandler(client),
      clusterHandler(client, clusters),
      nodePoolHandler(client, clusters),
    ].map((handler) => [handler.type, handler]),
  )
  const live = (signal: AbortSignal) => AbortSignal.any([signal, closed.signal])
  return {
    identity: (signal) => identity(client, live(signal)),
    locations: (signal) => locations(client, live(signal)),
    catalog: (signal) => catalog(client, location, live(signal)),
    missingPermissions: (wanted, signal) => missingPermissions(client, wanted, live(signal)),
    quotas: (names, signal) => quotas(client, regionOf(location), names, live(signal)),
    check: (tree, declarations, signal) => check(client, tree, declarations, live(signal)),
    handler(type) {
      const handler = handlers.get(type)
      if (!handler)
        throw new CloudError('bug', 'unknown-type', `Google Cloud has no object type «${type}».`)
      return handler
    },
    close: () => closed.abort(new Error('the session is closed')),
  }
}
