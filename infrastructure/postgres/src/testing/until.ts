import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for the state of the world a test is about; the limit only keeps a broken test from hanging. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs / 1000} s in vain: ${what}`)
    await sleep(10)
  }
}
