import { pino, type Logger as Pino, stdSerializers } from 'pino'
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

/** As Fastify hands it to the log. */
interface LoggedRequest {
  readonly method: string
  readonly url: string
  readonly is404?: boolean
  readonly ip?: string
}

/** What PostgreSQL adds to an error quotes the row that was refused. */
const ROW_CONTENTS = ['detail', 'where', 'hint', 'internalQuery']
/** Longer than any id: tokens of mailed links and sign-ins, which stand in addresses. */
const LONGEST_ID = 31
const PLAIN_WORD = /^[a-z][a-z._-]*$/

/**
 * The address without what could be secret in it: no query, no token, and of an address that leads nowhere nothing but
 * plain words.
 */
export function loggedPath({ url, is404 = false }: Pick<LoggedRequest, 'url' | 'is404'>): string {
  const [path = ''] = url.split('?', 1)
  const isShown = (segment: string) =>
    segment.length <= LONGEST_ID && (!is404 || segment === '' || PLAIN_WORD.test(segment))
  return path
    .split('/')
    .map((segment) => (isShown(segment) ? segment : '…'))
    .join('/')
}

const serializers = {
  req: (request: LoggedRequest) => ({
    method: request.method,
    url: loggedPath(request),
    remoteAddress: request.ip,
  }),
  err: (error: Error) => {
    const { ...fields } = stdSerializers.err(error)
    for (const name of ROW_CONTENTS) delete fields[name]
    return fields
  },
}

/** JSON lines on stderr; what is meant for people is printed by the start. */
export function createLogger(level: string): { readonly pino: Pino; readonly logger: Logger } {
  const log = pino(
    {
      level,
      serializers,
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
