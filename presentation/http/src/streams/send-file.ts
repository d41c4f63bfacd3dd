import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyReply } from 'fastify'

/** A download that is made while it is sent. */
export interface FileStream {
  readonly contentType: string
  readonly fileName: string
  readonly chunks: AsyncIterable<string>
}

/**
 * Sends it no faster than it is read. A fault on the way cuts the connection, so that what came through is not taken for
 * the whole.
 */
export async function sendFile(reply: FastifyReply, file: FileStream): Promise<void> {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': file.contentType,
    'content-disposition': `attachment; filename="${file.fileName}"`,
  })
  try {
    await pipeline(Readable.from(file.chunks), reply.raw)
  } catch (error) {
    const hasLeft = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'
    if (!hasLeft) reply.request.log.error({ err: error }, 'a download broke off')
    reply.raw.destroy()
  }
}
