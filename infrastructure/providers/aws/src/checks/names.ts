import type { Finding } from '@skyclust/domain'
import { orAbsent } from '../handler.ts'
import { RESOURCE } from '../tags.ts'
import type { Check } from './world.ts'

/** A cluster's name is unique in an account and region. */
export const checkNames: Check = async ({ aws, cluster, rootId }, signal) => {
  if (!cluster) return []
  const answer = await orAbsent(
    aws.eks('eks:DescribeCluster', 'read', signal, (eks, options) =>
      eks.describeCluster({ name: cluster.name }, options),
    ),
  )
  if (!answer?.cluster || answer.cluster.tags?.[RESOURCE] === rootId) return []
  const finding: Finding = {
    severity: 'error',
    code: 'name-taken',
    message: `There is a cluster «${cluster.name}» in ${aws.region} already, and it is not this one (${answer.cluster.arn}).`,
    remedy: 'Choose another name, or delete that cluster first.',
    pointer: '/name',
  }
  return [finding]
}
