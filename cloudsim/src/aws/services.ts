import { ec2Errors, jsonErrors, queryErrors } from './common-errors.ts'
import { ec2Operations } from './ec2/operations.ts'
import { eksOperations } from './eks/operations.ts'
import { iamOperations } from './iam/operations.ts'
import type { Service } from './operation.ts'
import { ec2QueryProtocol } from './protocols/ec2-query.ts'
import { json11Protocol } from './protocols/json11.ts'
import { queryProtocol } from './protocols/query.ts'
import { restJsonProtocol } from './protocols/rest-json.ts'
import { quotaOperations } from './quotas/operations.ts'
import { stsOperations } from './sts/operations.ts'

/** Every service the simulated AWS has, by the name SigV4 scopes use. */
export const services: readonly Service[] = [
  {
    name: 'sts',
    protocol: queryProtocol({
      version: '2011-06-15',
      namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    }),
    errors: queryErrors,
    operations: stsOperations,
  },
  {
    name: 'iam',
    protocol: queryProtocol({
      version: '2010-05-08',
      namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    }),
    errors: queryErrors,
    operations: iamOperations,
  },
  { name: 'ec2', protocol: ec2QueryProtocol, errors: ec2Errors, operations: ec2Operations },
  { name: 'eks', protocol: restJsonProtocol, errors: jsonErrors, operations: eksOperations },
  {
    name: 'servicequotas',
    protocol: json11Protocol('ServiceQuotasV20190624'),
    errors: jsonErrors,
    operations: quotaOperations,
  },
]
