import { DomainError } from '@skyclust/domain'

/**
 * A refusal whose changes stay: a stolen refresh token is refused, and the family it belongs to is gone. The request's
 * transaction is committed, with its audit entry, before the error is answered; any other error rolls it back.
 */
export class RefusedWithEffect extends DomainError {}
