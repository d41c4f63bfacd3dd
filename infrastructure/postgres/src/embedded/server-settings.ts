/** Small machine, few connections, no replicas: about 25 MB resident when idle. */
const SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '100',
  shared_buffers: '64MB',
  work_mem: '8MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum_max_workers: '2',
  autovacuum_naptime: '20s',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  // PostgreSQL 18 otherwise starts three I/O worker processes.
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
}

/** Command-line settings of the server; `extra` wins. */
export function serverArguments(
  dataDir: string,
  port: number,
  socketDir: string | undefined,
  extra: Readonly<Record<string, string>>,
): string[] {
  const settings = {
    ...SETTINGS,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketDir ?? '',
    unix_socket_permissions: '0700',
    ...extra,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', dataDir, '-p', String(port), ...flags]
}

/** Nothing of our own environment (secrets, PG* variables, locale) reaches the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR, TEMP } = process.env
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' }
  for (const [name, value] of Object.entries({ PATH, SystemRoot, TMPDIR, TEMP })) {
    if (value !== undefined) env[name] = value
  }
  return env
}
