/** What undoes the changes of the transaction that is running, newest last. */
export type UndoLog = (() => void)[]

/** Rows by key, with an optional second index; every change can be undone. Rows are never changed in place. */
export class Table<V> {
  readonly #rows = new Map<string, V>()
  readonly #groups = new Map<string, Map<string, V>>()
  readonly #groupOf: ((row: V) => string) | undefined
  readonly #undo: UndoLog

  constructor(undo: UndoLog, groupOf?: (row: V) => string) {
    this.#undo = undo
    this.#groupOf = groupOf
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: string): V | undefined {
    return this.#rows.get(key)
  }

  has(key: string): boolean {
    return this.#rows.has(key)
  }

  values(): IterableIterator<V> {
    return this.#rows.values()
  }

  /** Rows of one group, in order of first insertion. */
  group(name: string): readonly V[] {
    return [...(this.#groups.get(name)?.values() ?? [])]
  }

  set(key: string, row: V): void {
    const before = this.#rows.get(key)
    this.#undo.push(() => (before === undefined ? this.#remove(key) : this.#write(key, before)))
    this.#write(key, row)
  }

  delete(key: string): void {
    const before = this.#rows.get(key)
    if (before === undefined) return
    this.#undo.push(() => this.#write(key, before))
    this.#remove(key)
  }

  #write(key: string, row: V): void {
    this.#rows.set(key, row)
    if (!this.#groupOf) return
    const name = this.#groupOf(row)
    let group = this.#groups.get(name)
    if (!group) this.#groups.set(name, (group = new Map()))
    group.set(key, row)
  }

  #remove(key: string): void {
    const row = this.#rows.get(key)
    this.#rows.delete(key)
    if (row !== undefined && this.#groupOf) this.#groups.get(this.#groupOf(row))?.delete(key)
  }
}
