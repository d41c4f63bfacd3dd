import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'

const PACKAGE = join(import.meta.dirname, '..')

/** Contents of all files below a folder by their path in it. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  )
}

describe('the generated client', () => {
  it('is what the routes of the HTTP app generate now', (t) => {
    const scratch = mkdtempSync(join(tmpdir(), 'skyclust-api-client-'))
    t.after(() => rmSync(scratch, { recursive: true, force: true }))

    execFileSync(process.execPath, [join(PACKAGE, 'generate.mjs'), scratch], { stdio: 'pipe' })

    const hint = 'run node presentation/api-client/generate.mjs and commit what it writes'
    const document = (folder: string) => readFileSync(join(folder, 'openapi.json'), 'utf8')
    assert.equal(document(PACKAGE), document(scratch), hint)
    const generated = (folder: string) => contents(join(folder, 'src', 'generated'))
    assert.deepEqual(generated(PACKAGE), generated(scratch), hint)
  })
})
