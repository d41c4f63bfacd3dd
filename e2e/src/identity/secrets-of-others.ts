import { randomBytes } from 'node:crypto'
import { signInAt } from '@skyclust/testkit'
import type { Person } from './person.ts'
import { cookieOf, lastOf, type Secrets, signatureOf, type Story } from './secrets.ts'

const MAIN = '/workspaces/main'

/** Sign-on at a provider: registered, used, refused, ended. */
export async function signOnStory({ witness, idp, query }: Story, secrets: Secrets, admin: Person) {
  const { ask } = witness
  const clientSecret = secrets.add('OIDC client secret', idp.clientSecret)
  const provider = {
    name: 'IdP',
    issuer: idp.issuer,
    clientId: idp.clientId,
    clientSecret,
    justInTime: true,
    defaultRole: 'viewer',
  }
  const create = (label: string, body: object) =>
    ask<{ id: string }>(label, admin, 'POST', `${MAIN}/oidc-providers`, body)
  await create('provider that is none', { ...provider, issuer: 'http://127.0.0.1:1' })
  await create('provider with odd fields', { ...provider, clientSecret: [clientSecret] })
  const { id } = (await create('provider', provider)).body
  await ask('provider again', admin, 'GET', `${MAIN}/oidc-providers/${id}`)
  const guest = { email: 'ann@acme.com', role: 'viewer' }
  const { link } = (
    await ask<{ link: string }>('invite ann', admin, 'POST', `${MAIN}/invitations`, guest)
  ).body
  secrets.add('invitation of ann', lastOf(link), ['invite ann'])
  const login = async (label: string) => {
    const begun = await ask(label, {}, 'GET', `/oidc/${id}/login?invitation=${lastOf(link)}`)
    const url = begun.headers.get('location') ?? ''
    const [row] = await query(
      'select nonce, code_verifier from oidc_logins order by expires_at desc limit 1',
    )
    const minutes =
      'single use, ten minutes, of no use without the browser’s cookie and the client secret'
    secrets.add(`state, ${label}`, new URL(url).searchParams.get('state') ?? '', [label])
    secrets.add(`nonce, ${label}`, String(row?.['nonce']), [label], {
      // The ID token repeats it.
      alsoIn: ['sign out at the provider'],
      keptIn: { 'oidc_logins.nonce': minutes, 'sessions.oidc_id_token': 'the ID token repeats it' },
    })
    secrets.add(`verifier, ${label}`, String(row?.['code_verifier']), [], {
      keptIn: { 'oidc_logins.code_verifier': minutes },
    })
    const cookie = /^([^=]+=([^;]+))/.exec(begun.headers.getSetCookie()[0] ?? '')
    secrets.add(`login cookie, ${label}`, cookie?.[2] ?? '', [label])
    const back = new URL(await signInAt(url, 'ann'))
    secrets.add(`code, ${label}`, back.searchParams.get('code') ?? '')
    return { cookie: cookie?.[1] ?? '', path: `/${back.pathname}${back.search}` }
  }
  const foreign = await login('login for another browser')
  await ask('callback in another browser', {}, 'GET', foreign.path)
  const { cookie, path } = await login('login')
  const person = cookieOf(await ask('callback', { cookie }, 'GET', path), 'callback', secrets)
  await ask('callback again', { cookie }, 'GET', path)
  await login('login never ended')
  const [row] = await query(
    'select oidc_id_token as token from sessions where oidc_id_token is not null',
  )
  const keptIn = {
    'sessions.oidc_id_token':
      'says who somebody is, opens nothing; the provider wants it for logout',
  }
  secrets.add('ID token', signatureOf(String(row?.['token'])), ['sign out at the provider'], {
    keptIn,
  })
  await ask('me by sign-on', person, 'GET', '/me')
  await ask('sign out at the provider', person, 'DELETE', '/session')
}

/** Secrets of the three clouds: right, refused by the cloud, of a wrong form. */
export async function cloudStory({ witness, accounts }: Story, secrets: Secrets, admin: Person) {
  const { ask } = witness
  const { aws, gcp, azure } = accounts
  if (aws.cloud !== 'aws' || gcp.cloud !== 'gcp' || azure.cloud !== 'azure')
    throw new Error('other clouds')
  const { accessKeyId } = aws
  const { tenantId, clientId, subscriptionId } = azure
  const add = (label: string, provider: string, secret: unknown) =>
    ask<{ id: string }>(label, admin, 'POST', `${MAIN}/credentials`, {
      name: label,
      provider,
      secret,
    })
  const secretAccessKey = secrets.add('AWS secret key', aws.secretAccessKey)
  const clientSecret = secrets.add('Azure client secret', azure.clientSecret)
  const key = gcp.serviceAccountKey as Record<string, string>
  secrets.add('GCP private key', key['private_key']?.split('\n')[3] ?? '')
  secrets.add('GCP key id', key['private_key_id'] ?? '')
  const made = [
    await add('aws', 'aws', { accessKeyId, secretAccessKey }),
    await add('gcp', 'gcp', key),
    await add('azure', 'azure', { tenantId, clientId, clientSecret, subscriptionId }),
  ]
  const refused = secrets.add('refused AWS key', randomBytes(30).toString('base64'))
  await add('aws refused', 'aws', { accessKeyId, secretAccessKey: refused })
  const refusedAzure = secrets.made('refused Azure secret')
  await add('azure refused', 'azure', {
    tenantId,
    clientId,
    subscriptionId,
    clientSecret: refusedAzure,
  })
  await add('aws odd', 'aws', { accessKeyId: refused, secretAccessKey: [secretAccessKey] })
  await add('aws as text', 'aws', secretAccessKey)
  await add('gcp half', 'gcp', JSON.stringify(key).slice(0, -40))
  await add('gcp odd', 'gcp', {
    ...key,
    private_key: `${key['private_key']}x`,
    type: key['private_key'],
  })
  for (const { body } of made) {
    await ask('verify', admin, 'POST', `${MAIN}/credentials/${body.id}/verify`)
    await ask('locations', admin, 'GET', `${MAIN}/credentials/${body.id}/locations`)
  }
  return made.map(({ status }) => status)
}
