import { createServer } from 'node:net'
import { InvalidConfig } from './config.ts'

/** A port that was free a moment ago, for SKYCLUST_PORT=0. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

interface Listener {
  listen(at: { readonly host: string; readonly port: number }): Promise<unknown>
}

/** Listens, or says which setting to change. */
export async function listen(app: Listener, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE')
      throw new InvalidConfig(
        `Port ${port} is in use by another program; choose another one with SKYCLUST_PORT.`,
      )
    if (code === 'EACCES')
      throw new InvalidConfig(
        `Port ${port} may not be used by this user; choose another one with SKYCLUST_PORT.`,
      )
    if (code === 'EADDRNOTAVAIL')
      throw new InvalidConfig(`${host} is no address of this machine (SKYCLUST_HOST).`)
    throw error
  }
}
