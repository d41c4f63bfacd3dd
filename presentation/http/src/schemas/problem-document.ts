import { z } from 'zod'

/** RFC 9457 problem document; docs/errors.md lists the codes. */
export const ProblemDocument = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    /** Stable, kebab-case. */
    code: z.string(),
    detail: z.string().optional(),
    instance: z.string(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })
