import { parseCidr } from '../cidr.ts'
import { GoogleError, invalid } from '../errors.ts'
import { listIn, message, text, type Json } from '../json-schema.ts'
import type { GcpRoute } from '../request.ts'
import { dependency, type ResourceKind } from './resource.ts'
import { resourceRoutes } from './resource-routes.ts'
import { computeUrl, referenceField } from './urls.ts'

const rules = {
  list: { message: '', fields: { IPProtocol: 'string', ports: 'strings' } },
} as const

const schema = message(
  'Firewall',
  {
    name: 'string',
    description: 'string',
    network: 'string',
    priority: 'integer',
    direction: { oneOf: ['INGRESS', 'EGRESS'] },
    allowed: rules,
    denied: rules,
    sourceRanges: 'strings',
    destinationRanges: 'strings',
    sourceTags: 'strings',
    targetTags: 'strings',
    sourceServiceAccounts: 'strings',
    targetServiceAccounts: 'strings',
    disabled: 'boolean',
    logConfig: message('FirewallLogConfig', { enable: 'boolean', metadata: 'string' }),
  },
  'creationTimestamp id kind params selfLink',
)

function checkFields(body: Json): void {
  if (listIn(body, 'allowed').length > 0 === listIn(body, 'denied').length > 0) {
    throw invalid(
      "Invalid value for field 'resource.allowed': Exactly one of the fields allowed and denied must be specified.",
    )
  }
  const priority = Number(body['priority'] ?? 1000)
  if (priority < 0 || priority > 65_535)
    throw invalid(
      `Invalid value for field 'resource.priority': '${priority}'. Must be from 0 to 65535.`,
    )
  for (const field of ['sourceRanges', 'destinationRanges'])
    for (const [index, range] of listIn(body, field).entries()) {
      const cidr = String(range).includes('/') ? String(range) : `${String(range)}/32`
      if (!parseCidr(cidr) && !cidr.includes(':'))
        throw invalid(
          `Invalid value for field 'resource.${field}[${index}]': '${String(range)}'. Must be a valid IPv4 or IPv6 range.`,
        )
    }
  if (text(body, 'direction') === 'EGRESS' && listIn(body, 'sourceRanges').length > 0)
    throw invalid("Invalid value for field 'resource.sourceRanges': Not allowed for EGRESS rules.")
}

export const firewallKind: ResourceKind = {
  collection: 'firewalls',
  kind: 'compute#firewall',
  noun: 'firewall',
  scope: 'global',
  quota: 'FIREWALLS',
  alsoNeeds: 'compute.networks.updatePolicy',
  schema,
  prepare(request, body) {
    const reference = text(body, 'network')
    if (reference === '')
      throw new GoogleError(400, 'required', `Required field 'resource.network' not specified`)
    const network = referenceField(reference, 'resource.network', request.project, 'networks')
    dependency(request.state, 'networks', network, 'resource.network')
    checkFields(body)
    const direction = text(body, 'direction') === 'EGRESS' ? 'EGRESS' : 'INGRESS'
    const noSource =
      listIn(body, 'sourceRanges').length +
        listIn(body, 'sourceTags').length +
        listIn(body, 'sourceServiceAccounts').length ===
      0
    return {
      ...body,
      description: text(body, 'description'),
      network: computeUrl(network),
      priority: Number(body['priority'] ?? 1000),
      direction,
      disabled: body['disabled'] === true,
      logConfig: body['logConfig'] ?? { enable: false },
      ...(direction === 'INGRESS' && noSource ? { sourceRanges: ['0.0.0.0/0'] } : {}),
    }
  },
  patch(_request, row, change) {
    checkFields({ ...row.body, ...change })
    const { name: _name, network: _network, ...changed } = change
    return changed
  },
}

export const firewallRoutes: readonly GcpRoute[] = resourceRoutes(firewallKind, [
  'get',
  'list',
  'insert',
  'patch',
  'delete',
])
