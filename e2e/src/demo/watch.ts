import { styleText } from 'node:util'
import type { Demo, Story } from './stories.ts'

const MARKS: Readonly<Record<string, string>> = {
  pending: styleText('blue', '…'),
  ready: styleText('green', '✓'),
  retrying: styleText('yellow', '↻'),
  blocked: styleText('red', '✗'),
  deleting: styleText('blue', '−'),
  gone: styleText('gray', '∅'),
}

/** Prints the steps of the clusters as the event stream tells them. */
export function watchSteps(demo: Demo, stories: readonly Story[]): { stop(): void } {
  const abort = new AbortController()
  const began = performance.now()
  const shown = new Map<string, string>()
  const run = async () => {
    for await (const event of demo.api.events(demo.workspace, abort.signal)) {
      if (event.type !== 'object.changed') continue
      // The envelope carries the event's own data one level down.
      const data = (event.data['data'] ?? event.data) as Record<string, unknown>
      const story = stories.find((s) => s.id === data['rootId'])
      const state = String(data['state'])
      const mark = MARKS[state]
      const key = `${String(data['rootId'])}|${String(data['objectId'])}`
      if (!story || mark === undefined || shown.get(key) === state) continue
      shown.set(key, state)
      const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6)
      const message =
        typeof data['message'] === 'string' ? `  ${styleText('gray', data['message'])}` : ''
      demo.say(
        `  ${seconds}s ${story.outcome.product} ${mark} ${String(data['step']).padEnd(14)} ${String(data['objectId'])}${message}`,
      )
    }
  }
  run().catch((error: unknown) => {
    if (!abort.signal.aborted) demo.say(`  (the event stream ended: ${String(error)})`)
  })
  return { stop: () => abort.abort() }
}
