/** A row as the driver returns it: what the domain leaves undefined is null. */
export type Row<T> = {
  [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K]
}

/** Nulls become undefined, in place: the row is nobody else's, and this is part of every request. */
export function fromRow<T extends object>(row: Row<T>): T {
  const columns = row as Record<string, unknown>
  for (const column in columns) if (columns[column] === null) columns[column] = undefined
  return row as T
}
