import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { FetchRefused, safeFetch, type SafeFetchOptions } from '../safe-fetch.ts'

/** Stands for everything inside the house: on all addresses of this machine, and counts whoever knocks. */
export class Canary {
  knocks = 0
  port = 0
  readonly #server = createServer((socket) => {
    this.knocks++
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret')
  })

  /** On one address and port, or on all and any. */
  async start(port = 0, address?: string): Promise<void> {
    this.#server.listen(port, address)
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#server.close()
  }
}

/** DNS answers. */
export const addresses = (...list: readonly string[]) =>
  list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

export async function refused(
  url: string,
  reason: string,
  options: SafeFetchOptions,
): Promise<void> {
  await assert.rejects(safeFetch(options)(url), (error) => {
    assert.ok(error instanceof FetchRefused, String(error))
    assert.equal(error.reason, reason, `${url}: ${error.message}`)
    return true
  })
}
