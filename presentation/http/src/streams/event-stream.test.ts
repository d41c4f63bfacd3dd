import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Caller, type TestApp, testApp } from '../testing/test-app.ts'

interface Frame {
  readonly id?: string
  readonly event?: string
  readonly data?: string
}

describe('the event stream', () => {
  let t: TestApp
  let base = ''
  before(async () => {
    t = await testApp({ streams: { recheckMs: 20, heartbeatMs: 20 } })
    await t.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = t.app.server.address() as AddressInfo
    base = `http://127.0.0.1:${port}/api/v1/workspaces/main/events/stream`
  })
  after(() => t[Symbol.asyncDispose]())

  const append = (...values: string[]) =>
    t.ports.db.transaction((stores) =>
      stores.events.append(
        t.workspace.id,
        values.map((name) => ({ type: 'resource.changed', resourceId: undefined, data: { name } })),
      ),
    )
  /** Frames until `enough` says so; then the line is cut. */
  const read = async (
    enough: (frames: readonly Frame[]) => boolean,
    options: { lastEventId?: string; as?: Caller; onOpen?: () => Promise<unknown> } = {},
  ) => {
    const abort = new AbortController()
    const response = await fetch(base, {
      signal: abort.signal,
      headers: {
        authorization: `Bearer ${(options.as ?? t.owner).token}`,
        ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
      },
    })
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.match(response.headers.get('cache-control') ?? '', /no-transform/)
    const frames: Frame[] = []
    let text = ''
    let comments = 0
    let ended = true
    await options.onOpen?.()
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks)
        if (block.startsWith(':')) comments += 1
        else frames.push(parse(block))
      if (enough(frames)) {
        ended = false
        break
      }
    }
    abort.abort()
    return { frames, ended, comments }
  }
  it('shows what comes, and after a cut resumes without a gap or a repetition', async () => {
    const first = await read((f) => names(f).length === 2, { onOpen: () => append('a', 'b') })
    const last = first.frames.findLast((f) => f.event === 'resource.changed')?.id ?? ''
    await append('c', 'd')
    const second = await read((f) => names(f).length === 3, {
      lastEventId: last,
      onOpen: () => append('e'),
    })

    assert.deepEqual(names(first.frames), ['a', 'b'])
    assert.deepEqual(names(second.frames), ['c', 'd', 'e'])
  })

  it('loses nothing under many commits while it reads', async () => {
    const wanted = Array.from({ length: 60 }, (_, i) => `n${i}`)
    const { frames } = await read((f) => names(f).length === 60, {
      onOpen: async () => {
        for (const name of wanted) await append(name)
      },
    })
    assert.deepEqual(names(frames), wanted)
    const ids = frames.filter((f) => f.event === 'resource.changed').map((f) => Number(f.id))
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    )
  })

  it('says reset to a reader from another history', async () => {
    const { frames } = await read((f) => f.some(({ event }) => event === 'reset'), {
      lastEventId: '999999',
    })
    const newest = await t.ports.db.stores.events.lastSeq(t.workspace.id)
    assert.equal(frames.find((f) => f.event === 'reset')?.id, String(newest))
  })

  it('ends when the reader’s session ends', async () => {
    const reader = await t.member('viewer')
    const { ended, comments } = await read(() => false, {
      as: reader,
      onOpen: () => reader.inject({ method: 'DELETE', url: '/api/v1/session' }),
    })
    assert.equal(ended, true)
    assert.ok(comments >= 0)
  })

  it('tells a reader whose role changes, and no other', async () => {
    const reader = await t.member('viewer')
    const change = { method: 'PATCH', payload: { role: 'operator' } } as const
    const url = `/api/v1/workspaces/main/members/${reader.user.id}`
    const changed = async () =>
      assert.equal((await t.owner.inject({ ...change, url })).statusCode, 200)
    const [told, bystander] = await Promise.all([
      read((f) => f.some(({ event }) => event === 'access'), { as: reader, onOpen: changed }),
      read((f) => names(f).includes('after'), {
        onOpen: async () => {
          while (
            (await t.ports.db.stores.members.get(t.workspace.id, reader.user.id))?.role !==
            'operator'
          );
          await append('after')
        },
      }),
    ])

    assert.deepEqual(
      told.frames.filter(({ event }) => event === 'access'),
      [{ event: 'access', data: '{}' }],
    )
    assert.ok(!bystander.frames.some(({ event }) => event === 'access'))
  })

  it('does not keep the server from closing', async () => {
    const own = await testApp()
    await own.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = own.app.server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/workspaces/main/events/stream`, {
      headers: { authorization: `Bearer ${own.owner.token}` },
    })
    await own[Symbol.asyncDispose]()
    await assert.rejects(response.text())
  })
})

function names(frames: readonly Frame[]): string[] {
  return frames
    .filter((f) => f.event === 'resource.changed')
    .map((f) => (JSON.parse(f.data ?? '{}') as { data: { name: string } }).data.name)
}

function parse(block: string): Frame {
  return Object.fromEntries(
    block.split('\n').map((line) => {
      const cut = line.indexOf(': ')
      return [line.slice(0, cut), line.slice(cut + 2)]
    }),
  )
}
