import type { SimContext } from '../core/cloud.ts'
import type { JsonObject } from './json.ts'
import { type AzureState, azureState, type ResourceRecord } from './state.ts'

/** The simulated Azure behind the front ends: state, clock and randomness. */
export interface AzureSim {
  readonly context: SimContext
  readonly state: AzureState
  /** Claims of access tokens whose signature was found right. */
  readonly verifiedTokens: Map<string, JsonObject>
}

export function azureSim(context: SimContext): AzureSim {
  return { context, state: azureState(context.world), verifiedTokens: new Map() }
}

/** A reproducible GUID. */
export function newGuid(sim: AzureSim): string {
  const digits = Array.from({ length: 32 }, () =>
    Math.floor(sim.context.random() * 16).toString(16),
  )
  digits[12] = '4'
  digits[16] = '89ab'[Math.floor(sim.context.random() * 4)] ?? '8'
  const hex = digits.join('')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

/** Random lower-case characters of the given alphabet, for secrets and host names. */
export function randomText(
  sim: AzureSim,
  length: number,
  alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789',
): string {
  return Array.from(
    { length },
    () => alphabet[Math.floor(sim.context.random() * alphabet.length)] ?? 'x',
  ).join('')
}

/** A duration in virtual milliseconds between two bounds in seconds. */
export function drawMs(sim: AzureSim, [from, to]: readonly [number, number]): number {
  return Math.round((from + (to - from) * sim.context.random()) * 1000)
}

export function findResource(sim: AzureSim, type: string, id: string): ResourceRecord | undefined {
  return sim.state.resources(type).get(id.toLowerCase())
}

/** The resources of a type that live below another, directly or deeper. */
export function resourcesBelow(sim: AzureSim, type: string, id: string): ResourceRecord[] {
  const below = `${id.toLowerCase()}/`
  const found: ResourceRecord[] = []
  for (const [key, record] of sim.state.resources(type).entries())
    if (key.startsWith(below)) found.push(record)
  return found
}

export function saveResource(sim: AzureSim, record: ResourceRecord): void {
  sim.state.resources(record.type).put(record.id.toLowerCase(), record)
}

/** A created object that lists (and, for directory objects, reads) do not show yet. */
export function isVisible(sim: AzureSim, createdAt: number): boolean {
  return sim.context.clock.now() >= createdAt + sim.context.visibilityDelayMs()
}

export function sameId(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && left.toLowerCase() === right.toLowerCase()
}
