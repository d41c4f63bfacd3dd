import { shortId, type Cluster, type ObjectDeclaration } from '@skyclust/domain'
import { managedPolicyArn } from '../account/arn.ts'
import { declare, objectId, ref } from '../declare.ts'

export type RolePurpose = 'cluster' | 'node'

const TRUSTED = {
  cluster: { service: 'eks.amazonaws.com', actions: ['sts:AssumeRole', 'sts:TagSession'] },
  node: { service: 'ec2.amazonaws.com', actions: ['sts:AssumeRole'] },
} as const

/** AWS-managed policies each role needs, by the object role they get in the graph. */
const POLICIES = {
  cluster: { 'cluster-role-cluster-policy': 'AmazonEKSClusterPolicy' },
  node: {
    'node-role-worker-policy': 'AmazonEKSWorkerNodePolicy',
    'node-role-registry-policy': 'AmazonEC2ContainerRegistryPullOnly',
    'node-role-cni-policy': 'AmazonEKS_CNI_Policy',
  },
} as const satisfies Record<RolePurpose, Record<string, string>>

/**
 * The role EKS works with (`cluster`) or the nodes run as (`node`). Outputs: `roleArn`, `roleName`.
 * Role names are unique in an account and at most 64 characters long.
 */
export function role(cluster: Cluster, purpose: RolePurpose): ObjectDeclaration {
  const { service, actions } = TRUSTED[purpose]
  return declare(cluster, `${purpose}-role`, {
    name: `skyclust-${cluster.name}-${shortId(cluster.rootId)}-${purpose}`,
    type: 'iam:role',
    step: 'identity',
    desired: { trustedService: service, trustedActions: actions },
    idempotency: 'name',
    calls: {
      create: 'iam:CreateRole',
      update: 'iam:UpdateAssumeRolePolicy',
      remove: 'iam:DeleteRole',
    },
    permissions: [
      'iam:CreateRole',
      'iam:TagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:GetRole',
      'iam:DeleteRole',
      'iam:PassRole',
      'iam:ListAttachedRolePolicies',
      'iam:ListInstanceProfilesForRole',
    ],
  })
}

/** The attachments of a role's policies. Outputs: `policyArn`. */
export function rolePolicies(
  cluster: Cluster,
  purpose: RolePurpose,
  partition: string,
): readonly ObjectDeclaration[] {
  return Object.entries(POLICIES[purpose]).map(([objectRole, policy]) =>
    declare(cluster, objectRole, {
      type: 'iam:role-policy',
      step: 'identity',
      name: policy,
      desired: {
        roleName: ref(objectId(cluster, `${purpose}-role`), 'roleName'),
        policyArn: managedPolicyArn(partition, policy),
      },
      idempotency: 'name',
      calls: { create: 'iam:AttachRolePolicy', remove: 'iam:DetachRolePolicy' },
      permissions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:ListAttachedRolePolicies'],
    }),
  )
}
