import { errorInfo, GoogleError } from './errors.ts'
import { message } from './json-schema.ts'
import { page } from './list.ts'
import type { GcpRequest, GcpRoute, Service } from './request.ts'
import type { GcpAccount, GcpState } from './state.ts'

const TITLES: Readonly<Record<string, string>> = {
  'compute.googleapis.com': 'Compute Engine API',
  'container.googleapis.com': 'Kubernetes Engine API',
  'iam.googleapis.com': 'Identity and Access Management (IAM) API',
  'cloudresourcemanager.googleapis.com': 'Cloud Resource Manager API',
  'serviceusage.googleapis.com': 'Service Usage API',
  'cloudbilling.googleapis.com': 'Cloud Billing API',
}

/** Refuses calls to a service the project has not enabled. */
export function requireService(state: GcpState, account: GcpAccount, service: Service): void {
  const name = `${service}.googleapis.com`
  if (state.services.get(`${account.projectId}/${name}`)?.state !== 'DISABLED') return
  const url = `https://console.developers.google.com/apis/api/${name}/overview?project=${account.projectId}`
  throw new GoogleError(
    403,
    'accessNotConfigured',
    `${TITLES[name]} has not been used in project ${account.projectNumber} before or it is disabled. Enable it by visiting ${url} then retry.`,
    {
      domain: 'usageLimits',
      status: 'PERMISSION_DENIED',
      details: [errorInfo('SERVICE_DISABLED', 'googleapis.com', { service: name })],
    },
  )
}

function render({ state, account }: GcpRequest, name: string): object {
  return {
    name: `projects/${account.projectNumber}/services/${name}`,
    config: { name, title: TITLES[name] ?? name },
    state: state.services.get(`${account.projectId}/${name}`)?.state ?? 'DISABLED',
    parent: `projects/${account.projectNumber}`,
  }
}

function known(request: GcpRequest): string {
  const { service = '' } = request.params
  if (!Object.hasOwn(TITLES, service)) {
    throw new GoogleError(
      403,
      'forbidden',
      `Not found or permission denied for service(s): ${service}.`,
      { status: 'PERMISSION_DENIED' },
    )
  }
  return service
}

function setState(state: 'ENABLED' | 'DISABLED'): GcpRoute['handle'] {
  return (request) => {
    const name = known(request)
    request.state.services.put(`${request.project}/${name}`, {
      project: request.project,
      name,
      state,
    })
    const field = state === 'ENABLED' ? 'service' : 'disabledService'
    return {
      name: `operations/acat.p2-${request.account.projectNumber}-${request.state.hex(32)}`,
      done: true,
      response: { [field]: render(request, name) },
    }
  }
}

function list(request: GcpRequest): object {
  const filter = /^state:(ENABLED|DISABLED)$/.exec(request.query.get('filter') ?? '')?.[1]
  const all = Object.keys(TITLES)
    .map((name) => render(request, name))
    .filter((service) => filter === undefined || JSON.stringify(service).includes(`"${filter}"`))
  const cut = page(all, request.query, 'pageSize')
  return {
    services: cut.items,
    ...(cut.nextPageToken === undefined ? {} : { nextPageToken: cut.nextPageToken }),
  }
}

const base = 'v1/projects/{project}/services'
const shared = { service: 'serviceusage' } as const

export const serviceRoutes: readonly GcpRoute[] = [
  {
    ...shared,
    method: 'GET',
    path: base,
    operation: 'serviceusage.services.list',
    permission: 'serviceusage.services.list',
    mutating: false,
    handle: list,
  },
  {
    ...shared,
    method: 'GET',
    path: `${base}/{service}`,
    operation: 'serviceusage.services.get',
    permission: 'serviceusage.services.get',
    mutating: false,
    handle: (request) => render(request, known(request)),
  },
  {
    ...shared,
    method: 'POST',
    path: `${base}/{service}:enable`,
    operation: 'serviceusage.services.enable',
    permission: 'serviceusage.services.enable',
    mutating: true,
    body: message('EnableServiceRequest', {}),
    handle: setState('ENABLED'),
  },
  {
    ...shared,
    method: 'POST',
    path: `${base}/{service}:disable`,
    operation: 'serviceusage.services.disable',
    permission: 'serviceusage.services.disable',
    mutating: true,
    body: message('DisableServiceRequest', {
      disableDependentServices: 'boolean',
      checkIfServiceHasUsage: 'string',
    }),
    handle: setState('DISABLED'),
  },
]
