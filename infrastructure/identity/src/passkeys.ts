import type { Passkeys } from '@skyclust/application'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Passkey } from '@skyclust/domain'

/** Loaded at the first use: 26 MB. */
const library = () => import('@simplewebauthn/server')

/** EdDSA, ES256, RS256: all that authenticators in use can do. */
const ALGORITHMS = [-8, -7, -257]

export interface PasskeyOptions {
  /** What the browser shows as the site's name. */
  readonly rpName: string
  /** Origins of the dashboard; passkeys are made for the host name of the first. */
  readonly origins: readonly [string, ...string[]]
}

/**
 * WebAuthn without attestation. A passkey signs in without a password, so that the authenticator must have verified its
 * user (PIN, fingerprint), at registration and at every sign-in. Answers that do not fit are undefined, never an error.
 */
export function passkeys({ rpName, origins }: PasskeyOptions): Passkeys {
  const rpID = new URL(origins[0]).hostname
  const expected = { expectedOrigin: [...origins], expectedRPID: rpID }
  return {
    async registrationOptions(user, existing) {
      const options = await (
        await library()
      ).generateRegistrationOptions({
        rpName,
        rpID,
        userID: Buffer.from(user.id),
        userName: user.email,
        userDisplayName: user.name,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: existing.map(descriptor),
        // Discoverable, for sign-in without typing an address.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return { challenge: options.challenge, options: { ...options } }
    },

    async verifyRegistration(challenge, answer) {
      const response = answer as RegistrationResponseJSON
      try {
        if (await bringsCertificates(response)) return undefined
        const { verified, registrationInfo } = await (
          await library()
        ).verifyRegistrationResponse({
          ...expected,
          response,
          expectedChallenge: challenge,
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
        })
        if (!verified) return undefined
        const { credential, credentialBackedUp } = registrationInfo
        return {
          credentialId: credential.id,
          publicKey: credential.publicKey,
          counter: credential.counter,
          transports: transportsOf(response),
          backedUp: credentialBackedUp,
        }
      } catch {
        return undefined
      }
    },

    async signInOptions(allowed) {
      const options = await (
        await library()
      ).generateAuthenticationOptions({
        rpID,
        allowCredentials: allowed.map(descriptor),
        userVerification: 'required',
      })
      return { challenge: options.challenge, options: { ...options } }
    },

    async verifySignIn(challenge, answer, passkey) {
      const response = answer as AuthenticationResponseJSON
      try {
        // The library checks the signature with the key it is given, whatever credential the answer names.
        if (response.id !== passkey.credentialId || !isUser(response, passkey)) return undefined
        const { verified, authenticationInfo } = await (
          await library()
        ).verifyAuthenticationResponse({
          ...expected,
          response,
          expectedChallenge: challenge,
          requireUserVerification: true,
          credential: {
            id: passkey.credentialId,
            publicKey: Uint8Array.from(passkey.publicKey),
            counter: passkey.counter,
          },
        })
        if (!verified) return undefined
        const { newCounter, credentialBackedUp } = authenticationInfo
        return { counter: newCounter, backedUp: credentialBackedUp }
      } catch {
        return undefined
      }
    },
  }
}

/**
 * Attestation was not asked for; a browser that keeps to the specification sends no certificates then. They would be
 * downloaded revocation lists for, from addresses that the sender chooses.
 */
async function bringsCertificates({ response }: RegistrationResponseJSON): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers')
  const object = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject))
  const format = object.get('fmt')
  return (
    format !== 'none' && (format !== 'packed' || object.get('attStmt').get('x5c') !== undefined)
  )
}

/** A discoverable passkey names its user; when it does, it must be the one it is stored for. */
function isUser({ response }: AuthenticationResponseJSON, { userId }: Passkey): boolean {
  const { userHandle } = response
  return userHandle === undefined || userHandle === Buffer.from(userId).toString('base64url')
}

function descriptor({ credentialId, transports }: Passkey) {
  return { id: credentialId, transports: [...transports] }
}

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

/** Hints of the browser, outside of what is signed: the known ones. */
function transportsOf({ response }: RegistrationResponseJSON): readonly string[] {
  const given: unknown = response.transports
  return Array.isArray(given) ? TRANSPORTS.filter((transport) => given.includes(transport)) : []
}
