import { invalid } from '../errors.ts'

export const COMPUTE_ROOT = 'https://www.googleapis.com/compute/v1/'

export const computeUrl = (path: string): string => `${COMPUTE_ROOT}${path}`

/** Path of an object, which is also its key: `projects/p/regions/r/subnetworks/s`. */
export const objectPath = (
  project: string,
  scope: string,
  collection: string,
  name: string,
): string => `projects/${project}/${scope}/${collection}/${name}`

/** The path in a full URL (Google's or the one at which the client reached the simulator), a `projects/…` path or a `global/…` / `regions/…` path; undefined when it is none. */
export function parseReference(reference: string, project: string): string | undefined {
  const path = reference.replace(/^https?:\/\/.*?\/(?:compute\/)?(?:v1|beta)\/(?=projects\/)/, '')
  if (path.startsWith('projects/')) return path
  return /^(global|regions\/[^/]+|zones\/[^/]+)\//.test(path)
    ? `projects/${project}/${path}`
    : undefined
}

/** Reads a reference field of a request body to the path of an object of `collection`. */
export function referenceField(
  value: string,
  field: string,
  project: string,
  collection: string,
): string {
  const path = parseReference(value, project)
  if (path === undefined || !path.includes(`/${collection}/`)) {
    throw invalid(
      `Invalid value for field '${field}': '${value}'. The URL is malformed. Must be a valid resource URL of the collection ${collection}.`,
    )
  }
  return path
}

export const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
