import {
  CloudError,
  type Observation,
  type Receipt,
  type ResolvedObject,
} from '@skyclust/application'

/** A string of the resolved desired fields. */
export function text(object: ResolvedObject, field: string): string {
  const value = object.desired[field]
  if (typeof value === 'string') return value
  throw new CloudError('bug', 'desired-field', `«${object.declaration.id}» has no ${field}`)
}

export function texts(object: ResolvedObject, field: string): string[] {
  const value = object.desired[field]
  return Array.isArray(value) ? value.map(String) : []
}

/** The answer's member that AWS always sends. */
export function present<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value
  // The call was accepted: look for the object instead of trusting the answer.
  throw new CloudError('unknown-outcome', 'incomplete-answer', `the answer has no ${what}`)
}

/** What a mutating call answered; `observed` saves the look where the answer shows the object. */
export function receipt(
  externalId: string,
  answer: { readonly $metadata: { readonly requestId?: string | undefined } },
  observed?: Omit<Observation, 'externalId'>,
): Receipt {
  const { requestId } = answer.$metadata
  return {
    externalId,
    ...(requestId === undefined ? {} : { requestId }),
    ...(observed === undefined ? {} : { observation: { externalId, ...observed } }),
  }
}

export function requestIdOf(answer: {
  readonly $metadata: { readonly requestId?: string | undefined }
}): { requestId?: string } {
  const { requestId } = answer.$metadata
  return requestId === undefined ? {} : { requestId }
}

/** Ready, ours, and with nothing that could differ. */
export function readyObservation(
  outputs: Observation['outputs'] = {},
  fields: Observation['fields'] = {},
): Omit<Observation, 'externalId'> {
  return { owned: true, settled: { state: 'ready' }, outputs, fields }
}

/** Runs a read and answers undefined where the cloud says that the thing does not exist. */
export async function orAbsent<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof CloudError && error.class === 'not-found') return undefined
    throw error
  }
}

/** For objects without changeable fields. */
export function nothingToCompare(): readonly [] {
  return []
}
