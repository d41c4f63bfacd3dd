export { clientConfig, type DatabaseConnection } from './database/connection.ts'
export { migrate, readMigrations, type Migration } from './database/migrate.ts'
export {
  openDatabase,
  type DatabaseConfig,
  type PostgresDatabase,
} from './database/open-database.ts'
export { NoEmbeddedPostgres } from './embedded/binaries.ts'
export { tryLock, type FileLock } from './embedded/file-lock.ts'
export { DataDirLocked, lockDataDir } from './embedded/lock-data-dir.ts'
export {
  startEmbedded,
  stopEmbedded,
  type EmbeddedOptions,
  type EmbeddedPostgres,
} from './embedded/start-embedded.ts'
export { signalPostmaster } from './embedded/stop-postmaster.ts'
export { identify, isRunning, type ProcessIdentity } from './embedded/process-identity.ts'
export { withClient } from './database/with-client.ts'
export { eventFeed, type PostgresEventFeed } from './events/event-feed.ts'
export { KeyedQueue, keyedQueue, type QueueOptions } from './queue/keyed-queue.ts'
export { WorkerStopping } from './queue/session.ts'
