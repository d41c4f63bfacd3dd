/** Pages of a static export by path; a segment `__x__` stands for any value of the parameter x. */
export interface PageTree {
  add(segments: readonly string[], file: string): void
  find(
    segments: readonly string[],
  ): { readonly file: string; readonly params: Readonly<Record<string, string>> } | undefined
}

interface Branch {
  readonly children: Map<string, Branch>
  wildcard?: { readonly name: string; readonly branch: Branch }
  file?: string
}

const PLACEHOLDER = /^__([a-z]+)__$/
/**
 * What may stand in for a placeholder: harmless in HTML and script, since it is put there as text. Tokens of mailed links
 * may begin with any of these characters.
 */
const VALUE = /^[A-Za-z0-9_-]{1,63}$/

export function pageTree(): PageTree {
  const root: Branch = { children: new Map() }
  return {
    add(segments, file) {
      let at = root
      for (const segment of segments) at = childOf(at, segment)
      at.file = file
    },
    find: (segments) => walk(root, segments, {}),
  }
}

function childOf(parent: Branch, segment: string): Branch {
  const name = PLACEHOLDER.exec(segment)?.[1]
  if (name !== undefined) {
    parent.wildcard ??= { name, branch: { children: new Map() } }
    return parent.wildcard.branch
  }
  let child = parent.children.get(segment)
  if (!child) {
    child = { children: new Map() }
    parent.children.set(segment, child)
  }
  return child
}

/** A literal segment goes before a placeholder. */
function walk(
  at: Branch,
  [segment, ...rest]: readonly string[],
  params: Readonly<Record<string, string>>,
): ReturnType<PageTree['find']> {
  if (segment === undefined) return at.file === undefined ? undefined : { file: at.file, params }
  const literal = at.children.get(segment)
  const found = literal && walk(literal, rest, params)
  if (found) return found
  const { wildcard } = at
  if (!wildcard || !VALUE.test(segment)) return undefined
  return walk(wildcard.branch, rest, { ...params, [wildcard.name]: segment })
}
