import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ClientSecretCredential } from '@azure/identity'
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
} from '@azure/core-rest-pipeline'
import type { AccountCredential } from '../core/cloud.ts'
import { type Cloudsim, cloudsimOf, type CloudsimOptions, type NewAccount } from '../sim.ts'
import { createAzure } from './index.ts'
import type { JsonObject } from './json.ts'

type AzureCredential = Extract<AccountCredential, { cloud: 'azure' }>

export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly message: string | undefined
  readonly headers: Readonly<Record<string, string>>
  // Tests read deep into documents of many shapes.
  readonly body: Loose
}

/** A JSON document that may be read at any depth. */
export type Loose = { readonly [key: string]: Loose } & { readonly [index: number]: Loose }

export interface AzureSandbox extends AsyncDisposable {
  readonly sim: Cloudsim
  readonly account: AzureCredential
  readonly url: string
  readonly httpClient: HttpClient
  readonly credential: ClientSecretCredential
  /** Calls ARM with the SDK's own pipeline; a path without `?` gets an api-version. */
  readonly arm: (
    method: HttpMethods,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>
  /** Lets virtual seconds pass. */
  readonly pass: (seconds: number) => void
}

const hosts = ['https://login.microsoftonline.com', 'https://management.azure.com'] as const

/** Maps the clouds' https hosts to the sandbox, and the sandbox's links back: what any client has to do that insists on https. */
function bridge(url: string): HttpClient {
  const inner = createDefaultHttpClient()
  return {
    async sendRequest(request) {
      const host = hosts.find((candidate) => request.url.startsWith(candidate))
      if (host === undefined) throw new Error(`unexpected ${request.url}`)
      request.url = request.url.replace(host, url)
      request.allowInsecureConnection = true
      const response = await inner.sendRequest(request)
      request.url = request.url.replace(url, host)
      const headers = createHttpHeaders()
      for (const [name, value] of response.headers) headers.set(name, value.replaceAll(url, host))
      return {
        ...response,
        headers,
        bodyAsText: response.bodyAsText?.replaceAll(url, host) ?? null,
      }
    },
  }
}

/** A simulator with Azure on a port, one account, and the official SDK's credential and pipeline in front. */
export async function azureSandbox(
  options: CloudsimOptions & NewAccount = {},
): Promise<AzureSandbox> {
  const sim = cloudsimOf([createAzure], { seed: 1, ...options })
  const [known] = sim.clouds.azure.accounts()
  const created = known === undefined ? await sim.createAccount('azure', options) : undefined
  return serve(sim, created?.cloud === 'azure' ? created : undefined)
}

async function serve(sim: Cloudsim, created: AzureCredential | undefined): Promise<AzureSandbox> {
  const account = created ?? {
    cloud: 'azure',
    tenantId: '0',
    clientId: '0',
    clientSecret: '0',
    subscriptionId: sim.clouds.azure.accounts()[0] ?? '',
  }
  const server = createServer((req, res) => void sim.handler(req, res, ''))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/azure`
  const httpClient = bridge(url)
  const credential = new ClientSecretCredential(
    account.tenantId,
    account.clientId,
    account.clientSecret,
    { httpClient, retryOptions: { maxRetries: 0 } },
  )
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } })
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({
      credential,
      scopes: 'https://management.azure.com/.default',
    }),
  )
  return {
    sim,
    account,
    url,
    httpClient,
    credential,
    async arm(method, path, body, headers = {}) {
      const link = path.startsWith('https://')
        ? path
        : `https://management.azure.com${path}${path.includes('?') ? '' : '?api-version=2025-05-01'}`
      const request = createPipelineRequest({
        url: link,
        method,
        headers: createHttpHeaders({ 'content-type': 'application/json', ...headers }),
      })
      if (body !== undefined) request.body = JSON.stringify(body)
      const response = await pipeline.sendRequest(httpClient, request)
      const parsed = (response.bodyAsText ? JSON.parse(response.bodyAsText) : {}) as {
        error?: { code?: string; message?: string }
      } & Loose
      return {
        status: response.status,
        code: parsed.error?.code,
        message: parsed.error?.message,
        headers: response.headers.toJSON(),
        body: parsed,
      }
    },
    pass: (seconds) => sim.clock.advance(seconds * 1000),
    async [Symbol.asyncDispose]() {
      sim.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Text deep in a document; empty when there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A list deep in a document. */
export function listOf(value: Loose | undefined): readonly Loose[] {
  return Array.isArray(value) ? (value as readonly Loose[]) : []
}

/** The parts of an AKS stack in one resource group, as requests in the order they must be made. */
export function aksStack(subscription: string, group = 'rg1', location = 'koreacentral') {
  const base = `/subscriptions/${subscription}/resourceGroups/${group}`
  const network = `${base}/providers/Microsoft.Network`
  const ids = {
    group: base,
    nsg: `${network}/networkSecurityGroups/nsg1`,
    ip: `${network}/publicIPAddresses/ip1`,
    nat: `${network}/natGateways/nat1`,
    vnet: `${network}/virtualNetworks/vnet1`,
    subnet: `${network}/virtualNetworks/vnet1/subnets/nodes`,
    identity: `${base}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1`,
    role: `${network}/virtualNetworks/vnet1/subnets/nodes/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555`,
    cluster: `${base}/providers/Microsoft.ContainerService/managedClusters/aks1`,
  }
  const bodies = {
    group: { location, tags: { owner: 'test' } },
    nsg: { location, properties: { securityRules: [] } },
    ip: { location, sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } },
    nat: {
      location,
      sku: { name: 'Standard' },
      properties: { publicIpAddresses: [{ id: ids.ip }] },
    },
    vnet: { location, properties: { addressSpace: { addressPrefixes: ['10.10.0.0/16'] } } },
    subnet: {
      properties: {
        addressPrefix: '10.10.0.0/22',
        natGateway: { id: ids.nat },
        networkSecurityGroup: { id: ids.nsg },
      },
    },
    identity: { location },
    cluster: {
      location,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [ids.identity]: {} } },
      properties: {
        dnsPrefix: 'aks1',
        networkProfile: {
          networkPlugin: 'azure',
          networkPluginMode: 'overlay',
          outboundType: 'userAssignedNATGateway',
        },
        agentPoolProfiles: [
          {
            name: 'system',
            mode: 'System',
            count: 2,
            vmSize: 'Standard_D4s_v5',
            vnetSubnetID: ids.subnet,
          },
        ],
      },
    },
  } satisfies Record<string, JsonObject>
  return { ids, bodies }
}

/** Builds everything that a cluster needs, up to and including the role on the subnet. */
export async function prepareStack(sandbox: AzureSandbox, group = 'rg1') {
  const stack = aksStack(sandbox.account.subscriptionId, group)
  for (const part of ['group', 'nsg', 'ip', 'nat', 'vnet', 'subnet', 'identity'] as const) {
    const answer = await sandbox.arm('PUT', stack.ids[part], stack.bodies[part])
    if (answer.status !== 201)
      throw new Error(`${part}: ${answer.status} ${answer.code} ${answer.message}`)
    sandbox.pass(30)
  }
  const identity = await sandbox.arm('GET', stack.ids.identity)
  const properties = {
    roleDefinitionId: `/subscriptions/${sandbox.account.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`,
    principalId: textOf(identity.body['properties']?.['principalId']),
    principalType: 'ServicePrincipal',
  }
  const role = await sandbox.arm('PUT', stack.ids.role, { properties })
  if (role.status !== 201) throw new Error(`role: ${role.code} ${role.message}`)
  return stack
}
