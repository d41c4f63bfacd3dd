import type { SigningKey, SigningKeyStore } from '@skyclust/application'

/** The table, as several instances of the server see it. */
export class MemorySigningKeys implements SigningKeyStore {
  rows: SigningKey[] = []
  reads = 0

  list(): Promise<readonly SigningKey[]> {
    this.reads++
    return Promise.resolve([...this.rows])
  }

  insertAfter(newest: string | undefined, key: SigningKey): Promise<boolean> {
    if (this.rows[0]?.id !== newest) return Promise.resolve(false)
    this.rows.unshift(key)
    return Promise.resolve(true)
  }

  deleteOlderThan(createdAt: string): Promise<void> {
    this.rows = this.rows.filter((row) => row.createdAt >= createdAt)
    return Promise.resolve()
  }
}
