import type { Operation } from '../operation.ts'
import { buildsFor, knownAddons } from './addon-table.ts'
import { invalidParameter, noSuch } from './errors.ts'
import { eksPage } from './lookup.ts'
import { clusterVersions } from './versions.ts'

export const addonVersionOperations: readonly Operation[] = [
  {
    name: 'DescribeAddonVersions',
    http: { method: 'GET', path: '/addons/supported-versions' },
    input: [
      'kubernetesVersion',
      'addonName',
      'maxResults',
      'nextToken',
      'types',
      'publishers',
      'owners',
    ],
    mutating: false,
    bucket: 'eks.describe',
    target: (input) => input.string('addonName'),
    run(api, input) {
      const kubernetes = input.string('kubernetesVersion')
      const name = input.string('addonName')
      if (kubernetes !== undefined && !clusterVersions.some((each) => each.version === kubernetes))
        throw invalidParameter(`Kubernetes version ${kubernetes} is not supported`)
      if (name !== undefined && !knownAddons.some((each) => each.name === name))
        throw noSuch(`Addon ${name} is not supported`, { addonName: name })
      const asked = (list: string, value: string) =>
        !input.has(list) || input.strings(list).includes(value)
      const listed = knownAddons.filter(
        (addon) =>
          (name === undefined || addon.name === name) &&
          (kubernetes === undefined || buildsFor(addon, kubernetes).length > 0) &&
          asked('types', addon.type) &&
          asked('publishers', 'eks') &&
          asked('owners', 'aws'),
      )
      const result = eksPage(input, listed, (addon) => addon.name)
      const versions = clusterVersions.filter(
        ({ version }) => kubernetes === undefined || version === kubernetes,
      )
      return {
        addons: result.items.map((addon) => ({
          addonName: addon.name,
          type: addon.type,
          publisher: 'eks',
          owner: 'aws',
          defaultNamespace: addon.namespace,
          addonVersions: addon.builds
            .map((build) => ({
              addonVersion: build.version,
              architecture: ['amd64', 'arm64'],
              computeTypes: ['ec2', 'hybrid', 'auto'],
              requiresConfiguration: false,
              requiresIamPermissions: addon.needsPermissions,
              compatibilities: versions
                .filter(({ version }) => buildsFor(addon, version).includes(build))
                .map(({ version }) => ({
                  clusterVersion: version,
                  platformVersions: ['*'],
                  defaultVersion: buildsFor(addon, version)[0] === build,
                })),
            }))
            .filter(({ compatibilities }) => compatibilities.length > 0),
        })),
        nextToken: result.nextToken,
      }
    },
  },
]
