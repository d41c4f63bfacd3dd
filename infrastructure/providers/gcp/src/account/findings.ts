import { CloudError } from '@skyclust/application'
import type { Finding } from '@skyclust/domain'

export function error(finding: Omit<Finding, 'severity'>): Finding {
  return { severity: 'error', ...finding }
}

export function warning(finding: Omit<Finding, 'severity'>): Finding {
  return { severity: 'warning', ...finding }
}

/** A read that says «not there» with undefined. */
export async function ifThere<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (thrown) {
    if (thrown instanceof CloudError && thrown.class === 'not-found') return undefined
    throw thrown
  }
}

/** Names that are alike, for «did you mean»: the same family first, then the same beginning. */
export function near(wanted: string, names: readonly string[], count = 5): readonly string[] {
  const shared = (name: string) => {
    let length = 0
    while (length < name.length && name[length] === wanted[length]) length += 1
    return length
  }
  return names
    .map((name) => ({ name, score: shared(name) }))
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name)
}
