import type { SessionId, UserId, WorkspaceId } from '../kernel/ids.ts'

export interface User {
  readonly id: UserId
  readonly email: string
  readonly name: string
  /** argon2id in PHC string format. */
  readonly passwordHash: string
  readonly platformAdmin: boolean
  readonly locale: 'ko' | 'en'
  readonly createdAt: string
}

export interface Workspace {
  readonly id: WorkspaceId
  /** URL name, unique on the installation. */
  readonly slug: string
  readonly name: string
  readonly createdAt: string
}

export interface Membership {
  readonly workspaceId: WorkspaceId
  readonly userId: UserId
  readonly role: 'owner' | 'admin' | 'operator' | 'viewer'
}

export interface Session {
  readonly id: SessionId
  readonly userId: UserId
  /** SHA-256 of the opaque cookie value. */
  readonly tokenHash: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly lastSeenAt: string
  readonly userAgent: string
  readonly address: string
}
