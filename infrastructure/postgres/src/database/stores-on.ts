import type { Scope, Stores } from '@skyclust/application'
import { PostgresJobs } from '../queue/add-job.ts'
import { PostgresAuditStore } from '../stores/audit-store.ts'
import { PostgresCredentialStore } from '../stores/credential-store.ts'
import { PostgresEventStore, type EventRetention } from '../stores/event-store.ts'
import { PostgresIdempotencyStore } from '../stores/idempotency-store.ts'
import { identityStoresOn } from '../stores/identity-stores.ts'
import { PostgresJournalStore } from '../stores/journal-store.ts'
import { PostgresObjectStore } from '../stores/object-store.ts'
import { PostgresPlatformStore } from '../stores/platform-store.ts'
import { PostgresResourceStore } from '../stores/resource-store.ts'
import type { Sql } from './sql.ts'

/** All stores on one way to run statements. Inside a scope they see what its workspace owns. */
export function storesOn(sql: Sql, retention: EventRetention, scope?: Scope): Stores {
  return {
    ...identityStoresOn(sql),
    platform: new PostgresPlatformStore(sql),
    audit: new PostgresAuditStore(sql, scope?.workspaceId),
    resources: new PostgresResourceStore(sql),
    objects: new PostgresObjectStore(sql),
    journal: new PostgresJournalStore(sql),
    events: new PostgresEventStore(sql, retention),
    jobs: new PostgresJobs(sql),
    credentials: new PostgresCredentialStore(sql),
    idempotency: new PostgresIdempotencyStore(sql),
  }
}
