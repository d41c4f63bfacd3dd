import { join } from 'node:path'
import { type DatabaseConnection, signalPostmaster, startEmbedded } from '@skyclust/postgres'
import type { Secret } from '@skyclust/identity'

export interface DatabaseServer {
  readonly connection: DatabaseConnection
  stop(): Promise<void>
}

/** The configured database, or an embedded PostgreSQL in the data directory. */
export async function databaseServer(
  dataDir: string,
  url: Secret | undefined,
): Promise<DatabaseServer> {
  if (url) return { connection: { connectionString: url.reveal() }, stop: async () => undefined }
  const embedded = await startEmbedded(join(dataDir, 'postgres'), { stopWithProcess: false })
  // However this process ends, short of kill -9, PostgreSQL ends with it.
  const lastResort = () => void signalPostmaster(embedded.dataDir, 'SIGINT')
  process.once('exit', lastResort)
  return {
    connection: embedded.connection,
    async stop() {
      await embedded.stop()
      process.off('exit', lastResort)
    },
  }
}
