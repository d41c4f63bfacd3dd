import { isoTime, newId, type Ports, type Stores } from '@skyclust/application'
import {
  DEFAULT_WORKSPACE_SETTINGS,
  DomainClaimId,
  InvitationId,
  MailId,
  type NewAuditEntry,
  OidcProviderId,
  PasskeyId,
  type Role,
  RoleId,
  type ServiceAccount,
  ServiceAccountId,
  type Workspace,
  WorkspaceId,
} from '@skyclust/domain'
import { type HeldKey, newKey } from './api-key.ts'
import type { Ids } from './kinds.ts'
import { newPerson, type Person, signedIn } from './person.ts'
import { ISSUER } from './samples.ts'
import { addResources, type TenantResources } from './tenant-resources.ts'

/** A workspace with one of everything; every text in it that a person wrote begins with its mark. */
export interface Tenant {
  readonly mark: string
  readonly workspace: Workspace
  readonly ids: Ids
  /** What else its things can be called by. */
  readonly names: Partial<Ids>
  readonly owner: Person
  /** A viewer. */
  readonly member: Person
  readonly serviceAccount: ServiceAccount
  /** With all scopes, of the service account. */
  readonly key: HeldKey
  readonly resources: TenantResources
}

/** Far beyond what a test writes: a number that exists in one log only. */
const LONE_SEQ = 100_000

/** Makes the tenant in one transaction. */
export async function newTenant(
  ports: Ports,
  mark: string,
  extra: Partial<Workspace> = {},
): Promise<Tenant> {
  return ports.db.transaction(async (stores) => {
    const owner = await newPerson(ports, stores, `${mark}-owner`)
    const member = await newPerson(ports, stores, `${mark}-member`)
    const workspace: Workspace = {
      id: newId(ports.random, 'wsp', WorkspaceId),
      slug: mark,
      name: `${mark}-workspace`,
      settings: DEFAULT_WORKSPACE_SETTINGS,
      archivedAt: undefined,
      createdAt: isoTime(ports.clock.now()),
      version: 1,
      ...extra,
    }
    await stores.workspaces.insert(workspace, owner.user.id)
    await join(ports, stores, workspace.id, member, 'viewer')
    const { id: workspaceId } = workspace
    const resources = await addResources(ports, stores, workspaceId, mark)
    const access = await addAccess(ports, stores, workspaceId, mark, member)
    const own = await addPersonal(ports, stores, mark, owner)
    const single = await addSingleSignOn(ports, stores, workspaceId, mark, owner)
    await stores.audit.appendTo(workspaceId, auditEntryOf(mark))
    await stores.idempotency.insert(workspaceId, `${owner.user.id}:${mark}`, {
      requestHash: mark,
      status: 201,
      body: { body: { name: `${mark}-answer` } },
    })
    return {
      mark,
      workspace,
      owner,
      member,
      resources,
      serviceAccount: access.serviceAccount,
      key: access.key,
      names: {
        workspace: workspace.slug,
        network: resources.network.name,
        cluster: resources.cluster.name,
        'node-pool': resources.pool.name,
      },
      ids: {
        workspace: workspaceId,
        user: member.user.id,
        credential: resources.credentialId,
        network: resources.network.id,
        cluster: resources.cluster.id,
        'node-pool': resources.pool.id,
        role: access.role.id,
        'service-account': access.serviceAccount.id,
        'api-key': access.key.key.id,
        'audit-entry': String(LONE_SEQ),
        ...own,
        ...single,
        invitation: access.invitationId,
      },
    }
  })
}

/** Makes the person a member. */
export async function join(
  ports: Ports,
  stores: Stores,
  workspaceId: WorkspaceId,
  { user }: Pick<Person, 'user'>,
  role: Role['id'] | 'owner' | 'admin' | 'operator' | 'viewer',
  expiresAt?: string,
): Promise<void> {
  await stores.members.insert({
    workspaceId,
    userId: user.id,
    role,
    source: expiresAt === undefined ? 'invitation' : 'break-glass',
    joinedAt: isoTime(ports.clock.now()),
    expiresAt,
  })
}

async function addAccess(
  ports: Ports,
  stores: Stores,
  workspaceId: WorkspaceId,
  mark: string,
  inviter: Person,
) {
  const createdAt = isoTime(ports.clock.now())
  const role: Role = {
    workspaceId,
    id: newId(ports.random, 'rol', RoleId),
    name: `${mark}-role`,
    description: `${mark}-description`,
    grants: [{ permissions: ['cluster:read'] }],
    createdAt,
    version: 1,
  }
  await stores.roles.insert(role)
  const serviceAccount = await newServiceAccount(ports, stores, workspaceId, `${mark}-service`)
  const key = await newKey(ports, stores, workspaceId, serviceAccount.id, { name: `${mark}-key` })
  const invitationId = newId(ports.random, 'inv', InvitationId)
  await stores.invitations.upsert({
    workspaceId,
    id: invitationId,
    email: `${mark}-invited@${mark}.example.com`,
    role: 'viewer',
    tokenHash: ports.tokens.newSecret().hash,
    invitedBy: inviter.user.id,
    createdAt,
    expiresAt: isoTime(ports.clock.now() + 86_400_000),
  })
  return { role, serviceAccount, key, invitationId }
}

/** An administrator that is a program. */
export async function newServiceAccount(
  ports: Ports,
  stores: Stores,
  workspaceId: WorkspaceId,
  name: string,
  disabledAt?: string,
): Promise<ServiceAccount> {
  const account: ServiceAccount = {
    workspaceId,
    id: newId(ports.random, 'sva', ServiceAccountId),
    name,
    description: `${name}-description`,
    role: 'admin',
    disabledAt,
    createdAt: isoTime(ports.clock.now()),
    version: 1,
  }
  await stores.serviceAccounts.insert(account)
  return account
}

/** Another session, a passkey, an authenticator app and a mail. */
async function addPersonal(ports: Ports, stores: Stores, mark: string, { user }: Person) {
  const now = isoTime(ports.clock.now())
  const session = await signedIn(ports, stores, user)
  const passkey = newId(ports.random, 'pky', PasskeyId)
  await stores.passkeys.insert({
    id: passkey,
    userId: user.id,
    name: `${mark}-passkey`,
    credentialId: `${mark}-passkey-credential`,
    publicKey: ports.random.bytes(32),
    counter: 0,
    transports: [],
    backedUp: false,
    createdAt: now,
    lastUsedAt: undefined,
  })
  const secret = ports.oneTimePasswords.newSecret()
  const context = { kind: 'totp', workspaceId: 'platform', id: user.id } as const
  await stores.secondFactors.setTotp(user.id, await ports.vault.seal(secret, context))
  await stores.secondFactors.replaceRecoveryCodes(user.id, [ports.tokens.newSecret().hash])
  const mail = newId(ports.random, 'msg', MailId)
  await stores.mails.insert(
    {
      id: mail,
      to: user.email,
      subject: `${mark}-subject`,
      createdAt: now,
      sentAt: undefined,
      attempts: 0,
      error: undefined,
    },
    await ports.vault.seal(`${mark}-text`, { kind: 'mail', workspaceId: 'platform', id: mail }),
  )
  return { session: session.sessionId, passkey, mail }
}

async function addSingleSignOn(
  ports: Ports,
  stores: Stores,
  workspaceId: WorkspaceId,
  mark: string,
  { user }: Person,
) {
  const createdAt = isoTime(ports.clock.now())
  const provider = newId(ports.random, 'oip', OidcProviderId)
  await stores.oidcProviders.insert(
    {
      workspaceId,
      id: provider,
      name: `${mark}-provider`,
      preset: 'generic',
      issuer: ISSUER,
      clientId: `${mark}-client`,
      scopes: ['openid'],
      justInTime: true,
      defaultRole: 'viewer',
      roleMappings: [{ claim: 'groups', value: `${mark}-group`, role: 'operator' }],
      enabled: true,
      createdAt,
      version: 1,
    },
    await ports.vault.seal(`${mark}-client-secret`, {
      kind: 'oidc-client',
      workspaceId,
      id: provider,
    }),
  )
  const domain = newId(ports.random, 'dom', DomainClaimId)
  await stores.domains.insert({
    workspaceId,
    id: domain,
    domain: `${mark}.example.com`,
    proof: `${mark}-proof`,
    verifiedAt: undefined,
    createdAt,
  })
  await stores.externalIdentities.insert({
    providerId: provider,
    issuer: ISSUER,
    subject: `${mark}-subject`,
    userId: user.id,
    email: user.email,
    createdAt,
  })
  return { 'oidc-provider': provider, domain }
}

function auditEntryOf(mark: string): NewAuditEntry {
  return {
    actor: {
      kind: 'user',
      id: undefined,
      name: `${mark}-actor`,
      via: 'session',
      credentialId: undefined,
    },
    action: 'createCluster',
    permission: 'cluster:create',
    target: { kind: 'cluster', id: `${mark}-target`, name: `${mark}-target` },
    result: 'success',
    status: 202,
    code: undefined,
    requestId: `${mark}-request`,
    address: '127.0.0.1',
    userAgent: `${mark}-agent`,
    changes: [],
    reason: `${mark}-reason`,
  }
}
