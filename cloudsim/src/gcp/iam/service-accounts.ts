import { badRequest, GoogleError } from '../errors.ts'
import { message, objectIn, text } from '../json-schema.ts'
import { page } from '../list.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import type { ServiceAccount } from '../state.ts'
import {
  buryMember,
  getIamPolicyRequest,
  policyOf,
  renderPolicy,
  setIamPolicyRequest,
  setPolicy,
  testIamPermissionsRequest,
  testPermissions,
} from './policy.ts'
import { serviceAccountByEmail } from './service-account-rows.ts'

const DEFAULT_QUOTA = 100

const serviceAccount = message(
  'ServiceAccount',
  { displayName: 'string', description: 'string' },
  'disabled email etag name oauth2ClientId projectId uniqueId',
)

const createRequest = message('CreateServiceAccountRequest', {
  accountId: 'string',
  serviceAccount,
})

function render(row: ServiceAccount): object {
  return {
    name: `projects/${row.project}/serviceAccounts/${row.email}`,
    projectId: row.project,
    uniqueId: row.uniqueId,
    email: row.email,
    ...row.body,
    etag: 'MDEwMjE5MjA=',
    oauth2ClientId: row.uniqueId,
  }
}

function find(request: GcpRequest): ServiceAccount {
  const { state, project, params } = request
  const id = params['account'] ?? ''
  const email = id.includes('@')
    ? id
    : state.serviceAccounts.values().find((row) => row.project === project && row.uniqueId === id)
        ?.email
  const row = email === undefined ? undefined : serviceAccountByEmail(state, project, email)
  if (!row) throw new GoogleError(404, 'notFound', `Unknown service account: ${id}.`)
  return row
}

function create(request: GcpRequest): object {
  const { state, project, body, account } = request
  const accountId = text(body, 'accountId')
  if (!/^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/.test(accountId)) {
    throw badRequest(
      `The account ID "${accountId}" does not have a valid form: 6 to 30 lower-case letters, digits and dashes, starting with a letter.`,
    )
  }
  const email = `${accountId}@${project}.iam.gserviceaccount.com`
  const key = `${project}/${email}`
  if (state.serviceAccounts.get(key)) {
    throw new GoogleError(
      409,
      'alreadyExists',
      `Service account ${accountId} already exists within project projects/${project}.`,
    )
  }
  const limit = account.options.quotas?.['SERVICE_ACCOUNTS'] ?? DEFAULT_QUOTA
  const count = state.serviceAccounts
    .values()
    .filter((row) => row.project === project && !row.isCredential).length
  if (count >= limit) {
    throw new GoogleError(
      429,
      'rateLimitExceeded',
      'Maximum number of service accounts on project reached.',
      { domain: 'global' },
    )
  }
  const row: ServiceAccount = {
    project,
    email,
    uniqueId: state.numericId(),
    createdAt: state.now(),
    body: objectIn(body, 'serviceAccount'),
  }
  state.serviceAccounts.put(key, row)
  return render(row)
}

function list(request: GcpRequest): object {
  const { state, project } = request
  const rows = state.serviceAccounts
    .values()
    .filter((row) => row.project === project && serviceAccountByEmail(state, project, row.email))
  const cut = page(rows.map(render), request.query, 'pageSize')
  return {
    accounts: cut.items,
    ...(cut.nextPageToken === undefined ? {} : { nextPageToken: cut.nextPageToken }),
  }
}

function remove(request: GcpRequest): object {
  const { state, project } = request
  const row = find(request)
  state.serviceAccounts.delete(`${project}/${row.email}`)
  state.policies.delete(`projects/${project}/serviceAccounts/${row.email}`)
  buryMember(state, project, row.email, row.uniqueId)
  return {}
}

const resource = (request: GcpRequest) =>
  `projects/${request.project}/serviceAccounts/${find(request).email}`

const base = 'v1/projects/{project}/serviceAccounts'
const one = `${base}/{account}`

const route = (
  method: GcpRoute['method'],
  path: string,
  name: string,
  mutating: boolean,
  handle: GcpRoute['handle'],
  body?: GcpRoute['body'],
): GcpRoute => ({
  method,
  path,
  service: 'iam',
  operation: `iam.serviceAccounts.${name}`,
  ...(name === 'testIamPermissions' ? {} : { permission: `iam.serviceAccounts.${name}` }),
  mutating,
  ...(body ? { body } : {}),
  handle,
})

export const serviceAccountRoutes: readonly GcpRoute[] = [
  route('POST', base, 'create', true, create, createRequest),
  route('GET', base, 'list', false, list),
  route('GET', one, 'get', false, (request) => render(find(request))),
  route('DELETE', one, 'delete', true, remove),
  route(
    'POST',
    `${one}:getIamPolicy`,
    'getIamPolicy',
    false,
    (request) => renderPolicy(policyOf(request.state, resource(request))),
    getIamPolicyRequest,
  ),
  route(
    'POST',
    `${one}:setIamPolicy`,
    'setIamPolicy',
    true,
    (request) => setPolicy(request, resource(request)),
    setIamPolicyRequest,
  ),
  route(
    'POST',
    `${one}:testIamPermissions`,
    'testIamPermissions',
    false,
    (request) => {
      find(request)
      return testPermissions(request)
    },
    testIamPermissionsRequest,
  ),
]
