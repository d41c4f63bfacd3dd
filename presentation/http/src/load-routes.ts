import { readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ACCESS, isWorkspacePermission, type Route, type StreamRoute } from './route.ts'

/** A route with the folder it lies in, its tag in the API description. */
export interface LoadedRoute {
  readonly route: Route | StreamRoute
  readonly context: string
  readonly url: string
}

const FOLDER = join(import.meta.dirname, 'routes')
const API = '/api/v1'

/** Every route file's default export; throws when one declares no (known) permission. */
export async function loadRoutes(): Promise<readonly LoadedRoute[]> {
  const files = (await readdir(FOLDER, { recursive: true }))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .toSorted()
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(pathToFileURL(join(FOLDER, file)).href)) as {
        default: Route | StreamRoute
      }
      return checkRoute(module.default, file)
    }),
  )
}

/** Refuses a route that does not say who may call it, or asks for a workspace permission outside a workspace. */
export function checkRoute(route: Route | StreamRoute, file: string): LoadedRoute {
  if (!ACCESS.includes(route.permission))
    throw new Error(`The route in ${file} declares no known permission: ${route.permission}`)
  const inWorkspace = route.path.includes('/:workspaceId')
  const forWorkspace = isWorkspacePermission(route.permission)
  if (inWorkspace !== forWorkspace)
    throw new Error(
      `The route in ${file} must have both a workspace in its path and a workspace permission, or neither.`,
    )
  const url = route.path.startsWith('//') ? route.path.slice(1) : `${API}${route.path}`
  return { route, context: file.split(sep)[0] ?? '', url }
}
