import { connect } from 'node:net'

/** Sends the head of a request and half of its body over a socket of its own, and goes away. */
export async function sendHalf(
  port: number,
  request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: object
  },
): Promise<void> {
  const body = JSON.stringify(request.body)
  const headers = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body) + 100),
    ...request.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('')}\r\n${body}`, () =>
      resolve(),
    )
  })
  socket.destroy()
}
