import type { Observation, ResolvedObject } from '@skyclust/application'
import type { Ec2Lookup } from '../reads/ec2-lookup.ts'
import { isOwned, tagsOf, type Tag } from '../tags.ts'

/** Finds a tagged EC2 object by its id, or else by its owner tags, and says whose it is. */
export async function findTagged<T extends { readonly Tags?: readonly Tag[] | undefined }>(
  lookup: Ec2Lookup<T>,
  object: ResolvedObject,
  externalId: string | undefined,
  signal: AbortSignal,
  observe: (item: T) => Omit<Observation, 'owned'> | undefined,
): Promise<readonly Observation[]> {
  if (externalId !== undefined) {
    const item = await lookup.byId(externalId, signal)
    return item === undefined ? [] : withOwner(object, item, observe)
  }
  const items = await lookup.byOwner(object.owner.resource, signal)
  return items
    .filter((item) => isOwned(object, tagsOf(item.Tags)))
    .flatMap((item) => withOwner(object, item, observe))
}

function withOwner<T extends { readonly Tags?: readonly Tag[] | undefined }>(
  object: ResolvedObject,
  item: T,
  observe: (item: T) => Omit<Observation, 'owned'> | undefined,
): readonly Observation[] {
  const seen = observe(item)
  return seen === undefined ? [] : [{ ...seen, owned: isOwned(object, tagsOf(item.Tags)) }]
}
