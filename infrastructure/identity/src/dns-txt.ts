import { Resolver } from 'node:dns/promises'
import type { DnsTxt } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'

/** The name or its TXT records do not or cannot exist: an answer, not a failure. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME'])

export interface DnsOptions {
  /** `address` or `address:port`; the system's servers when absent. */
  readonly servers?: readonly string[]
  /** For the whole question, one repetition included. */
  readonly timeoutMs?: number
}

/** TXT records by the resolver; DomainError unavailable `dns-unavailable` when it does not answer. */
export function dnsTxt(options: DnsOptions = {}): DnsTxt {
  const timeoutMs = options.timeoutMs ?? 5000
  return {
    async lookup(name) {
      const resolver = new Resolver({ timeout: timeoutMs / 2, tries: 2 })
      if (options.servers) resolver.setServers(options.servers)
      // c-ares waits longer on each try and asks each server: the deadline is ours.
      const deadline = setTimeout(() => resolver.cancel(), timeoutMs)
      try {
        const records = await resolver.resolveTxt(name)
        // One record may come in several strings of up to 255 bytes; they belong together (RFC 7208, section 3.3).
        return records.map((strings) => strings.join(''))
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
        if (NOTHING.has(code)) return []
        throw new DomainError(
          'unavailable',
          'dns-unavailable',
          `The DNS servers did not answer for ${name} (${code || 'unknown error'}). Try again in a minute.`,
          { cause },
        )
      } finally {
        clearTimeout(deadline)
      }
    },
  }
}
