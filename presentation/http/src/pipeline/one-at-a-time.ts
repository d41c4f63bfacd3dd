import type { Stores } from '@skyclust/application'

/** The same stores, but one call after the other: code that reads in parallel may run inside one transaction. */
export function oneAtATime(stores: Stores): Stores {
  let tail: Promise<unknown> = Promise.resolve()
  const inTurn = (target: object) =>
    new Proxy(target, {
      get(store, key) {
        const member: unknown = Reflect.get(store, key)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          const turn = tail.then(() => Reflect.apply(member, store, args) as unknown)
          tail = turn.then(ignore, ignore)
          return turn
        }
      },
    })
  return Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [name, inTurn(store as object)]),
  ) as unknown as Stores
}

function ignore(): undefined {
  return undefined
}
