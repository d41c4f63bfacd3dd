import { textOf } from '../desired.ts'
import {
  batchLoader,
  CloudError,
  type Observation,
  type ObjectHandler,
  type ResolvedObject,
} from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { PROJECT_BINDING_TYPE } from './node-identity.spec.ts'

interface Binding {
  readonly role: string
  readonly members?: readonly string[]
  readonly condition?: object
}

interface Policy {
  readonly version?: number
  readonly etag?: string
  readonly bindings?: readonly Binding[]
}

/** One member of one role in the project's policy. */
interface Entry {
  readonly role: string
  readonly member: string
}

/**
 * Entries of the project's IAM policy: read, changed and written back under its etag. Nobody else's entry is touched, and of two
 * writers at once one is refused and tries again.
 */
export function projectBindingHandler(client: GcpClient): ObjectHandler {
  const path = `/v1/projects/${client.project}`
  const readPolicy = (prepaid: boolean, signal: AbortSignal) =>
    client.send<Policy>({
      api: 'cloudresourcemanager',
      kind: 'read',
      method: 'POST',
      path: `${path}:getIamPolicy`,
      // Below version 3 conditional entries would be lost on writing back.
      body: { options: { requestedPolicyVersion: 3 } },
      prepaid,
      signal,
    })
  const shared = batchLoader<'policy', Policy>({
    maxKeys: 1,
    turn: (signal) => client.turn('cloudresourcemanager', signal),
    fetch: async (_keys, signal) => new Map([['policy', await readPolicy(true, signal)]]),
  })
  // Writers of this session one after the other: a lost etag race costs two calls.
  let queue: Promise<unknown> = Promise.resolve()
  const write = async (
    change: (policy: Policy) => readonly Binding[] | undefined,
    signal: AbortSignal,
  ) => {
    const turn = queue.then(async () => {
      signal.throwIfAborted()
      const policy = await readPolicy(false, signal)
      const bindings = change(policy)
      if (!bindings) return undefined
      return client.send({
        api: 'cloudresourcemanager',
        kind: 'mutate',
        method: 'POST',
        path: `${path}:setIamPolicy`,
        body: { policy: { ...policy, bindings } },
        signal,
      })
    })
    queue = turn.catch(() => {})
    return turn
  }

  return {
    type: PROJECT_BINDING_TYPE,
    async find(object, externalId, signal) {
      const entry = externalId === undefined ? entryOf(object) : parseEntry(externalId)
      const policy = await shared.load('policy', signal)
      return hasEntry(policy, entry) ? [observe(entry)] : []
    },
    async create(object, { signal }) {
      const entry = entryOf(object)
      await write((policy) => withEntry(policy, entry), signal)
      const observation = observe(entry)
      return { externalId: observation.externalId, observation }
    },
    compare: () => [],
    async remove(_object, externalId, { signal }) {
      const entry = parseEntry(externalId)
      await write((policy) => {
        if (!hasEntry(policy, entry))
          throw new CloudError(
            'not-found',
            'not-found',
            `${entry.member} does not have ${entry.role}.`,
          )
        return withoutEntry(policy, entry)
      }, signal)
      return {}
    },
  }
}

function entryOf({ desired }: ResolvedObject): Entry {
  return { role: textOf(desired, 'role'), member: textOf(desired, 'member') }
}

/** `roles/x serviceAccount:a@b`: neither part contains a space. */
function parseEntry(externalId: string): Entry {
  const [role = '', member = ''] = externalId.split(' ')
  return { role, member }
}

/** The member is an account of ours, so the entry is. */
function observe({ role, member }: Entry): Observation {
  return {
    externalId: `${role} ${member}`,
    owned: true,
    settled: { state: 'ready' },
    outputs: { role, member },
    fields: {},
  }
}

function unconditional(policy: Policy | undefined, role: string): Binding | undefined {
  return policy?.bindings?.find((b) => b.role === role && b.condition === undefined)
}

function hasEntry(policy: Policy | undefined, { role, member }: Entry): boolean {
  return unconditional(policy, role)?.members?.includes(member) === true
}

function withEntry(policy: Policy, { role, member }: Entry): readonly Binding[] | undefined {
  const bindings = policy.bindings ?? []
  const binding = unconditional(policy, role)
  if (!binding) return [...bindings, { role, members: [member] }]
  if (binding.members?.includes(member)) return undefined
  return bindings.map((b) =>
    b === binding ? { ...b, members: [...(b.members ?? []), member] } : b,
  )
}

function withoutEntry(policy: Policy, { role, member }: Entry): readonly Binding[] {
  const binding = unconditional(policy, role)
  return (policy.bindings ?? []).flatMap((b) => {
    if (b !== binding) return [b]
    const members = (b.members ?? []).filter((m) => m !== member)
    return members.length === 0 ? [] : [{ ...b, members }]
  })
}
