import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createCloudsim } from './clouds.ts'
import type { Cloudsim, CloudsimOptions } from './sim.ts'

export interface RunningCloudsim {
  readonly url: string
  /** Where each cloud and the admin API are reached, without a trailing slash. */
  readonly urls: Readonly<Record<'aws' | 'gcp' | 'azure' | 'admin', string>>
  readonly sim: Cloudsim
  close(): Promise<void>
}

export type ServerOptions = CloudsimOptions & {
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** 127.0.0.1 by default. */
  readonly host?: string
}

/** Starts a simulator with an HTTP server of its own. */
export async function startCloudsim(options: ServerOptions = {}): Promise<RunningCloudsim> {
  return await serveCloudsim(createCloudsim(options), options)
}

/** Serves an existing simulator on a port; closing the server closes the simulator too. */
export async function serveCloudsim(
  sim: Cloudsim,
  options: Pick<ServerOptions, 'port' | 'host'> = {},
): Promise<RunningCloudsim> {
  const host = options.host ?? '127.0.0.1'
  const server = createServer((req, res) => void sim.handler(req, res, ''))
  server.listen(options.port ?? 0, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    sim.close()
    throw error
  }
  const { port } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    url,
    urls: {
      aws: `${url}/aws`,
      gcp: `${url}/gcp`,
      azure: `${url}/azure`,
      admin: `${url}/admin`,
    },
    sim,
    async close() {
      const closed = server.listening ? once(server, 'close') : undefined
      server.close()
      server.closeAllConnections()
      await closed
      sim.close()
    },
  }
}
