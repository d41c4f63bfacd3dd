import type { AccessCache, Identity, Ports } from '@skyclust/application'

/** What routes work with besides their request; built once by buildApp. */
export interface HttpContext {
  /** Of the running request: its database is what the caller may see. */
  readonly ports: Ports
  /** Of the process: for questions of access, never handed to a use case. */
  readonly system: Pick<Ports, 'db' | 'tokens' | 'clock'>
  /** Who tokens belong to and what principals may do, for a moment. */
  readonly cache: AccessCache
  /** Where people reach this installation; https turns on Secure cookies and HSTS. */
  readonly publicUrl: URL
  readonly streams: StreamLimits
  /** Throws when the process is not ready to serve; /readyz tells. */
  readonly checkReady: () => Promise<void>
}

export interface StreamLimits {
  /** A comment is sent this often, so that proxies keep the line and dead readers are found. */
  readonly heartbeatMs: number
  /** A reader that lets more than this pile up is cut off; it resumes by Last-Event-ID. */
  readonly maxBufferedBytes: number
  /** The reader's session and membership are looked at again this often. */
  readonly recheckMs: number
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  heartbeatMs: 15_000,
  maxBufferedBytes: 1_048_576,
  recheckMs: 4_000,
}

/** How a request proved who it is from. */
export type RequestIdentity = Identity
