import { parseArgs } from 'node:util'
import { startCloudsim } from './server.ts'

const USAGE = `Simulated AWS, Google Cloud and Azure.
  --port <n>                 port to listen on (CLOUDSIM_PORT, 4010)
  --host <address>           address to listen on (CLOUDSIM_HOST, 127.0.0.1)
  --data-dir <folder>        keep the state there (CLOUDSIM_DATA_DIR; in memory otherwise)
  --speed <n>                virtual seconds per real second (CLOUDSIM_SPEED, 1)
  --visibility-delay-ms <n>  created objects stay invisible for so long (CLOUDSIM_VISIBILITY_DELAY_MS, 0)
  --seed <n>                 seed of durations and ids (CLOUDSIM_SEED)
  --public-url <url>         URL clients use, behind a proxy (CLOUDSIM_PUBLIC_URL)
  --admin-token <token>      bearer token of the admin API (CLOUDSIM_ADMIN_TOKEN)`

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    port: text,
    host: text,
    'data-dir': text,
    speed: text,
    'visibility-delay-ms': text,
    seed: text,
    'public-url': text,
    'admin-token': text,
  },
})

if (values.help) {
  console.log(USAGE)
} else {
  await run()
}

function setting(name: Exclude<keyof typeof values, 'help'>): string | undefined {
  return values[name] ?? process.env[`CLOUDSIM_${name.toUpperCase().replaceAll('-', '_')}`]
}

function number(name: Parameters<typeof setting>[0]): number | undefined {
  const given = setting(name)
  if (given === undefined) return undefined
  const value = Number(given)
  if (given.trim() === '' || !Number.isFinite(value)) throw new Error(`${name} must be a number`)
  return value
}

async function run(): Promise<void> {
  const given = {
    dataDir: setting('data-dir'),
    speed: number('speed'),
    visibilityDelayMs: number('visibility-delay-ms'),
    seed: number('seed'),
    publicUrl: setting('public-url'),
    adminToken: setting('admin-token'),
    host: setting('host'),
  }
  const options = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  )
  const running = await startCloudsim({ port: number('port') ?? 4010, ...options })
  for (const [name, url] of Object.entries(running.urls)) console.log(`${name.padEnd(6)}${url}`)
  const stop = () => void running.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
