import type { ResolvedObject } from '@skyclust/application'

export interface Tag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

const WORKSPACE = 'skyclust-workspace'
export const RESOURCE = 'skyclust-resource'
const OBJECT = 'skyclust-object'

/** The user's labels and who owns the object; the owner wins. */
export function tagMap({ owner, labels }: ResolvedObject): Record<string, string> {
  return {
    ...labels,
    [WORKSPACE]: owner.workspace,
    [RESOURCE]: owner.resource,
    [OBJECT]: owner.object,
  }
}

export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** The tags of an EC2 object at its creation; EC2 shows the tag Name as the object's name. */
export function tagSpecification<const Type extends string>(
  object: ResolvedObject,
  type: Type,
  extra: Readonly<Record<string, string>> = {},
): { ResourceType: Type; Tags: { Key: string; Value: string }[] }[] {
  const tags = { ...extra, ...tagMap(object), Name: object.declaration.name }
  return [{ ResourceType: type, Tags: tagList(tags) }]
}

export function tagsOf(list: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']))
}

/** Whether the owner tags are those of this very object. */
export function isOwned(
  { owner }: ResolvedObject,
  tags: Readonly<Record<string, string | undefined>> | undefined,
): boolean {
  return (
    tags?.[WORKSPACE] === owner.workspace &&
    tags[RESOURCE] === owner.resource &&
    tags[OBJECT] === owner.object
  )
}
