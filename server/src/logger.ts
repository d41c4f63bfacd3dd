import { pino, type Logger as Pino } from 'pino'
import type { Logger } from '@skyclust/application'
import { Secret } from '@skyclust/identity'

/** Paths that would carry a secret if somebody logged a whole request or candidate. */
const REDACT = [
  'req.headers.authorization',
  'req.headers.cookie',
  '*.password',
  '*.secret',
  '*.secretAccessKey',
  '*.clientSecret',
  '*.private_key',
]

/** JSON lines on stderr; what is meant for people is printed by the start. */
export function createLogger(level: string): { readonly pino: Pino; readonly logger: Logger } {
  const log = pino(
    {
      level,
      redact: { paths: REDACT, censor: String(new Secret('')) },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  )
  return {
    pino: log,
    logger: {
      debug: (fields, message) => log.debug(fields, message),
      info: (fields, message) => log.info(fields, message),
      warn: (fields, message) => log.warn(fields, message),
      error: (fields, message) => log.error(fields, message),
    },
  }
}
