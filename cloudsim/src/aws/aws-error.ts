/** An error answer of the simulated AWS; each protocol writes it in its own format. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Further members of a modelled exception, such as `validZones`; JSON protocols send them. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, status = 400, details: AwsError['details'] = {}) {
    super(message)
    this.name = 'AwsError'
    this.code = code
    this.status = status
    this.details = details
  }
}
