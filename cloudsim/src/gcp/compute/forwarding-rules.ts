import { message } from '../json-schema.ts'
import type { GcpRoute } from '../request.ts'
import type { ResourceKind } from './resource.ts'
import { resourceRoutes } from './resource-routes.ts'

/** Load balancers' front ends. They come from Kubernetes (by way of drift), so there is no insert. */
export const forwardingRuleKind: ResourceKind = {
  collection: 'forwardingRules',
  kind: 'compute#forwardingRule',
  noun: 'forwarding_rule',
  scope: 'regions',
  quota: 'FORWARDING_RULES',
  schema: message('ForwardingRule', {}),
  prepare: (_request, body) => body,
}

export const forwardingRuleRoutes: readonly GcpRoute[] = resourceRoutes(forwardingRuleKind, [
  'get',
  'list',
  'aggregatedList',
  'delete',
])
