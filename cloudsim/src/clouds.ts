import { type CloudFactory, type Cloudsim, cloudsimOf, type CloudsimOptions } from './sim.ts'

const factories: readonly CloudFactory[] = []

/** Builds a simulator of AWS, Google Cloud and Azure for use in process or below a path of any Node server. */
export function createCloudsim(options: CloudsimOptions = {}): Cloudsim {
  return cloudsimOf(factories, options)
}
