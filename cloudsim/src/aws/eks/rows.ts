import type { Tree } from '../fields.ts'
import { type Row, rowType } from '../rows.ts'

export interface Issue {
  readonly code: string
  readonly message: string
  readonly resourceIds: readonly string[]
}

/** A change that is under way and takes effect when it ends. */
export interface Change<T> {
  readonly from: number
  readonly until: number
  readonly patch: Partial<T>
}

/** An EKS cluster; its id is its name. */
export interface Cluster extends Row {
  readonly arn: string
  readonly endpointId: string
  readonly version: string
  readonly roleArn: string
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  readonly zoneIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly clusterSecurityGroupId: string
  readonly endpointPublicAccess: boolean
  readonly endpointPrivateAccess: boolean
  readonly publicAccessCidrs: readonly string[]
  readonly serviceIpv4Cidr: string
  readonly authenticationMode: string
  readonly bootstrapAdmin: boolean
  readonly supportType: string
  readonly deletionProtection: boolean
  /** Settings that are only kept and shown. */
  readonly settings: Readonly<Record<string, Tree>>
  readonly clientRequestToken?: string
  readonly requestHash: string
  /** The moment it becomes ACTIVE, or FAILED. */
  readonly settlesAt: number
  readonly failure?: Issue
  readonly change?: Change<Cluster>
  readonly deletingAt?: number
}

export interface Scaling {
  readonly minSize: number
  readonly maxSize: number
  readonly desiredSize: number
}

export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: string
}

/** A managed node group; its id is `cluster/name`. */
export interface Nodegroup extends Row {
  readonly arn: string
  readonly clusterName: string
  readonly name: string
  readonly version: string
  readonly releaseVersion: string
  readonly scaling: Scaling
  readonly diskSize: number
  readonly subnetIds: readonly string[]
  readonly instanceTypes: readonly string[]
  readonly amiType: string
  readonly nodeRole: string
  readonly capacityType: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  readonly settings: Readonly<Record<string, Tree>>
  readonly autoScalingGroup: string
  readonly clientRequestToken?: string
  readonly requestHash: string
  readonly settlesAt: number
  readonly failure?: Issue
  /** What ails it once it is up. */
  readonly issues: readonly Issue[]
  readonly modifiedAt: number
  readonly change?: Change<Nodegroup>
  readonly deletingAt?: number
}

/** An add-on; its id is `cluster/name`. */
export interface Addon extends Row {
  readonly arn: string
  readonly clusterName: string
  readonly name: string
  readonly version: string
  readonly serviceAccountRoleArn?: string
  readonly configurationValues?: string
  readonly clientRequestToken?: string
  readonly settlesAt: number
  readonly failure?: Issue
  readonly modifiedAt: number
  readonly change?: Change<Addon>
  readonly deletingAt?: number
}

export interface AccessPolicy {
  readonly policyArn: string
  readonly scope: { readonly type: string; readonly namespaces: readonly string[] }
  readonly associatedAt: number
  readonly modifiedAt: number
}

/** An access entry; its id is `cluster/principalArn`. */
export interface AccessEntry extends Row {
  readonly arn: string
  readonly clusterName: string
  readonly principalArn: string
  readonly username: string
  readonly type: string
  readonly groups: readonly string[]
  readonly policies: readonly AccessPolicy[]
  readonly clientRequestToken?: string
}

/** The record of an update; its id is a UUID. */
export interface Update extends Row {
  readonly clusterName: string
  readonly nodegroupName?: string
  readonly addonName?: string
  readonly type: string
  readonly params: readonly { readonly type: string; readonly value: string }[]
  readonly until: number
  readonly failure?: { readonly code: string; readonly message: string }
  readonly clientRequestToken?: string
}

export const clusters = rowType<Cluster>('eks-cluster')
export const nodegroups = rowType<Nodegroup>('eks-nodegroup')
export const addons = rowType<Addon>('eks-addon')
export const accessEntries = rowType<AccessEntry>('eks-access-entry')
export const updates = rowType<Update>('eks-update')
