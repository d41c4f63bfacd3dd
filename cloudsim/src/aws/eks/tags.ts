import type { Api } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { invalidParameter, noSuch } from './errors.ts'
import { checkTags } from './lookup.ts'
import { accessEntries, addons, clusters, nodegroups } from './rows.ts'

const path = '/tags/{resourceArn}'
const target = (input: Fields) => input.string('resourceArn')

export const tagOperations: readonly Operation[] = [
  {
    name: 'ListTagsForResource',
    http: { method: 'GET', path },
    input: ['resourceArn!'],
    mutating: false,
    bucket: 'eks.describe',
    target,
    run: (api, input) => ({ tags: locate(api, input).tags }),
  },
  {
    name: 'TagResource',
    http: { method: 'POST', path },
    input: ['resourceArn!', 'tags!'],
    mutating: true,
    bucket: 'eks.mutate',
    target,
    run(api, input) {
      const found = locate(api, input)
      const tags = { ...found.tags, ...input.map('tags') }
      checkTags(tags)
      found.retag(tags)
      return {}
    },
  },
  {
    name: 'UntagResource',
    http: { method: 'DELETE', path },
    input: ['resourceArn!', 'tagKeys!'],
    mutating: true,
    bucket: 'eks.mutate',
    target,
    run(api, input) {
      const found = locate(api, input)
      const dropped = new Set(input.strings('tagKeys'))
      const kept = Object.entries(found.tags).filter(([key]) => !dropped.has(key))
      found.retag(Object.fromEntries(kept))
      return {}
    },
  },
]

interface Tagged {
  readonly tags: Readonly<Record<string, string>>
  retag(tags: Readonly<Record<string, string>>): void
}

interface TaggedRows {
  all(): readonly {
    readonly id: string
    readonly arn: string
    readonly tags: Tagged['tags']
  }[]
  patch(id: string, patch: { readonly tags: Tagged['tags'] }): void
}

function locate(api: Api, input: Fields): Tagged {
  const arn = input.required('resourceArn')
  if (!arn.startsWith('arn:aws:eks:'))
    throw invalidParameter(`The ARN ${arn} is not that of an EKS resource`)
  const tables: readonly TaggedRows[] = [
    api.rows(clusters),
    api.rows(nodegroups),
    api.rows(addons),
    api.rows(accessEntries),
  ]
  for (const rows of tables) {
    const row = rows.all().find((each) => each.arn === arn)
    if (row) return { tags: row.tags, retag: (tags) => rows.patch(row.id, { tags }) }
  }
  throw noSuch(`No resource found for ARN: ${arn}`)
}
