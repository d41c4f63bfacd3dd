import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'

export const maxTags = 50

/** Reads the tags a create call gives its object; `resourceType` is EC2's name for the kind. */
export function tagsFor(input: Fields, resourceType: string): Record<string, string> {
  const tags: Record<string, string> = {}
  for (const specification of input.list('TagSpecification')) {
    const type = specification.required('ResourceType')
    if (type !== resourceType)
      throw new AwsError(
        'InvalidParameterValue',
        `'${type}' is not a valid taggable resource type for this operation.`,
      )
    Object.assign(tags, readTags(specification))
  }
  return checkTags(tags)
}

/** Reads `Tag.1.Key`, `Tag.1.Value`, ... */
export function readTags(input: Fields): Record<string, string> {
  const entries = input
    .list('Tag')
    .map((tag): [string, string] => [tag.required('Key'), tag.string('Value') ?? ''])
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw new AwsError('InvalidParameterValue', 'Duplicate tag key specified.')
  return Object.fromEntries(entries)
}

export function checkTags(tags: Record<string, string>): Record<string, string> {
  const entries = Object.entries(tags)
  if (entries.length > maxTags)
    throw new AwsError('TagLimitExceeded', `More than ${maxTags} tags are not allowed.`)
  for (const [key, value] of entries) {
    if (key.startsWith('aws:'))
      throw new AwsError(
        'InvalidParameterValue',
        `Tag keys starting with 'aws:' are reserved for internal use`,
      )
    if (key.length > 127)
      throw new AwsError(
        'InvalidParameterValue',
        `Tag key exceeds the maximum length of 127 characters`,
      )
    if (value.length > 255)
      throw new AwsError(
        'InvalidParameterValue',
        `Tag value exceeds the maximum length of 255 characters`,
      )
  }
  return tags
}
