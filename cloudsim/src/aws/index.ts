import { randomUUID } from 'node:crypto'
import { type Call, DroppedConnection, InjectedError, perform } from '../core/call.ts'
import type { SimCloud, SimContext, SimRequest, SimResponse } from '../core/cloud.ts'
import { accountsOf, openAccount } from './accounts.ts'
import { openApi, type Principal } from './api.ts'
import { authenticate } from './authenticate.ts'
import { authorize } from './authorize.ts'
import { AwsError } from './aws-error.ts'
import { queryErrors } from './common-errors.ts'
import { drift, inventory } from './inventory.ts'
import { Fields } from './fields.ts'
import type { Routed, Service } from './operation.ts'
import { queryProtocol } from './protocols/query.ts'
import { isRegion } from './regions.ts'
import { services } from './services.ts'
import { readClaims } from './sigv4.ts'
import { bucketLimits } from './throttling.ts'

/** The simulated AWS: STS, IAM, EC2 networking, EKS and Service Quotas behind SigV4. */
export function createAws(context: SimContext): SimCloud {
  return {
    name: 'aws',
    bucketLimits,
    hosts: [/^[a-z0-9.-]+\.amazonaws\.com$/, /^[a-z0-9.-]+\.api\.aws$/],
    handle: (request) => handle(context, request),
    createAccount: async (options) => openAccount(context, options),
    updateAccount(id, options) {
      const account = accountsOf(context).get(id)
      if (!account) throw new RangeError(`there is no AWS account ${id}`)
      accountsOf(context).put(id, { ...account, options: { ...account.options, ...options } })
    },
    accounts: () =>
      accountsOf(context)
        .values()
        .map(({ id }) => id),
    inventory: (account) => inventory(context, account),
    drift: (type, id, patch) => drift(context, type, id, patch),
  }
}

const fallback = queryProtocol({
  version: '',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
})

async function handle(context: SimContext, request: SimRequest): Promise<SimResponse> {
  const requestId = randomUUID()
  const claims = readClaims(request)
  const service = claims && services.find(({ name }) => name === claims.service)
  const protocol = service?.protocol ?? fallback
  try {
    if (!claims) throw queryErrors.missingToken()
    if (!service)
      throw new AwsError(
        'InvalidAction',
        `This sandbox has no service named ${claims.service}`,
        404,
      )
    const principal = authenticate(context, request, claims, service.errors)
    if (!isRegion(claims.region))
      throw service.errors.badSignature(`Credential should be scoped to a valid region.`)
    const routed = protocol.route(request, service.operations)
    return await answer(context, service, claims.region, principal, routed, requestId)
  } catch (error) {
    if (error instanceof DroppedConnection) throw error
    return protocol.error(toAwsError(error, service), requestId)
  }
}

async function answer(
  context: SimContext,
  service: Service,
  region: string,
  principal: Principal,
  { operation, input }: Routed,
  requestId: string,
): Promise<SimResponse> {
  const fields = new Fields(input, service.protocol.errors)
  const target = operation.target?.(fields)
  const dryRun = fields.has('DryRun') && fields.boolean('DryRun') === true
  const call: Call = {
    cloud: 'aws',
    account: principal.account,
    region,
    operation: `${service.name}:${operation.name}`,
    mutating: operation.mutating && !dryRun,
    bucket: operation.bucket,
    ...(target === undefined ? {} : { target }),
  }
  const result = await perform(context, call, requestId, () => {
    const options = accountsOf(context).get(principal.account)?.options ?? {}
    const api = openApi(context, call, principal, options)
    if (operation.name !== 'GetCallerIdentity') authorize(api, service.errors, call.operation)
    fields.check(operation.input)
    if (dryRun)
      throw new AwsError(
        'DryRunOperation',
        'Request would have succeeded, but DryRun flag is set.',
        412,
      )
    return operation.run(api, fields)
  })
  return service.protocol.answer(operation, result, requestId)
}

function toAwsError(error: unknown, service: Service | undefined): AwsError {
  const errors = service?.errors ?? queryErrors
  if (error instanceof AwsError) return error
  if (!(error instanceof InjectedError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(`the simulated AWS failed: ${detail}`)
    return errors.internal('An internal error has occurred')
  }
  switch (error.kind) {
    case 'throttled':
      return errors.throttled(error.message)
    case 'internal':
      return errors.internal(error.message)
    case 'custom':
      return new AwsError(error.code ?? 'InternalFailure', error.message, error.status ?? 400)
  }
  return error.kind satisfies never
}
