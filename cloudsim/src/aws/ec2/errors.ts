import { AwsError } from '../aws-error.ts'

/** «Not found» as EC2 words it for each kind of object. */
export const notFound = {
  vpc: (id: string) => new AwsError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
  subnet: (id: string) =>
    new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
  internetGateway: (id: string) =>
    new AwsError(
      'InvalidInternetGatewayID.NotFound',
      `The internetGateway ID '${id}' does not exist`,
    ),
  address: (id: string) =>
    new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${id}' does not exist`),
  natGateway: (id: string) =>
    new AwsError('NatGatewayNotFound', `The Nat Gateway ${id} was not found`),
  routeTable: (id: string) =>
    new AwsError('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`),
  association: (id: string) =>
    new AwsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`),
  securityGroup: (id: string) =>
    new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`),
  networkInterface: (id: string) =>
    new AwsError(
      'InvalidNetworkInterfaceID.NotFound',
      `The networkInterface ID '${id}' does not exist`,
    ),
} as const

/** The refusal of a delete; `what` is EC2's word for the kind. */
export function dependencyViolation(what: string, id: string): AwsError {
  return new AwsError(
    'DependencyViolation',
    `The ${what} '${id}' has dependencies and cannot be deleted.`,
  )
}

export function limitExceeded(code: string, what: string): AwsError {
  return new AwsError(code, `The maximum number of ${what} has been reached.`)
}
