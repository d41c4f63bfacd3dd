import { CloudError, type QuotaState } from '@skyclust/application'
import type { Aws } from '../client.ts'
import { vcpuQuotaOf } from './instance-name.ts'
import { isQuotaCode, QUOTAS, type QuotaCode } from './quota-codes.ts'

/** Limits from Service Quotas and what is used of them, counted; a quota that may not be read is left out. */
export async function readQuotas(
  aws: Aws,
  codes: readonly string[],
  signal: AbortSignal,
): Promise<readonly QuotaState[]> {
  const wanted = [...new Set(codes)].filter(isQuotaCode)
  const usage = usageReader(aws, signal)
  const states = await Promise.all(
    wanted.map(async (code): Promise<QuotaState | undefined> => {
      const [limit, used] = await Promise.all([limitOf(aws, code, signal), usage(code)])
      if (limit === undefined || used === undefined) return undefined
      return { quota: code, description: QUOTAS[code].description, limit, used }
    }),
  )
  return states.filter((state) => state !== undefined)
}

/** The account's own value, or the default where it was never changed. */
async function limitOf(
  aws: Aws,
  code: QuotaCode,
  signal: AbortSignal,
): Promise<number | undefined> {
  const input = { ServiceCode: QUOTAS[code].service, QuotaCode: code }
  const applied = await tolerant(
    aws.quotas('servicequotas:GetServiceQuota', 'read', signal, (quotas, options) =>
      quotas.getServiceQuota(input, options),
    ),
  )
  if (applied?.Quota?.Value !== undefined) return applied.Quota.Value
  const fallback = await tolerant(
    aws.quotas('servicequotas:GetAWSDefaultServiceQuota', 'read', signal, (quotas, options) =>
      quotas.getAWSDefaultServiceQuota(input, options),
    ),
  )
  return fallback?.Quota?.Value
}

function usageReader(
  aws: Aws,
  signal: AbortSignal,
): (code: QuotaCode) => Promise<number | undefined> {
  let vcpus: Promise<ReadonlyMap<QuotaCode, number> | undefined> | undefined
  return async (code) => {
    switch (code) {
      case 'L-F678F1CE': {
        const answer = await tolerant(
          aws.ec2('ec2:DescribeVpcs', 'read', signal, (ec2, options) =>
            ec2.describeVpcs({ MaxResults: 1000 }, options),
          ),
        )
        return answer?.Vpcs?.length ?? (answer && 0)
      }
      case 'L-A4707A72': {
        const answer = await tolerant(
          aws.ec2('ec2:DescribeInternetGateways', 'read', signal, (ec2, options) =>
            ec2.describeInternetGateways({ MaxResults: 1000 }, options),
          ),
        )
        return answer?.InternetGateways?.length ?? (answer && 0)
      }
      case 'L-0263D0A3': {
        const answer = await tolerant(
          aws.ec2('ec2:DescribeAddresses', 'read', signal, (ec2, options) =>
            ec2.describeAddresses({}, options),
          ),
        )
        return answer?.Addresses?.length ?? (answer && 0)
      }
      case 'L-1194D53C': {
        const answer = await tolerant(
          aws.eks('eks:ListClusters', 'read', signal, (eks, options) =>
            eks.listClusters({ maxResults: 100 }, options),
          ),
        )
        return answer?.clusters?.length ?? (answer && 0)
      }
      case 'L-1216C47A':
      case 'L-34B43A08':
      case 'L-DB2E81BA':
      case 'L-417A185B':
      default:
        vcpus ??= tolerant(countVcpus(aws, signal))
        return (await vcpus)?.get(code) ?? 0
    }
  }
}

/** vCPUs of running instances by the quota they count against. */
async function countVcpus(aws: Aws, signal: AbortSignal): Promise<ReadonlyMap<QuotaCode, number>> {
  const counts = new Map<QuotaCode, number>()
  let NextToken: string | undefined
  do {
    const answer = await aws.ec2('ec2:DescribeInstances', 'read', signal, (ec2, options) =>
      ec2.describeInstances(
        {
          Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }],
          ...(NextToken ? { NextToken } : {}),
        },
        options,
      ),
    )
    for (const instance of (answer.Reservations ?? []).flatMap((each) => each.Instances ?? [])) {
      const code = vcpuQuotaOf(instance.InstanceType ?? '', instance.InstanceLifecycle === 'spot')
      const cpu = instance.CpuOptions
      const vcpus = (cpu?.CoreCount ?? 0) * (cpu?.ThreadsPerCore ?? 1)
      if (code) counts.set(code, (counts.get(code) ?? 0) + vcpus)
    }
    NextToken = answer.NextToken
  } while (NextToken)
  return counts
}

/** What may not be read, or what this endpoint does not know, is not known; everything else is an error. */
async function tolerant<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    const expected = ['denied', 'not-found', 'invalid']
    if (error instanceof CloudError && expected.includes(error.class)) return undefined
    throw error
  }
}
