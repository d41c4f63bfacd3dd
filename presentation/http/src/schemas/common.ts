import { RoleChoice } from '@skyclust/application'
import {
  ApiKeyId,
  CredentialId,
  InvitationId,
  ProviderId,
  RoleId,
  ServiceAccountId,
  UserId,
} from '@skyclust/domain'
import { z } from 'zod'

/** Id or slug. */
const WorkspaceRef = z.string().min(1).max(64)
/** Id or name. */
const ResourceRef = z.string().min(1).max(64)

export const InWorkspace = z.object({ workspaceId: WorkspaceRef })
export const OneResource = z.object({ workspaceId: WorkspaceRef, id: ResourceRef })
export const OnePool = z.object({ workspaceId: WorkspaceRef, id: ResourceRef, pool: ResourceRef })

export const OneMember = z.object({ workspaceId: WorkspaceRef, userId: UserId })
export const OneInvitation = z.object({ workspaceId: WorkspaceRef, id: InvitationId })
export const OneRole = z.object({ workspaceId: WorkspaceRef, id: RoleId })
/** A custom role by id or a built-in one by name. */
export const AnyRole = z.object({ workspaceId: WorkspaceRef, id: RoleChoice })
export const OneServiceAccount = z.object({ workspaceId: WorkspaceRef, id: ServiceAccountId })
export const OneApiKey = z.object({ workspaceId: WorkspaceRef, id: ApiKeyId })

const AuditSeq = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
export const OneAuditEntry = z.object({ workspaceId: WorkspaceRef, seq: AuditSeq })
export const OnePlatformAuditEntry = z.object({ seq: AuditSeq })

export const OneCredential = z.object({ workspaceId: WorkspaceRef, id: CredentialId })

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

export const ResourceQuery = PageQuery.extend({
  provider: ProviderId.optional(),
  /** Substring of the name. */
  search: z.string().max(64).optional(),
})

/** `?dryRun=true` answers with the plan and changes nothing. */
export const DryRunQuery = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
})

/** A plan changes nothing and leaves no audit entry. */
export function unlessDryRun({ dryRun }: z.output<typeof DryRunQuery>): boolean {
  return !dryRun
}

/** 204: no body. */
export const NoContent = z.undefined()

/** One page of a list; null cursor on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item).readonly(), nextCursor: z.string().nullable() })
}
