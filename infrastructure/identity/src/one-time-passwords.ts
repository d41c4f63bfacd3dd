import { randomInt } from 'node:crypto'
import type { OneTimePasswords } from '@skyclust/application'
import { generateSecret, generateURI, verifySync } from 'otplib'

/** What authenticator apps understand without being told; several ignore other values in the URI. */
const PARAMETERS = { algorithm: 'sha1', digits: 6, period: 30 } as const
/** 160 bits, the length of the hash: RFC 4226, section 4. */
const SECRET_BYTES = 20
/** Without i, l, o, 0 and 1, which look alike on paper. */
const RECOVERY_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** RFC 6238 codes (SHA-1, 6 digits, 30 s; one step early or late is accepted). `issuer` is what the app shows as the name. */
export function oneTimePasswords(options: { readonly issuer?: string } = {}): OneTimePasswords {
  const issuer = options.issuer ?? 'SkyClust'
  return {
    newSecret: () => generateSecret({ length: SECRET_BYTES }),
    uri: (secret, account) => generateURI({ issuer, label: account, secret, ...PARAMETERS }),
    check(secret, code, nowMs) {
      const token = code.replaceAll(/\s/g, '')
      if (!/^[0-9]{6}$/.test(token)) return undefined
      const result = verifySync({
        secret,
        token,
        epoch: Math.floor(nowMs / 1000),
        epochTolerance: PARAMETERS.period,
        ...PARAMETERS,
      })
      // The type is that of HOTP codes too, which have no time step.
      return result.valid && 'timeStep' in result ? result.timeStep : undefined
    },
    newRecoveryCodes: (count) => Array.from({ length: count }, () => `${word()}-${word()}`),
  }
}

function word(): string {
  let text = ''
  for (let at = 0; at < 5; at++) text += RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)]
  return text
}
