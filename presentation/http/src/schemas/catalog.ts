import { z } from 'zod'

export const LocationReply = z
  .object({ name: z.string(), displayName: z.string() })
  .meta({ id: 'Location' })

/** What one location of one cloud account offers. */
export const CatalogReply = z
  .object({
    zones: z.array(z.string()).readonly(),
    machineTypes: z
      .array(
        z.object({
          name: z.string(),
          vcpu: z.number(),
          memoryGiB: z.number(),
          architecture: z.enum(['x86_64', 'arm64']),
          /** Decimal US dollars on demand; absent where the price snapshot has none. */
          usdPerHour: z.string().optional(),
          priceApproximatedFrom: z.string().optional(),
          zones: z.array(z.string()).readonly().optional(),
        }),
      )
      .readonly(),
    versions: z
      .array(
        z.object({
          version: z.string(),
          default: z.boolean(),
          support: z.enum(['standard', 'extended', 'unknown']),
          endOfStandardSupport: z.string().optional(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Catalog' })
