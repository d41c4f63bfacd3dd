import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { AccountCredential, AccountOptions } from '../../core/cloud.ts'
import type { GcpState } from '../state.ts'

const generate = promisify(generateKeyPair)

export const TOKEN_URI = 'https://oauth2.googleapis.com/token'
export const DEFAULT_SERVICES = [
  'compute.googleapis.com',
  'container.googleapis.com',
  'iam.googleapis.com',
  'cloudresourcemanager.googleapis.com',
  'serviceusage.googleapis.com',
]

/** Creates a project with a service account that owns it, and hands out the account's key file. */
export async function createAccount(
  state: GcpState,
  options: AccountOptions & { readonly id?: string },
): Promise<AccountCredential> {
  const { id, ...accountOptions } = options
  const projectId = id ?? `sandbox-${state.hex(8)}`
  if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(projectId))
    throw new RangeError(`${projectId} is not a Google Cloud project id`)
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const email = `sandbox@${projectId}.iam.gserviceaccount.com`
  const keyId = state.hex(40)
  const uniqueId = state.numericId()
  const projectNumber = state.numericId().slice(0, 12)
  state.accounts.put(projectId, {
    projectId,
    projectNumber,
    email,
    uniqueId,
    keyId,
    publicKey,
    options: accountOptions,
  })
  const createdAt = state.now() - state.context.visibilityDelayMs()
  const own = { project: projectId, createdAt, isCredential: true }
  const known = [
    [email, uniqueId, 'Sandbox credential'],
    [
      `${projectNumber}-compute@developer.gserviceaccount.com`,
      state.numericId(),
      'Compute Engine default service account',
    ],
  ] as const
  for (const [address, unique, displayName] of known)
    state.serviceAccounts.put(`${projectId}/${address}`, {
      ...own,
      email: address,
      uniqueId: unique,
      body: { displayName },
    })
  for (const name of DEFAULT_SERVICES)
    state.services.put(`${projectId}/${name}`, { project: projectId, name, state: 'ENABLED' })
  state.policies.put(`projects/${projectId}`, {
    etag: Buffer.from(state.hex(8)).toString('base64'),
    version: 1,
    bindings: [{ role: 'roles/owner', members: [`serviceAccount:${email}`] }],
  })
  return {
    cloud: 'gcp',
    projectId,
    serviceAccountKey: {
      type: 'service_account',
      project_id: projectId,
      private_key_id: keyId,
      private_key: privateKey,
      client_email: email,
      client_id: uniqueId,
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: TOKEN_URI,
      auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
      client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(email)}`,
      universe_domain: 'googleapis.com',
    },
  }
}
