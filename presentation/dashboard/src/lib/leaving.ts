const left = new Set<string>()

/** Remembers that the reader goes by their own will, so that nobody tells them that they have lost the workspace. */
export function leaving(slug: string): void {
  left.add(slug)
}

export function hasLeft(slug: string): boolean {
  return left.has(slug)
}
