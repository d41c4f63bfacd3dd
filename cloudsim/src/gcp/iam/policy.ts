import { GoogleError, badRequest } from '../errors.ts'
import { type Json, listIn, message, objectIn, objectsIn, text } from '../json-schema.ts'
import { isDenied, type GcpRequest } from '../request.ts'
import type { GcpState, Policy } from '../state.ts'
import { serviceAccountByEmail } from './service-account-rows.ts'

const policy = message(
  'Policy',
  {
    version: 'integer',
    etag: 'string',
    bindings: {
      list: message('Binding', { role: 'string', members: 'strings', condition: 'any' }),
    },
  },
  'auditConfigs',
)

export const setIamPolicyRequest = message('SetIamPolicyRequest', {
  policy,
  updateMask: 'string',
})

export const getIamPolicyRequest = message('GetIamPolicyRequest', { options: 'any' })

export const testIamPermissionsRequest = message('TestIamPermissionsRequest', {
  permissions: 'strings',
})

const EMPTY: Policy = { etag: 'ACAB', version: 1, bindings: [] }

export const policyOf = (state: GcpState, resource: string): Policy =>
  state.policies.get(resource) ?? EMPTY

export function renderPolicy({ etag, version, bindings }: Policy): object {
  return { version, etag, ...(bindings.length > 0 ? { bindings } : {}) }
}

/** Replaces a policy; an etag that is not the current one means somebody else was quicker. */
export function setPolicy(request: GcpRequest, resource: string): object {
  const { state, body } = request
  const wanted = objectIn(body, 'policy')
  const current = policyOf(state, resource)
  const etag = text(wanted, 'etag')
  if (etag !== '' && etag !== current.etag) {
    throw new GoogleError(
      409,
      'aborted',
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
      { status: 'ABORTED' },
    )
  }
  const bindings = objectsIn(wanted, 'bindings')
  for (const binding of bindings) checkBinding(request, binding)
  const next: Policy = {
    version: 1,
    etag: Buffer.from(state.hex(8)).toString('base64'),
    bindings: merged(bindings),
  }
  state.policies.put(resource, next)
  return renderPolicy(next)
}

function checkBinding(request: GcpRequest, binding: Json): void {
  const role = text(binding, 'role')
  if (!/^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/.test(role))
    throw badRequest(`Role ${role} is not supported for this resource.`)
  for (const member of listIn(binding, 'members').map(String)) {
    const email = /^serviceAccount:(.+)$/.exec(member)?.[1]
    if (email?.endsWith(`@${request.project}.iam.gserviceaccount.com`)) {
      if (!serviceAccountByEmail(request.state, request.project, email))
        throw badRequest(`Service account ${email} does not exist.`)
    } else if (!/^(allUsers|allAuthenticatedUsers|deleted:.+|[a-zA-Z]+:.+)$/.test(member)) {
      throw badRequest(`Invalid member: "${member}".`)
    }
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : 1)

/** One binding per role (and condition), members once, no empty ones: as the service stores policies. */
function merged(bindings: readonly Json[]): Json[] {
  const byRole = new Map<string, Json>()
  for (const binding of bindings) {
    const key = `${text(binding, 'role')} ${JSON.stringify(binding['condition'] ?? null)}`
    const members = new Set([
      ...listIn(byRole.get(key) ?? {}, 'members'),
      ...listIn(binding, 'members'),
    ])
    if (members.size > 0)
      byRole.set(key, { ...binding, members: [...members].map(String).toSorted(compareText) })
  }
  return [...byRole.values()]
}

/** The permissions of those asked for that the caller has. */
export function testPermissions({ account, body }: GcpRequest): object {
  const permissions = listIn(body, 'permissions').map(String)
  const wild = permissions.find((permission) => !/^[\w-]+(\.[\w-]+){2,}$/.test(permission))
  if (wild !== undefined) throw badRequest(`Permission ${wild} is not valid for this resource.`)
  const granted = permissions.filter((permission) => !isDenied(account, permission))
  return granted.length > 0 ? { permissions: granted } : {}
}

/** A deleted service account stays in policies as a tombstone. */
export function buryMember(
  state: GcpState,
  project: string,
  email: string,
  uniqueId: string,
): void {
  const resource = `projects/${project}`
  const current = policyOf(state, resource)
  const member = `serviceAccount:${email}`
  if (!current.bindings.some((binding) => listIn(binding, 'members').includes(member))) return
  state.policies.put(resource, {
    ...current,
    etag: Buffer.from(state.hex(8)).toString('base64'),
    bindings: current.bindings.map((binding) => ({
      ...binding,
      members: listIn(binding, 'members').map((known) =>
        known === member ? `deleted:${member}?uid=${uniqueId}` : known,
      ),
    })),
  })
}
