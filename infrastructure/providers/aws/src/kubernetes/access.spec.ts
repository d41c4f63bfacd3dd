import type { Cluster, ObjectDeclaration } from '@skyclust/domain'
import { iamPrincipal, principalName } from '../account/arn.ts'
import { declare, objectId, ref } from '../declare.ts'

/** Lets SkyClust's own principal and the administrators of the spec in, as cluster administrators. */
export function accessObjects(
  cluster: Cluster,
  ownPrincipal: string,
  partition: string,
): readonly ObjectDeclaration[] {
  const own = iamPrincipal(ownPrincipal)
  const admins = new Set((cluster.spec.aws?.adminPrincipalArns ?? []).map(iamPrincipal))
  admins.delete(own)
  return [
    ...accessOf(cluster, own, 'skyclust', partition),
    ...[...admins].flatMap((arn) => accessOf(cluster, arn, handleOf(arn), partition)),
  ]
}

function accessOf(
  cluster: Cluster,
  principalArn: string,
  handle: string,
  partition: string,
): readonly ObjectDeclaration[] {
  const clusterName = ref(objectId(cluster, 'cluster'), 'clusterName')
  const entry = objectId(cluster, `access-entry-${handle}`)
  return [
    declare(cluster, `access-entry-${handle}`, {
      type: 'eks:access-entry',
      name: principalName(principalArn),
      step: 'access',
      desired: { clusterName, principalArn },
      idempotency: 'token',
      calls: { create: 'eks:CreateAccessEntry', remove: 'eks:DeleteAccessEntry' },
      permissions: [
        'eks:CreateAccessEntry',
        'eks:TagResource',
        'eks:DescribeAccessEntry',
        'eks:DeleteAccessEntry',
      ],
      removedWith: objectId(cluster, 'cluster'),
    }),
    declare(cluster, `access-policy-${handle}`, {
      type: 'eks:access-policy-association',
      name: `${principalName(principalArn)} AmazonEKSClusterAdminPolicy`,
      step: 'access',
      desired: {
        clusterName,
        principalArn: ref(entry, 'principalArn'),
        policyArn: `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
      },
      idempotency: 'name',
      calls: { create: 'eks:AssociateAccessPolicy', remove: 'eks:DisassociateAccessPolicy' },
      permissions: [
        'eks:AssociateAccessPolicy',
        'eks:ListAssociatedAccessPolicies',
        'eks:DisassociateAccessPolicy',
      ],
      removedWith: entry,
    }),
  ]
}

/** Readable and unique: the principal's name and a hash of its ARN; stable when others join or leave. */
function handleOf(arn: string): string {
  const name = principalName(arn)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
  return `${name}-${fnv1a(arn)}`
}

/** 32-bit FNV-1a in base 36. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
