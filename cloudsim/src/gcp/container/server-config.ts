import {
  ALL_VERSIONS,
  CHANNEL_DEFAULTS,
  CHANNELS,
  DEFAULT_VERSION,
  type Channel,
} from '../catalog/versions.ts'
import type { GcpRoute } from '../request.ts'
import { locationOf } from './location.ts'

const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[]

export const serverConfigRoute: GcpRoute = {
  method: 'GET',
  path: 'v1/projects/{project}/locations/{location}/serverConfig',
  service: 'container',
  operation: 'container.getServerConfig',
  permission: 'container.clusters.list',
  mutating: false,
  handle(request) {
    locationOf(request)
    return {
      defaultClusterVersion: DEFAULT_VERSION,
      validMasterVersions: ALL_VERSIONS,
      validNodeVersions: ALL_VERSIONS,
      defaultImageType: 'COS_CONTAINERD',
      validImageTypes: ['COS_CONTAINERD', 'UBUNTU_CONTAINERD', 'WINDOWS_LTSC_CONTAINERD'],
      channels: CHANNEL_NAMES.map((channel) => ({
        channel,
        defaultVersion: CHANNEL_DEFAULTS[channel],
        validVersions: CHANNELS[channel],
        upgradeTargetVersion: CHANNEL_DEFAULTS[channel],
      })),
    }
  },
}
