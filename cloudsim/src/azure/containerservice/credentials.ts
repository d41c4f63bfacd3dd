import { createHash, createHmac } from 'node:crypto'
import { badRequest } from '../arm/errors.ts'
import { type ArmCall, json } from '../arm/operation.ts'
import { objectOf, stringOf } from '../json.ts'
import { signingKey } from '../login/keys.ts'
import type { ResourceRecord } from '../state.ts'
import { clusterAuthority } from './certificate.ts'
import { requireCluster } from './records.ts'

/** AKS's server application, for which cluster users get tokens when Entra ID is on. */
const SERVER_APP = '6dae42f8-4368-4678-94ff-3960e28e3630'

/** listClusterUserCredential: a kubeconfig with kubelogin on Entra clusters, else with the local account's token. */
export function listUserCredential(call: ArmCall) {
  const cluster = requireCluster(call)
  if (cluster.state === 'Creating')
    throw badRequest(
      'ManagedClusterNotReady',
      `The managed cluster ${cluster.name} is still being created; it has no credentials yet.`,
    )
  const entra = objectOf(cluster.properties['aadProfile'])?.['managed'] === true
  const user = entra ? execUser(call) : `    token: ${localToken(call, cluster)}`
  const config = kubeconfig(
    cluster,
    user,
    Buffer.from(clusterAuthority(call.sim)).toString('base64'),
  )
  return json(200, {
    kubeconfigs: [{ name: 'clusterUser', value: Buffer.from(config).toString('base64') }],
  })
}

function kubeconfig(cluster: ResourceRecord, user: string, authority: string): string {
  const server = `https://${stringOf(cluster.properties['fqdn'])}:443`
  const login = `clusterUser_${cluster.group}_${cluster.name}`
  return `apiVersion: v1
kind: Config
clusters:
- name: ${cluster.name}
  cluster:
    certificate-authority-data: ${authority}
    server: ${server}
contexts:
- name: ${cluster.name}
  context:
    cluster: ${cluster.name}
    user: ${login}
current-context: ${cluster.name}
preferences: {}
users:
- name: ${login}
  user:
${user}
`
}

function execUser(call: ArmCall): string {
  return `    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: kubelogin
      args:
      - get-token
      - --environment
      - AzurePublicCloud
      - --server-id
      - ${SERVER_APP}
      - --tenant-id
      - ${call.account.tenantId}
      - --login
      - azurecli
      provideClusterInfo: false`
}

function localToken(call: ArmCall, cluster: ResourceRecord): string {
  const secret = createHash('sha256')
    .update(signingKey(call.sim).privateKey.export({ type: 'pkcs8', format: 'der' }))
    .digest()
  return createHmac('sha256', secret)
    .update(stringOf(cluster.properties['resourceUID']) ?? '')
    .digest('hex')
}
