/** `projects/p/global/networks/n` of any way Google writes a compute object: URL, path with version, or partial path. */
export function computePath(link: string): string {
  const at = link.indexOf('projects/')
  return at === -1 ? link : link.slice(at)
}

/** Whether two links name the same object. */
export function sameObject(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && computePath(a) === computePath(b)
}
