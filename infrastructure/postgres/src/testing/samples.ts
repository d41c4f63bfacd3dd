import { randomBytes } from 'node:crypto'
import {
  DEFAULT_WORKSPACE_SETTINGS,
  encodeId,
  type Credential,
  type IdPrefix,
  type Resource,
  type User,
} from '@skyclust/domain'
import { CredentialId, ResourceId, UserId, WorkspaceId } from '@skyclust/domain'
import type { Workspace } from '@skyclust/domain'
import type { SealedSecret, Stores } from '@skyclust/application'

export const AT = '2026-01-02T03:04:05.678Z'

const id = (prefix: IdPrefix) => encodeId(prefix, randomBytes(20))
export const newResourceId = () => ResourceId.parse(id('res'))

export function sampleUser(change: Partial<User> = {}): User {
  const userId = UserId.parse(id('usr'))
  return {
    id: userId,
    email: `${userId}@example.com`,
    emailVerifiedAt: AT,
    name: 'Mina',
    passwordHash: '$argon2id$…',
    platformAdmin: false,
    locale: 'ko',
    disabledAt: undefined,
    createdAt: AT,
    ...change,
  }
}

export function sampleWorkspace(change: Partial<Workspace> = {}): Workspace {
  const workspaceId = WorkspaceId.parse(id('wsp'))
  return {
    id: workspaceId,
    slug: workspaceId,
    name: 'Team',
    settings: DEFAULT_WORKSPACE_SETTINGS,
    archivedAt: undefined,
    createdAt: AT,
    version: 1,
    ...change,
  }
}

export const SEALED: SealedSecret = {
  ciphertext: Buffer.from([0, 1, 2, 255]),
  wrappedKey: Buffer.from([3, 4]),
  keyId: 'local-1',
  nonce: Buffer.from([5]),
}

export function sampleCredential(change: Pick<Credential, 'workspaceId'> & Partial<Credential>) {
  const credentialId = CredentialId.parse(id('crd'))
  const credential: Credential = {
    id: credentialId,
    name: credentialId,
    provider: 'aws',
    sandbox: true,
    account: '123456789012',
    principal: 'arn:aws:iam::123456789012:user/skyclust',
    masked: 'AKIA…3F2Q',
    verifiedAt: undefined,
    createdAt: AT,
    version: 1,
    ...change,
  }
  return credential
}

export function sampleResource(
  change: Pick<Resource, 'workspaceId' | 'credentialId'> & Partial<Resource>,
): Resource {
  const resourceId = change.id ?? newResourceId()
  return {
    id: resourceId,
    kind: 'cluster',
    name: resourceId,
    labels: { team: 'web' },
    provider: 'aws',
    location: 'eu-central-1',
    spec: { version: '1.34', zones: ['a', 'b'] },
    generation: 1,
    status: {},
    observedGeneration: 0,
    conditions: [],
    ownerId: undefined,
    rootId: resourceId,
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: AT,
    updatedAt: AT,
    ...change,
  }
}

/** A user with a workspace and a credential in it. */
export async function newTenant(stores: Stores) {
  const user = sampleUser()
  const workspace = sampleWorkspace()
  const credential = sampleCredential({ workspaceId: workspace.id })
  await stores.users.insert(user)
  await stores.workspaces.insert(workspace, user.id)
  await stores.credentials.insert(credential, SEALED)
  const ids = { workspaceId: workspace.id, credentialId: credential.id }
  return { user, workspace, credential, ids, ...ids }
}
