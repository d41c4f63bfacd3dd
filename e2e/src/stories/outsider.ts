import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import type { RunningCloudsim } from '@skyclust/cloudsim'
import type { Account } from './account.ts'

/** Something in the way of a deletion that somebody else made. */
export interface Obstacle {
  /** What a message has to contain to name it. */
  readonly name: string
  remove(): Promise<void>
}

/** Puts something of somebody else's where a cluster's network (or group) is. */
export async function obstruct(sandbox: RunningCloudsim, account: Account): Promise<Obstacle> {
  switch (account.secret.cloud) {
    case 'aws':
      return securityGroup(sandbox.urls.aws, account)
    case 'gcp':
      return firewall(account)
    case 'azure':
      return publicAddress(sandbox.urls.azure, account)
  }
}

function idOf(account: Account, type: string): string {
  const found = account.inventory().find((item) => item.type === type)
  assert.ok(found, `there is no ${type}`)
  return found.id
}

async function securityGroup(url: string, account: Account): Promise<Obstacle> {
  const made = await ec2(url, account, {
    Action: 'CreateSecurityGroup',
    GroupName: 'bastion',
    GroupDescription: 'of another team',
    VpcId: idOf(account, 'vpc'),
  })
  const id = /<groupId>(sg-\w+)<\/groupId>/.exec(made)?.[1]
  assert.ok(id, made)
  return {
    name: id,
    remove: async () => {
      await ec2(url, account, { Action: 'DeleteSecurityGroup', GroupId: id })
    },
  }
}

async function firewall(account: Account): Promise<Obstacle> {
  const name = 'bastion'
  const id = `projects/${account.id}/global/firewalls/${name}`
  const network = idOf(account, 'network')
  account.drift('firewall', id, { network, targetTags: ['ssh'], allowed: [{ IPProtocol: 'tcp' }] })
  return { name, remove: async () => account.drift('firewall', id, null) }
}

async function publicAddress(url: string, account: Account): Promise<Obstacle> {
  const group = account
    .inventory()
    .find(({ type, id }) => type === 'Microsoft.Resources/resourceGroups' && !/MC_/.test(id))
  assert.ok(group)
  const path = `${group.id}/providers/Microsoft.Network/publicIPAddresses/bastion?api-version=2024-05-01`
  await arm(url, account, 'PUT', path, {
    location: account.cloud.location,
    sku: { name: 'Standard' },
    properties: { publicIPAllocationMethod: 'Static' },
  })
  return { name: 'bastion', remove: () => arm(url, account, 'DELETE', path) }
}

async function arm(
  url: string,
  { secret }: Account,
  method: string,
  path: string,
  body?: unknown,
): Promise<void> {
  assert.ok(secret.cloud === 'azure')
  const signIn = await fetch(`${url}/${secret.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: secret.clientId,
      client_secret: secret.clientSecret,
      scope: 'https://management.azure.com/.default',
    }),
  })
  const { access_token: token } = (await signIn.json()) as { access_token: string }
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  assert.ok(answer.ok, `${answer.status} ${await answer.text()}`)
}

/** One EC2 query, signed by Signature Version 4 as AWS documents it. */
async function ec2(
  url: string,
  { secret, cloud }: Account,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  assert.ok(secret.cloud === 'aws')
  const target = new URL(`${url}/`)
  const body = new URLSearchParams({ Version: '2016-11-15', ...parameters }).toString()
  const time = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const day = time.slice(0, 8)
  const scope = `${day}/${cloud.location}/ec2/aws4_request`
  const type = 'application/x-www-form-urlencoded'
  const canonical = [
    'POST',
    target.pathname,
    '',
    `content-type:${type}`,
    `host:${target.host}`,
    `x-amz-date:${time}`,
    '',
    'content-type;host;x-amz-date',
    sha256(body),
  ].join('\n')
  const key = [day, cloud.location, 'ec2', 'aws4_request'].reduce<string | Buffer>(
    (secretKey, part) => hmac(secretKey, part),
    `AWS4${secret.secretAccessKey}`,
  )
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const signature = hmac(key, toSign).toString('hex')
  const answer = await fetch(target, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-amz-date': time,
      authorization: `AWS4-HMAC-SHA256 Credential=${secret.accessKeyId}/${scope}, SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`,
    },
    body,
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${answer.status} ${text}`)
  return text
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
