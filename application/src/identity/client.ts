/** Where a request came from, for sessions and throttling. */
export interface Client {
  readonly address: string
  readonly userAgent: string
}
