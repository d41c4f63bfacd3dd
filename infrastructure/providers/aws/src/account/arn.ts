/** `aws`, `aws-cn` or `aws-us-gov`: the second field of any ARN; `aws` for what is no ARN. */
export function partitionOf(arn: string): string {
  const [scheme, partition] = arn.split(':')
  return scheme === 'arn' && partition ? partition : 'aws'
}

/** The IAM principal behind an ARN: the session of an assumed role stands for its role, which is what EKS access entries name. */
export function iamPrincipal(arn: string): string {
  const match = /^arn:([a-z-]+):sts::(\d+):assumed-role\/([^/]+)\/.+$/.exec(arn)
  return match ? `arn:${match[1]}:iam::${match[2]}:role/${match[3]}` : arn
}

/** Whether the ARN is that of an account's root user, whom EKS takes in no access entry. */
export function isRootUser(arn: string): boolean {
  return /^arn:[a-z-]+:iam::\d+:root$/.test(arn)
}

/** ARN of a policy that AWS manages. */
export function managedPolicyArn(partition: string, policy: string): string {
  return `arn:${partition}:iam::aws:policy/${policy}`
}

/** The last path segment of a role's or user's ARN. */
export function principalName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}
