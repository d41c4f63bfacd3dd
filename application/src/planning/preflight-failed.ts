import { DomainError, type Finding } from '@skyclust/domain'

/** The refusal that carries everything that was found; its errors are what is in the way. */
export function preflightFailed(findings: readonly Finding[]): DomainError {
  const errors = findings.filter((f) => f.severity === 'error')
  return new DomainError(
    'invalid',
    'preflight-failed',
    errors.map((f) => [f.message, f.remedy].filter(Boolean).join(' ')).join('\n'),
    {
      errors: errors.flatMap((f) =>
        f.pointer === undefined ? [] : [{ pointer: f.pointer, message: f.message }],
      ),
      details: { findings },
    },
  )
}
