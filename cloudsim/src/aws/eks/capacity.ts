import type { Api } from '../api.ts'
import { findInstanceType } from '../ec2/instance-type-table.ts'
import { quota } from '../quotas/quota-table.ts'
import { type Issue, type Nodegroup, nodegroups } from './rows.ts'
import { current } from './state.ts'

type Machines = Pick<Nodegroup, 'id' | 'instanceTypes' | 'capacityType' | 'autoScalingGroup'>

/** The vCPU quota that machines count against, as the Auto Scaling group reports that it is used up. */
export function capacityShortage(api: Api, plan: Machines, desired: number): Issue | undefined {
  const code = vcpuQuotaOf(plan)
  if (code === undefined) return undefined
  const limit = quota(api, code)
  const used = api
    .rows(nodegroups)
    .all()
    .filter((group) => group.id !== plan.id && group.failure === undefined)
    .map((group) => current(group, api.now))
    .filter((group) => vcpuQuotaOf(group) === code)
    .reduce((sum, group) => sum + vcpusOf(group) * group.scaling.desiredSize, 0)
  if (used + vcpusOf(plan) * desired <= limit) return undefined
  const message =
    plan.capacityType === 'SPOT'
      ? 'Could not launch Spot Instances. MaxSpotInstanceCountExceeded - Max spot instance count exceeded. Launching EC2 instance failed.'
      : `Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit. Launching EC2 instance failed.`
  return { code: 'AsgInstanceLaunchFailures', message, resourceIds: [plan.autoScalingGroup] }
}

function vcpuQuotaOf({ instanceTypes, capacityType }: Machines): string | undefined {
  const family = /^[a-z]+/.exec(instanceTypes[0] ?? '')?.[0] ?? ''
  if (/^[acdhimrtz]/.test(family)) return capacityType === 'SPOT' ? 'L-34B43A08' : 'L-1216C47A'
  if (capacityType === 'SPOT') return undefined
  if (family === 'g' || family === 'vt') return 'L-DB2E81BA'
  return family === 'p' ? 'L-417A185B' : undefined
}

function vcpusOf({ instanceTypes }: Machines): number {
  return findInstanceType(instanceTypes[0] ?? '')?.vcpus ?? 0
}
