import type { SealedSecret } from '@skyclust/application'

/** The four columns of a sealed secret, in the order of `sealedValues`. */
export const SEALED_COLUMNS = 'sealed_ciphertext, sealed_wrapped_key, sealed_key_id, sealed_nonce'

/** The same as the fields of SealedSecret. */
export const SELECT_SEALED = `sealed_ciphertext as ciphertext, sealed_wrapped_key as "wrappedKey",
  sealed_key_id as "keyId", sealed_nonce as nonce`

export type SealedRow = { [K in keyof SealedSecret]: SealedSecret[K] }

export function sealedValues(s: SealedSecret): readonly unknown[] {
  return [Buffer.from(s.ciphertext), Buffer.from(s.wrappedKey), s.keyId, Buffer.from(s.nonce)]
}
