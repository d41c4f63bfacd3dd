import type { Api } from '../api.ts'
import type { Fields } from '../fields.ts'
import { quota } from '../quotas/quota-table.ts'
import { invalidParameter } from './errors.ts'
import type { Scaling, Taint } from './rows.ts'

/** Reads the size of a group; what is not given is kept. */
export function readScaling(
  api: Api,
  input: Fields | undefined,
  details: Readonly<Record<string, string>>,
  before: Scaling = { minSize: 1, maxSize: 2, desiredSize: 2 },
): Scaling {
  const minSize = input?.integer('minSize', 0) ?? before.minSize
  const maxSize = input?.integer('maxSize', 1) ?? before.maxSize
  const desiredSize = input?.integer('desiredSize', 0) ?? before.desiredSize
  if (minSize > maxSize)
    throw invalidParameter(
      `Minimum capacity ${minSize} can't be greater than maximum size ${maxSize}`,
      details,
    )
  if (desiredSize > maxSize)
    throw invalidParameter(
      `desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
      details,
    )
  if (desiredSize < minSize)
    throw invalidParameter(
      `Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
      details,
    )
  const limit = quota(api, 'L-BD136A63')
  if (maxSize > limit)
    throw invalidParameter(`maxSize ${maxSize} exceeds the limit of ${limit} nodes`, details)
  return { minSize, maxSize, desiredSize }
}

export function readTaints(entries: readonly Fields[]): Taint[] {
  return entries.map((entry) => {
    const value = entry.string('value')
    const effect =
      entry.oneOf('effect', ['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE']) ?? 'NO_SCHEDULE'
    return { key: entry.required('key'), effect, ...(value === undefined ? {} : { value }) }
  })
}
