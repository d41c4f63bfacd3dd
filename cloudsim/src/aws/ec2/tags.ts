import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Operation } from '../operation.ts'
import { page } from '../paging.ts'
import type { Row, Rows, RowType } from '../rows.ts'
import { applyFilters } from './describe.ts'
import { notFound } from './errors.ts'
import {
  addresses,
  internetGateways,
  natGateways,
  networkInterfaces,
  routeTables,
  securityGroups,
  subnets,
  vpcs,
} from './rows.ts'
import { checkTags, maxTags, readTags } from './tag-specifications.ts'

interface Taggable {
  readonly prefix: string
  readonly type: string
  readonly notFound: (id: string) => AwsError
  readonly rows: (
    api: Api,
  ) => Pick<Rows<Row>, 'find' | 'visible'> & { retag(id: string, tags: Row['tags']): void }
}

function taggable<T extends Row>(
  prefix: string,
  type: string,
  of: RowType<T>,
  missing: Taggable['notFound'],
): Taggable {
  return {
    prefix,
    type,
    notFound: missing,
    rows(api) {
      const rows = api.rows(of)
      return {
        find: rows.find,
        visible: rows.visible,
        retag(id, tags) {
          const row = rows.find(id)
          if (row) rows.put({ ...row, tags })
        },
      }
    },
  }
}

const taggables: readonly Taggable[] = [
  taggable('vpc', 'vpc', vpcs, notFound.vpc),
  taggable('subnet', 'subnet', subnets, notFound.subnet),
  taggable('igw', 'internet-gateway', internetGateways, notFound.internetGateway),
  taggable('eipalloc', 'elastic-ip', addresses, notFound.address),
  taggable('nat', 'natgateway', natGateways, notFound.natGateway),
  taggable('rtb', 'route-table', routeTables, notFound.routeTable),
  taggable('sg', 'security-group', securityGroups, notFound.securityGroup),
  taggable('eni', 'network-interface', networkInterfaces, notFound.networkInterface),
]

export const tagOperations: readonly Operation[] = [
  {
    name: 'CreateTags',
    input: ['ResourceId!', 'Tag!', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    target: (input) => input.strings('ResourceId')[0],
    run(api, input) {
      const tags = checkTags(readTags(input))
      const found = input.strings('ResourceId').map((id) => locate(api, id))
      for (const { row, retag } of found) retag(mergeTags(row.tags, tags))
      return { return: true }
    },
  },
  {
    name: 'DeleteTags',
    input: ['ResourceId!', 'Tag', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    target: (input) => input.strings('ResourceId')[0],
    run(api, input) {
      const dropped = input.list('Tag').map((tag) => ({
        key: tag.required('Key'),
        value: tag.string('Value'),
      }))
      const drops = (key: string, value: string) =>
        dropped.length === 0 ||
        dropped.some((each) => each.key === key && (each.value ?? value) === value)
      for (const id of input.strings('ResourceId')) {
        const { row, retag } = locate(api, id)
        const kept = Object.entries(row.tags).filter(
          ([key, value]) => key.startsWith('aws:') || !drops(key, value),
        )
        retag(Object.fromEntries(kept))
      }
      return { return: true }
    },
  },
  {
    name: 'DescribeTags',
    input: ['Filter', 'MaxResults', 'NextToken', 'DryRun'],
    mutating: false,
    bucket: 'ec2.describe',
    run(api, input) {
      const all = taggables.flatMap(({ type, rows }) =>
        rows(api)
          .visible()
          .flatMap(({ id, tags }) =>
            Object.entries(tags).map(([key, value]) => ({
              resourceId: id,
              resourceType: type,
              key,
              value,
            })),
          ),
      )
      const found = applyFilters(api, input, all, {
        key: ({ key }) => key,
        value: ({ value }) => value,
        'resource-id': ({ resourceId }) => resourceId,
        'resource-type': ({ resourceType }) => resourceType,
      })
      const result = page(found, ({ resourceId, key }) => `${resourceId} ${key}`, {
        limit: input.integer('MaxResults', 5, 1000),
        token: input.string('NextToken'),
        badToken: () => new AwsError('InvalidNextToken', 'The token is invalid'),
      })
      return { tagSet: result.items, nextToken: result.nextToken }
    },
  },
]

function locate(api: Api, id: string) {
  const kind = taggables.find(({ prefix }) => id.startsWith(`${prefix}-`))
  if (!kind) throw new AwsError('InvalidID', `The ID '${id}' is not valid`)
  const rows = kind.rows(api)
  const row = rows.find(id)
  if (!row) throw kind.notFound(id)
  return { row, retag: (tags: Row['tags']) => rows.retag(id, tags) }
}

function mergeTags(old: Row['tags'], added: Row['tags']): Row['tags'] {
  const merged = { ...old, ...added }
  if (Object.keys(merged).filter((key) => !key.startsWith('aws:')).length > maxTags)
    throw new AwsError('TagLimitExceeded', `More than ${maxTags} tags are not allowed.`)
  return merged
}
