import type { CloudErrorClass, Settlement } from '@skyclust/application'

/** An entry of `health.issues` of a cluster, node group or add-on. */
export interface HealthIssue {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly resourceIds?: readonly string[] | undefined
}

interface Meaning {
  readonly class: CloudErrorClass
  readonly remedy: string
}

const roleRemedy =
  'Check that the role still exists with its trust policy and the managed policies SkyClust attached.'
const networkRemedy =
  'Check that the subnets route to the internet (NAT or internet gateway) or have the VPC endpoints EKS needs, and that network ACLs and security groups let nodes reach the API server.'

/** What EKS reports, by its own code: https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html and API_ClusterIssue.html. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  AccessDenied: {
    class: 'denied',
    remedy:
      'Check the node role’s policies and the access entry EKS made for it; nothing may deny them.',
  },
  AsgInstanceLaunchFailures: {
    class: 'capacity',
    remedy:
      'EC2 could not launch the instances: choose another instance type or on-demand instead of spot, or try again later.',
  },
  InstanceLimitExceeded: {
    class: 'quota',
    remedy: 'Ask for more vCPUs of this instance family in Service Quotas (Amazon EC2).',
  },
  LimitExceeded: { class: 'quota', remedy: 'Ask for a higher limit in Service Quotas.' },
  ResourceLimitExceeded: { class: 'quota', remedy: 'Ask for a higher limit in Service Quotas.' },
  IamLimitExceeded: {
    class: 'quota',
    remedy: 'Ask for a higher IAM limit, or remove unused roles.',
  },
  InsufficientFreeAddresses: {
    class: 'invalid',
    remedy: 'Free addresses in the subnets, or use larger subnets.',
  },
  NodeCreationFailure: { class: 'invalid', remedy: networkRemedy },
  ClusterUnreachable: { class: 'invalid', remedy: networkRemedy },
  PodEvictionFailure: {
    class: 'busy',
    remedy: 'A pod disruption budget keeps pods from leaving: relax it or delete those pods.',
  },
  Ec2SubnetInvalidConfiguration: {
    class: 'invalid',
    remedy: 'Turn on «auto-assign public IPv4 address» for public subnets, or use private subnets.',
  },
  Ec2SubnetNotFound: {
    class: 'invalid',
    remedy: 'A subnet was deleted: restore it or use others.',
  },
  Ec2SecurityGroupNotFound: {
    class: 'invalid',
    remedy: 'The cluster’s security group was deleted: delete the cluster and create it again.',
  },
  Ec2InstanceTypeDoesNotExist: {
    class: 'invalid',
    remedy: 'Choose an instance type that exists in this region.',
  },
  IamNodeRoleNotFound: { class: 'not-yet-consistent', remedy: roleRemedy },
  IamRoleNotFound: { class: 'not-yet-consistent', remedy: roleRemedy },
  IamInstanceProfileNotFound: { class: 'not-yet-consistent', remedy: roleRemedy },
  IamThrottling: { class: 'busy', remedy: 'IAM is busy; it is tried again.' },
  AutoScalingGroupRateLimitExceeded: { class: 'busy', remedy: 'Try again later.' },
  AutoScalingGroupOptInRequired: {
    class: 'denied',
    remedy: 'Finish the sign-up of the AWS account for Auto Scaling in this region.',
  },
  Ec2ServiceNotSubscribed: {
    class: 'denied',
    remedy: 'Finish the sign-up of the AWS account for Amazon EC2.',
  },
  StsRegionalEndpointDisabled: {
    class: 'denied',
    remedy: 'Activate STS for this region in the IAM account settings.',
  },
  KubernetesLabelInvalid: { class: 'invalid', remedy: 'Correct the node labels.' },
  UnsupportedVersion: { class: 'invalid', remedy: 'Choose a supported Kubernetes version.' },
  VpcNotFound: { class: 'invalid', remedy: 'The VPC was deleted: delete the cluster.' },
  ConfigurationConflict: {
    class: 'invalid',
    remedy: 'Something in the cluster was changed by hand; undo that or remove the add-on.',
  },
  AdmissionRequestDenied: {
    class: 'invalid',
    remedy: 'An admission webhook in the cluster refuses the add-on: exempt kube-system.',
  },
  InternalFailure: { class: 'unknown-outcome', remedy: 'A fault of AWS; it is tried again.' },
}

/** Launch failures carry the reason of EC2 or Auto Scaling in their message. */
const LAUNCH_REASONS: readonly (readonly [RegExp, Meaning])[] = [
  [
    /LimitExceeded|CountExceeded|quota/i,
    {
      class: 'quota',
      remedy:
        'Ask for more vCPUs of this instance family in Service Quotas (Amazon EC2), or use fewer or smaller nodes.',
    },
  ],
  [
    /UnauthorizedOperation|AccessDenied|not authorized/i,
    {
      class: 'denied',
      remedy:
        'A policy of the organisation or the service-linked role of Auto Scaling forbids launching instances.',
    },
  ],
]

function meaningOf({ code, message = '' }: HealthIssue): Meaning {
  if (code === 'AsgInstanceLaunchFailures')
    for (const [pattern, meaning] of LAUNCH_REASONS) if (pattern.test(message)) return meaning
  return MEANINGS[code ?? ''] ?? UNKNOWN
}

const UNKNOWN: Meaning = {
  class: 'invalid',
  remedy: 'See the message; the EKS console shows more under «Health issues».',
}

/** All issues in one sentence each, with the resources they name. */
export function describeIssues(issues: readonly HealthIssue[] | undefined): string {
  return (issues ?? [])
    .map(({ code, message, resourceIds }) => {
      const where = resourceIds?.length ? ` (${resourceIds.join(', ')})` : ''
      return `${code ?? 'Unknown'}: ${message ?? ''}${where}`
    })
    .join('; ')
}

/** A failed cluster, node group or add-on in the engine's terms; the first issue decides. */
export function failedBy(
  what: string,
  issues: readonly HealthIssue[] | undefined,
): Extract<Settlement, { state: 'failed' }> {
  const first = issues?.[0]
  if (first === undefined)
    return {
      state: 'failed',
      code: 'Unknown',
      message: `EKS reports that ${what} has failed and gives no reason.`,
      class: 'unknown-outcome',
      remedy: 'It is deleted and made again; if that does not help, ask AWS support.',
    }
  return {
    state: 'failed',
    code: first.code ?? 'Unknown',
    message: describeIssues(issues),
    ...meaningOf(first),
  }
}
