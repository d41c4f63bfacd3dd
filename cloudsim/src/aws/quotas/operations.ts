import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { page } from '../paging.ts'
import { type Quota, quota, quotas } from './quota-table.ts'

const common = {
  mutating: false,
  bucket: 'servicequotas',
  target: (input: Fields) => input.string('QuotaCode') ?? input.string('ServiceCode'),
} as const

export const quotaOperations: readonly Operation[] = [
  {
    ...common,
    name: 'GetServiceQuota',
    input: ['ServiceCode!', 'QuotaCode!', 'ContextId'],
    run(api, input) {
      const found = quotaOf(input)
      return { Quota: renderQuota(api, found, quota(api, found.code)) }
    },
  },
  {
    ...common,
    name: 'GetAWSDefaultServiceQuota',
    input: ['ServiceCode!', 'QuotaCode!'],
    run(api, input) {
      const found = quotaOf(input)
      return { Quota: renderQuota(api, found, found.fallback) }
    },
  },
  {
    ...common,
    name: 'ListServiceQuotas',
    input: ['ServiceCode!', 'QuotaCode', 'MaxResults', 'NextToken', 'QuotaAppliedAtLevel'],
    run(api, input) {
      const service = input.required('ServiceCode')
      const code = input.string('QuotaCode')
      const ofService = quotas.filter((each) => each.service === service)
      if (ofService.length === 0) throw noSuch()
      const listed = ofService.filter((each) => code === undefined || each.code === code)
      const result = page(listed, (each) => each.code, {
        limit: input.integer('MaxResults', 1, 100) ?? 100,
        token: input.string('NextToken'),
        badToken: () =>
          new AwsError('InvalidPaginationTokenException', 'The pagination token is invalid'),
      })
      return {
        Quotas: result.items.map((each) => renderQuota(api, each, quota(api, each.code))),
        NextToken: result.nextToken,
      }
    },
  },
]

function quotaOf(input: Fields): Quota {
  const service = input.required('ServiceCode')
  const code = input.required('QuotaCode')
  const found = quotas.find((each) => each.code === code && each.service === service)
  if (!found) throw noSuch()
  return found
}

function noSuch(): AwsError {
  return new AwsError(
    'NoSuchResourceException',
    'The request failed because the specified quota or service does not exist',
  )
}

function renderQuota(api: Api, found: Quota, value: number): Answer {
  const names = {
    vpc: 'Amazon Virtual Private Cloud (Amazon VPC)',
    ec2: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    eks: 'Amazon Elastic Kubernetes Service (Amazon EKS)',
  }
  return {
    ServiceCode: found.service,
    ServiceName: names[found.service],
    QuotaArn: `arn:aws:servicequotas:${api.region}:${api.account}:${found.service}/${found.code}`,
    QuotaCode: found.code,
    QuotaName: found.name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    QuotaAppliedAtLevel: 'ACCOUNT',
  }
}
