// Writes openapi.json from the HTTP app's own routes and generates the client from it; run it with Node 24.
// `node generate.mjs [folder]`: the folder defaults to this package.
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'

const TARGET = process.argv[2] ?? import.meta.dirname

// The generator writes code with the compiler API of TypeScript 5, which the repository's own version 7 lacks.
registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier,
      specifier === 'typescript' ? { ...context, parentURL: import.meta.url } : context,
    ),
})
const { createClient } = await import('@hey-api/openapi-ts')

const document = join(TARGET, 'openapi.json')
writeFileSync(document, await describeApi())
await createClient({
  input: document,
  output: { path: join(TARGET, 'src', 'generated'), module: { extension: '.ts' }, clean: true },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  logs: { level: 'silent', file: false },
})

/** The description the server serves. Describing the routes calls none of the ports, so there are hardly any. */
async function describeApi() {
  const { buildApp } = await import('../http/src/index.ts')
  const feed = { onAccessChanged: () => () => undefined }
  const ports = { clock: { now: () => 0 }, db: { stores: {} }, feed }
  const app = await buildApp({ ports, publicUrl: 'http://localhost', version: '0.1.0' })
  try {
    const { body } = await app.inject('/api/v1/openapi.json')
    return `${JSON.stringify(JSON.parse(body), null, 2)}\n`
  } finally {
    await app.close()
  }
}
