import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod'
import { nameSchemas } from './schemas/names.ts'

/** Where the description of the API is served. */
export const OPENAPI_PATH = '/api/v1/openapi.json'

type JsonValue = Readonly<Record<string, unknown>>

/** Zod writes ±2^53 bounds and long patterns for plain integers and dates; clients have no use for them. */
const zodToJsonConfig = {
  override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
    if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum']
    if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum']
  },
}

/** Collects the routes registered afterwards into an OpenAPI 3.1 document, served without sign-in. */
export async function registerOpenapi(app: FastifyInstance, version: string): Promise<void> {
  nameSchemas()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'SkyClust',
        version,
        description:
          'Kubernetes and networks on AWS, Google Cloud and Azure. Errors are problem documents (RFC 9457) with a stable code; lists are cursor-paged; creates take an Idempotency-Key.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'skyclust_session' },
          accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      },
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: createJsonSchemaTransformObject({ zodToJsonConfig }),
  })
  let document: JsonValue | undefined
  app.get(OPENAPI_PATH, { schema: { hide: true } }, async (_request, reply) => {
    document ??= withoutUnused(app.swagger() as unknown as JsonValue)
    return reply.type('application/json').serializer(JSON.stringify).send(document)
  })
}

/**
 * Every named schema comes out twice, as `X` (what we answer) and `XInput` (what we take). Drops those nothing refers to,
 * and calls a request by its plain name where the other is not needed.
 */
function withoutUnused(document: JsonValue): JsonValue {
  const components = document['components'] as Record<string, Record<string, unknown>>
  let schemas = components['schemas'] ?? {}
  for (;;) {
    const text = JSON.stringify({ paths: document['paths'], schemas })
    const used = Object.entries(schemas).filter(([name]) => text.includes(`"${REF}${name}"`))
    if (used.length === Object.keys(schemas).length) break
    schemas = Object.fromEntries(used)
  }
  let text = JSON.stringify({ ...document, components: { ...components, schemas } })
  for (const name of Object.keys(schemas)) {
    const plain = name.replace(/Input$/, '')
    if (plain === name || plain in schemas) continue
    text = text
      .replaceAll(`"${REF}${name}"`, `"${REF}${plain}"`)
      .replaceAll(`"${name}":`, `"${plain}":`)
  }
  return JSON.parse(text) as JsonValue
}

const REF = '#/components/schemas/'
