import { z } from 'zod'
import { ProviderId } from '../resources/resource.ts'

/** Limits count what is wanted in the whole workspace; absent = no limit. */
export const WorkspaceQuotas = z.strictObject({
  clusters: z.number().int().min(0).max(100_000).optional(),
  nodes: z.number().int().min(0).max(1_000_000).optional(),
  /** List price of everything wanted, US dollars a month. */
  monthlySpendUsd: z.number().min(0).max(1e9).optional(),
})
export type WorkspaceQuotas = z.infer<typeof WorkspaceQuotas>

export const WorkspaceSettings = z.strictObject({
  /** ISO 4217; what amounts are shown in. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD or KRW'),
  /** IANA name; where days and months begin. */
  timeZone: z.string().min(1).max(64),
  locale: z.enum(['ko', 'en']),
  /** Absent = all. */
  allowedProviders: z.array(ProviderId).min(1).optional(),
  /** Locations by provider; a provider that is not named is free. */
  allowedLocations: z
    .partialRecord(ProviderId, z.array(z.string().min(1).max(64)).min(1))
    .optional(),
  quotas: WorkspaceQuotas,
  /** Days audit entries are kept; absent = for ever. */
  auditRetentionDays: z.number().int().min(30).max(3650).optional(),
})
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>

export const DEFAULT_WORKSPACE_SETTINGS: WorkspaceSettings = {
  currency: 'USD',
  timeZone: 'UTC',
  locale: 'ko',
  quotas: {},
}

/** Whether the settings let anything be made on this cloud. */
export function providerAllowed(
  settings: Pick<WorkspaceSettings, 'allowedProviders'>,
  provider: ProviderId,
): boolean {
  return settings.allowedProviders?.includes(provider) ?? true
}

/** Whether the settings let anything be made there; on Google Cloud a region stands for its zones as well. */
export function locationAllowed(
  settings: Pick<WorkspaceSettings, 'allowedLocations'>,
  provider: ProviderId,
  location: string,
): boolean {
  const allowed = settings.allowedLocations?.[provider]
  if (allowed === undefined || allowed.includes(location)) return true
  const region = provider === 'gcp' ? /^(.+\d)-[a-z]$/.exec(location)?.[1] : undefined
  return region !== undefined && allowed.includes(region)
}
