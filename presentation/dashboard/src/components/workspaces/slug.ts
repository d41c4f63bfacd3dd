const MAX_LENGTH = 40

/** A URL name made of what a name has in Latin letters; empty when that is nothing, as with Korean names. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '')
}

/** The first of `name`, `name-2`, `name-3`… that is not taken; `workspace` for a name that gives none. */
export function freeSlug(name: string, taken: ReadonlySet<string>): string {
  const base = slugOf(name) === '' ? 'workspace' : slugOf(name)
  let slug = base
  for (let n = 2; taken.has(slug) || slug === 'new'; n += 1)
    slug = `${base.slice(0, MAX_LENGTH - `-${n}`.length)}-${n}`
  return slug
}
