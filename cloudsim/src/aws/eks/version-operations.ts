import type { Operation } from '../operation.ts'
import { invalidParameter } from './errors.ts'
import { eksPage, seconds } from './lookup.ts'
import { clusterVersions, defaultVersion, supportOf } from './versions.ts'

export const versionOperations: readonly Operation[] = [
  {
    name: 'DescribeClusterVersions',
    http: { method: 'GET', path: '/cluster-versions' },
    input: [
      'clusterType',
      'maxResults',
      'nextToken',
      'defaultOnly',
      'includeAll',
      'clusterVersions',
      'status',
      'versionStatus',
    ],
    mutating: false,
    bucket: 'eks.describe',
    run(api, input) {
      const wanted = input.strings('clusterVersions')
      for (const version of wanted)
        if (!clusterVersions.some((each) => each.version === version))
          throw invalidParameter(`Cluster version ${version} does not exist`)
      const versionStatus = input.string('versionStatus')
      const status = input.string('status')
      const found = clusterVersions.filter((each) => {
        const support = supportOf(each, api.now)
        return (
          (wanted.length === 0 || wanted.includes(each.version)) &&
          (input.boolean('defaultOnly') !== true || each.version === defaultVersion) &&
          (input.boolean('includeAll') === true || support !== 'UNSUPPORTED') &&
          (versionStatus === undefined || versionStatus === support) &&
          (status === undefined || status === statusWord(support))
        )
      })
      const result = eksPage(input, found, ({ version }) => version)
      return {
        clusterVersions: result.items.toReversed().map((each) => {
          const support = supportOf(each, api.now)
          return {
            clusterVersion: each.version,
            clusterType: 'eks',
            defaultPlatformVersion: each.platform,
            defaultVersion: each.version === defaultVersion,
            releaseDate: seconds(Date.parse(each.released)),
            endOfStandardSupportDate: seconds(Date.parse(each.standardEnds)),
            endOfExtendedSupportDate: seconds(Date.parse(each.extendedEnds)),
            status: statusWord(support),
            versionStatus: support,
            kubernetesPatchVersion: each.patch,
          }
        }),
        nextToken: result.nextToken,
      }
    },
  },
]

function statusWord(support: string): string {
  return support.toLowerCase().replace('_', '-')
}
