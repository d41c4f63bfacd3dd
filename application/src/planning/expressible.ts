import { DomainError, type Finding } from '@skyclust/domain'

export type Expressed<T> = { readonly value: T } | { readonly finding: Finding }

/** Runs a provider's pure part; what a request cannot mean on that cloud becomes a finding. */
export function expressed<T>(work: () => T): Expressed<T> {
  try {
    return { value: work() }
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error
    const { pointer } = error.errors[0] ?? {}
    return {
      finding: {
        severity: 'error',
        code: error.code,
        message: error.message,
        ...(pointer === undefined ? {} : { pointer }),
      },
    }
  }
}
