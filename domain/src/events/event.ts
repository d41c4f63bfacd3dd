import type { ResourceId, WorkspaceId } from '../kernel/ids.ts'

/** What happened, as streams and histories show it. `seq` is gapless per workspace. */
export interface WorkspaceEvent {
  readonly workspaceId: WorkspaceId
  readonly seq: number
  readonly at: string
  readonly type: EventType
  readonly resourceId: ResourceId | undefined
  /** Small and free of secrets; a resource event carries the fields a list or page shows. */
  readonly data: Readonly<Record<string, unknown>>
}

export type EventType =
  | 'resource.created'
  | 'resource.changed'
  | 'resource.deleted'
  | 'object.changed'
  | 'credential.created'
  | 'credential.changed'
  | 'credential.deleted'

export type NewEvent = Pick<WorkspaceEvent, 'type' | 'resourceId' | 'data'>
