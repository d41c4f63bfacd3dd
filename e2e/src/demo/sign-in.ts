import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Api, ApiProblem } from './api.ts'

interface Login {
  readonly email: string
  readonly password: string
}

/** Kept for the next demo against the same installation; only where the demo made the administrator itself. */
const KEPT = join(import.meta.dirname, '..', '..', '..', '.cache', 'demo-login.json')

/** Signs in, making the first administrator where there is none yet; answers the workspace to work in. */
export async function signIn(api: Api, say: (line: string) => void): Promise<string> {
  const { required } = await api.call<{ required: boolean }>('GET', '/api/v1/setup')
  if (required) await setUp(api, say)
  else await useLogin(api)
  const { workspaces } = await api.call<{ workspaces: { slug: string }[] }>('GET', '/api/v1/me')
  const workspace = workspaces[0]?.slug
  if (workspace === undefined) throw new Error('this user belongs to no workspace')
  return workspace
}

async function setUp(api: Api, say: (line: string) => void): Promise<void> {
  const login = fromEnvironment() ?? {
    email: 'admin@example.com',
    password: randomBytes(12).toString('base64url'),
  }
  await api.call('POST', '/api/v1/setup', {
    ...login,
    name: 'Administrator',
    workspace: { slug: 'main', name: 'Main' },
  })
  mkdirSync(dirname(KEPT), { recursive: true })
  writeFileSync(KEPT, JSON.stringify({ [api.url]: login }), { mode: 0o600 })
  say(`Made the first administrator: ${login.email} / ${login.password}`)
}

async function useLogin(api: Api): Promise<void> {
  const login = fromEnvironment() ?? kept(api.url)
  if (!login)
    throw new Error(
      'The installation has its administrator already. Set SKYCLUST_ADMIN_EMAIL and SKYCLUST_ADMIN_PASSWORD and run the demo again.',
    )
  try {
    await api.call('POST', '/api/v1/session', login)
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401)
      throw new Error(
        `${login.email} cannot sign in: set SKYCLUST_ADMIN_EMAIL and SKYCLUST_ADMIN_PASSWORD.`,
        { cause: error },
      )
    throw error
  }
}

function fromEnvironment(): Login | undefined {
  const email = process.env['SKYCLUST_ADMIN_EMAIL']
  const password = process.env['SKYCLUST_ADMIN_PASSWORD']
  return email && password ? { email, password } : undefined
}

function kept(url: string): Login | undefined {
  try {
    return (JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, Login>)[url]
  } catch {
    return undefined
  }
}
