import { minorOf } from './versions.ts'

interface KnownAddon {
  readonly name: string
  readonly type: string
  readonly namespace: string
  readonly needsPermissions: boolean
  readonly builds: readonly AddonBuild[]
}

interface AddonBuild {
  readonly version: string
  /** The minor versions of Kubernetes it runs on. */
  readonly from: number
  readonly to: number
}

const all = { from: 31, to: 35 } as const

/** The add-ons clusters commonly have, newest build first. */
export const knownAddons: readonly KnownAddon[] = [
  {
    name: 'vpc-cni',
    type: 'networking',
    namespace: 'kube-system',
    needsPermissions: true,
    builds: [
      { version: 'v1.21.1-eksbuild.3', ...all },
      { version: 'v1.20.4-eksbuild.2', from: 31, to: 34 },
    ],
  },
  {
    name: 'coredns',
    type: 'networking',
    namespace: 'kube-system',
    needsPermissions: false,
    builds: [
      { version: 'v1.13.1-eksbuild.1', from: 34, to: 35 },
      { version: 'v1.12.4-eksbuild.1', from: 33, to: 34 },
      { version: 'v1.11.4-eksbuild.24', from: 31, to: 33 },
    ],
  },
  {
    name: 'kube-proxy',
    type: 'networking',
    namespace: 'kube-system',
    needsPermissions: false,
    builds: [
      { version: 'v1.35.0-eksbuild.2', from: 35, to: 35 },
      { version: 'v1.34.3-eksbuild.2', from: 34, to: 35 },
      { version: 'v1.33.7-eksbuild.2', from: 33, to: 34 },
      { version: 'v1.32.11-eksbuild.2', from: 32, to: 33 },
      { version: 'v1.31.14-eksbuild.2', from: 31, to: 32 },
    ],
  },
  {
    name: 'eks-pod-identity-agent',
    type: 'security',
    namespace: 'kube-system',
    needsPermissions: false,
    builds: [{ version: 'v1.3.10-eksbuild.2', ...all }],
  },
  {
    name: 'aws-ebs-csi-driver',
    type: 'storage',
    namespace: 'kube-system',
    needsPermissions: true,
    builds: [{ version: 'v1.54.0-eksbuild.1', ...all }],
  },
  {
    name: 'metrics-server',
    type: 'observability',
    namespace: 'kube-system',
    needsPermissions: false,
    builds: [{ version: 'v0.8.0-eksbuild.6', ...all }],
  },
]

export function findAddon(name: string): KnownAddon | undefined {
  return knownAddons.find((each) => each.name === name)
}

/** The builds of an add-on that run on a version of Kubernetes, newest first. */
export function buildsFor(addon: KnownAddon, kubernetes: string): readonly AddonBuild[] {
  const minor = minorOf(kubernetes)
  return addon.builds.filter(({ from, to }) => from <= minor && minor <= to)
}
