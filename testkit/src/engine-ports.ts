import { noTrail, type Ports } from '@skyclust/application'

type EnginePorts = Pick<Ports, 'db' | 'clock' | 'random' | 'providers' | 'sessions' | 'logger'>

const WITHIN_REACH = new Set<PropertyKey>(['trail', 'sandboxAccounts', 'then'])

/** Ports for planning and reconciling; whoever touches another one, such as passwords, fails by its name. */
export function enginePorts(parts: EnginePorts): Ports {
  const known: object = { ...parts, trail: noTrail }
  return new Proxy(known, {
    get(target, name) {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name) as unknown
      if (WITHIN_REACH.has(name) || typeof name === 'symbol') return undefined
      throw new Error(`the port «${name}» is not part of this test`)
    },
  }) as Ports
}
