import { generateKeyPairSync, sign } from 'node:crypto'
import type { AzureSim } from '../sim.ts'

const YEARS = 20

/** PEM of the certificate authority that kubeconfigs name; made on first use and kept in the world. */
export function clusterAuthority(sim: AzureSim): string {
  const stored = sim.state.signingKey.get('cluster-ca')
  if (stored) return stored.pem
  const pem = selfSigned('sandbox-aks-ca', sim.context.clock.now())
  sim.state.signingKey.put('cluster-ca', { pem, kid: 'cluster-ca' })
  return pem
}

/** A self-signed X.509 v3 CA certificate with a P-256 key, in the DER encoding of RFC 5280. */
function selfSigned(commonName: string, now: number): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid('06082a8648ce3d040302'))
  const name = sequence(der(0x31, sequence(oid('0603550403'), der(0x0c, Buffer.from(commonName)))))
  const validity = sequence(utcTime(now - 3_600_000), utcTime(now + YEARS * 365.25 * 86_400_000))
  const basicConstraints = sequence(oid('0603551d13'), TRUE, der(0x04, sequence(TRUE)))
  const keyUsage = sequence(oid('0603551d0f'), TRUE, der(0x04, Buffer.from('03020106', 'hex')))
  const body = sequence(
    der(0xa0, Buffer.from('020102', 'hex')),
    Buffer.from('020101', 'hex'),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(basicConstraints, keyUsage)),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)])
  const base64 = sequence(body, algorithm, der(0x03, signature)).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const TRUE = Buffer.from('0101ff', 'hex')

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function oid(hex: string): Buffer {
  return Buffer.from(hex, 'hex')
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}
