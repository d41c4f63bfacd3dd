import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import { type Subnet, subnets } from '../ec2/rows.ts'
import { addressesUsed, freeAddresses } from '../ec2/subnet.ts'
import { zonesOf, zonesWithoutEks } from '../regions.ts'
import { invalidParameter } from './errors.ts'

/** Each subnet of a control plane needs this many free addresses (EKS user guide). */
const addressesNeeded = 6

/** The subnets of a control plane: in one VPC, in two zones at least, with room, where EKS runs. */
export function clusterSubnets(
  api: Api,
  clusterName: string,
  ids: readonly string[],
): readonly Subnet[] {
  const details = { clusterName }
  if (ids.length === 0) throw invalidParameter('subnetIds must not be empty', details)
  const found = [...new Set(ids)].map((id) => existingSubnet(api, id, details))
  if (new Set(found.map(({ vpcId }) => vpcId)).size > 1)
    throw invalidParameter('Subnets specified must be in the same VPC', details)
  const unsupported = found.find(({ zoneId }) => zonesWithoutEks.has(zoneId))
  if (unsupported) {
    const validZones = zonesOf(api.account, api.region)
      .filter(({ id }) => !zonesWithoutEks.has(id))
      .map(({ name }) => name)
    throw new AwsError(
      'UnsupportedAvailabilityZoneException',
      `Cannot create cluster '${clusterName}' because ${unsupported.zoneName}, the targeted availability zone, does not currently have sufficient capacity to support the cluster. Retry and choose from these availability zones: ${validZones.join(', ')}`,
      400,
      { ...details, validZones },
    )
  }
  if (new Set(found.map(({ zoneId }) => zoneId)).size < 2)
    throw invalidParameter('Subnets specified must be in at least two different AZs', details)
  const used = addressesUsed(api)
  const full = found.filter(
    (subnet) => freeAddresses(subnet, used.get(subnet.id) ?? 0) < addressesNeeded,
  )
  if (full.length > 0)
    throw invalidParameter(
      `One or more subnets provided does not have at least ${addressesNeeded} available IP addresses: ${full.map(({ id }) => id).join(', ')}`,
      details,
    )
  return found
}

export function existingSubnet(
  api: Api,
  id: string,
  details: Readonly<Record<string, unknown>>,
): Subnet {
  const subnet = api.rows(subnets).find(id)
  if (!subnet)
    throw invalidParameter(
      `The subnet ID '${id}' does not exist (Service: AmazonEC2; Status Code: 400; Error Code: InvalidSubnetID.NotFound)`,
      details,
    )
  return subnet
}
