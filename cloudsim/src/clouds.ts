import { createAws } from './aws/index.ts'
import { createAzure } from './azure/index.ts'
import { createGcp } from './gcp/index.ts'
import { type CloudFactory, type Cloudsim, cloudsimOf, type CloudsimOptions } from './sim.ts'

const factories: readonly CloudFactory[] = [createAws, createGcp, createAzure]

/** Builds a simulator of AWS, Google Cloud and Azure for use in process or below a path of any Node server. */
export function createCloudsim(options: CloudsimOptions = {}): Cloudsim {
  return cloudsimOf(factories, options)
}
