import {
  type Credential,
  type ObjectDeclaration,
  type Resource,
  type ResourceTree,
  topologicalOrder,
  typedResource,
} from '@skyclust/domain'
import type { CloudProvider } from '../ports/cloud-provider.ts'
import type { Ports } from '../ports/ports.ts'
import type { JournalEntry, ObjectState, Stores } from '../ports/stores.ts'
import type { Node } from './walk-context.ts'

/** What the database knows of one tree. */
export interface LoadedTree {
  readonly resources: readonly Resource[]
  readonly root: Resource
  readonly credential: Credential
  readonly provider: CloudProvider
  readonly tree: ResourceTree
  readonly declarations: readonly ObjectDeclaration[]
  readonly states: readonly ObjectState[]
  readonly intents: readonly JournalEntry[]
}

/** Reads a tree and computes its blueprint; undefined when the tree is gone. */
export async function loadTree(
  ports: Pick<Ports, 'db' | 'providers'>,
  rootId: Resource['id'],
): Promise<LoadedTree | undefined> {
  const { stores } = ports.db
  const resources = await stores.resources.tree(rootId)
  const root = resources.find((r) => r.id === rootId)
  if (!root) return undefined
  const [credential, states, intents] = await Promise.all([
    stores.credentials.get(root.workspaceId, root.credentialId),
    stores.objects.list(rootId),
    stores.journal.open(rootId),
  ])
  const provider = ports.providers.get(root.provider)
  if (!credential || !provider) throw new Error(`tree ${rootId} has no credential or provider`)
  const tree = await resourceTree(stores, root, resources)
  return {
    resources,
    root,
    credential,
    provider,
    tree,
    declarations: declare(provider, tree, credential),
    states,
    intents,
  }
}

/** The blueprint's input: what shall exist of the tree, and the network it stands on. */
export async function resourceTree(
  stores: Pick<Stores, 'resources' | 'objects'>,
  root: Resource,
  resources: readonly Resource[],
): Promise<ResourceTree> {
  const wanted = resources.filter((r) => r.deletionRequestedAt === undefined).map(typedResource)
  const base: ResourceTree = { root: typedResource(root), resources: wanted }
  const networkId = wanted.flatMap((r) =>
    r.kind === 'cluster' && 'networkId' in r.spec.network ? [r.spec.network.networkId] : [],
  )[0]
  if (networkId === undefined || resources.some((r) => r.id === networkId)) return base
  const network = await stores.resources.get(root.workspaceId, networkId)
  if (!network) return base
  const [others, objects] = await Promise.all([
    stores.resources.tree(network.rootId),
    stores.objects.list(network.rootId),
  ])
  return {
    ...base,
    foundation: {
      resources: others
        .filter((r) => r.kind === 'network' || r.kind === 'subnet')
        .map(typedResource),
      outputs: Object.fromEntries(
        objects.filter((o) => o.state === 'ready').map((o) => [o.objectId, o.outputs]),
      ),
    },
  }
}

function declare(
  provider: CloudProvider,
  tree: ResourceTree,
  credential: Credential,
): readonly ObjectDeclaration[] {
  if (tree.resources.every((r) => r.id !== tree.root.id)) return []
  return topologicalOrder(
    provider.blueprint(tree, { account: credential.account, principal: credential.principal }),
  )
}

/** Joins what is declared with what is recorded; what is recorded and no longer declared is to be removed. */
export function joinNodes(loaded: LoadedTree): Map<string, Node> {
  const states = new Map(loaded.states.map((s) => [s.objectId, s]))
  const intents = new Map(loaded.intents.map((i) => [i.objectId, i]))
  const nodes = new Map<string, Node>()
  for (const [position, declaration] of loaded.declarations.entries()) {
    const known = states.get(declaration.id)
    const state =
      known && known.state !== 'gone' ? known : freshState(loaded.root, declaration, position)
    nodes.set(declaration.id, {
      declaration,
      wanted: true,
      state: { ...towards('present', state), position },
      intent: intents.get(declaration.id),
    })
  }
  for (const state of loaded.states) {
    if (nodes.has(state.objectId)) continue
    nodes.set(state.objectId, {
      declaration: state.declaration,
      wanted: false,
      state: towards('absent', state),
      intent: intents.get(state.objectId),
    })
  }
  return nodes
}

function towards(goal: ObjectState['goal'], state: ObjectState): ObjectState {
  return state.goal === goal
    ? state
    : { ...state, goal, attempts: 0, replacements: 0, nextAttemptAt: undefined }
}

/** An object that nothing has been done for yet. */
export function freshState(
  root: Pick<Resource, 'id' | 'workspaceId'>,
  declaration: ObjectDeclaration,
  position: number,
): ObjectState {
  return {
    rootId: root.id,
    workspaceId: root.workspaceId,
    objectId: declaration.id,
    declaration,
    position,
    state: 'waiting',
    externalId: undefined,
    outputs: {},
    lastApplied: undefined,
    goal: 'present',
    attempts: 0,
    replacements: 0,
    nextAttemptAt: undefined,
    message: undefined,
    errorClass: undefined,
    remedy: undefined,
    startedAt: undefined,
    readyAt: undefined,
    observedAt: undefined,
  }
}
