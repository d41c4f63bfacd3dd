import { message } from '../json-schema.ts'

const channel = message('ReleaseChannel', {
  channel: { oneOf: ['UNSPECIFIED', 'RAPID', 'REGULAR', 'STABLE', 'EXTENDED'] },
})

const taint = message('NodeTaint', {
  key: 'string',
  value: 'string',
  effect: { oneOf: ['EFFECT_UNSPECIFIED', 'NO_SCHEDULE', 'PREFER_NO_SCHEDULE', 'NO_EXECUTE'] },
})

const nodeConfig = message(
  'NodeConfig',
  {
    machineType: 'string',
    diskSizeGb: 'integer',
    diskType: 'string',
    imageType: 'string',
    oauthScopes: 'strings',
    serviceAccount: 'string',
    metadata: { map: 'string' },
    labels: { map: 'string' },
    resourceLabels: { map: 'string' },
    tags: 'strings',
    taints: { list: taint },
    spot: 'boolean',
    preemptible: 'boolean',
    workloadMetadataConfig: message('WorkloadMetadataConfig', {
      mode: { oneOf: ['MODE_UNSPECIFIED', 'GCE_METADATA', 'GKE_METADATA'] },
    }),
    shieldedInstanceConfig: message('ShieldedInstanceConfig', {
      enableSecureBoot: 'boolean',
      enableIntegrityMonitoring: 'boolean',
    }),
  },
  `accelerators advancedMachineFeatures bootDisk bootDiskKmsKey confidentialNodes consolidationDelay
   containerdConfig effectiveCgroupMode enableConfidentialStorage ephemeralStorageLocalSsdConfig fastSocket
   flexStart gcfsConfig gpuDirectConfig gvnic kubeletConfig linuxNodeConfig localNvmeSsdBlockConfig
   localSsdCount localSsdEncryptionMode loggingConfig maxRunDuration minCpuPlatform nodeGroup nodeImageConfig
   reservationAffinity resourceManagerTags sandboxConfig secondaryBootDiskUpdateStrategy secondaryBootDisks
   soleTenantConfig storagePools taintConfig windowsNodeConfig`,
)

const autoscaling = message('NodePoolAutoscaling', {
  enabled: 'boolean',
  minNodeCount: 'integer',
  maxNodeCount: 'integer',
  totalMinNodeCount: 'integer',
  totalMaxNodeCount: 'integer',
  autoprovisioned: 'boolean',
  locationPolicy: { oneOf: ['LOCATION_POLICY_UNSPECIFIED', 'BALANCED', 'ANY'] },
})

const management = message('NodeManagement', {
  autoUpgrade: 'boolean',
  autoRepair: 'boolean',
  upgradeOptions: 'any',
})

const maxPods = message('MaxPodsConstraint', { maxPodsPerNode: 'integer' })

const upgradeSettings = message(
  'UpgradeSettings',
  { maxSurge: 'integer', maxUnavailable: 'integer', strategy: 'string' },
  'blueGreenSettings',
)

const nodePool = message(
  'NodePool',
  {
    name: 'string',
    config: nodeConfig,
    initialNodeCount: 'integer',
    locations: 'strings',
    version: 'string',
    autoscaling,
    management,
    maxPodsConstraint: maxPods,
    upgradeSettings,
    networkConfig: message(
      'NodeNetworkConfig',
      { enablePrivateNodes: 'boolean', podRange: 'string', createPodRange: 'boolean' },
      `acceleratorNetworkProfile additionalNodeNetworkConfigs additionalPodNetworkConfigs network
       networkPerformanceConfig networkTierConfig podCidrOverprovisionConfig podIpv4CidrBlock
       podIpv4RangeUtilization subnetwork`,
    ),
  },
  `autopilotConfig bestEffortProvisioning conditions etag instanceGroupUrls kubeletCertInfo maintenancePolicy
   nodeDrainConfig placementPolicy podIpv4CidrSize queuedProvisioning selfLink status statusMessage updateInfo`,
)

const ipAllocationPolicy = message(
  'IPAllocationPolicy',
  {
    useIpAliases: 'boolean',
    clusterSecondaryRangeName: 'string',
    servicesSecondaryRangeName: 'string',
    clusterIpv4CidrBlock: 'string',
    servicesIpv4CidrBlock: 'string',
    createSubnetwork: 'boolean',
    useRoutes: 'boolean',
    stackType: { oneOf: ['STACK_TYPE_UNSPECIFIED', 'IPV4', 'IPV4_IPV6'] },
  },
  `additionalIpRangesConfigs additionalPodRangesConfig autoIpamConfig clusterIpv4Cidr
   defaultPodIpv4RangeUtilization ipv6AccessType networkTierConfig nodeIpv4Cidr nodeIpv4CidrBlock
   podCidrOverprovisionConfig servicesIpv4Cidr servicesIpv6CidrBlock subnetIpv6CidrBlock subnetworkName
   tpuIpv4CidrBlock`,
)

const cluster = message(
  'Cluster',
  {
    name: 'string',
    description: 'string',
    initialNodeCount: 'integer',
    initialClusterVersion: 'string',
    locations: 'strings',
    network: 'string',
    subnetwork: 'string',
    nodeConfig,
    nodePools: { list: nodePool },
    resourceLabels: { map: 'string' },
    ipAllocationPolicy,
    releaseChannel: channel,
    autopilot: message(
      'Autopilot',
      { enabled: 'boolean' },
      'clusterPolicyConfig privilegedAdmissionConfig workloadPolicyConfig',
    ),
    defaultMaxPodsConstraint: maxPods,
    workloadIdentityConfig: message('WorkloadIdentityConfig', { workloadPool: 'string' }),
    privateClusterConfig: message(
      'PrivateClusterConfig',
      {
        enablePrivateNodes: 'boolean',
        enablePrivateEndpoint: 'boolean',
        masterIpv4CidrBlock: 'string',
      },
      'masterGlobalAccessConfig peeringName privateEndpoint privateEndpointSubnetwork publicEndpoint',
    ),
    networkConfig: message(
      'NetworkConfig',
      { defaultEnablePrivateNodes: 'boolean', datapathProvider: 'string' },
      `dataplaneV2Config defaultSnatStatus disableL4LbFirewallReconciliation dnsConfig
       enableCiliumClusterwideNetworkPolicy enableFqdnNetworkPolicy enableIntraNodeVisibility
       enableL4ilbSubsetting enableMultiNetworking gatewayApiConfig inTransitEncryptionConfig network
       networkPerformanceConfig privateIpv6GoogleAccess serviceExternalIpsConfig subnetwork`,
    ),
  },
  `addonsConfig alphaClusterFeatureGates anonymousAuthenticationConfig authenticatorGroupsConfig autoscaling
   binaryAuthorization clusterIpv4Cidr compliancePostureConfig conditions confidentialNodes controlPlaneEgress
   controlPlaneEndpointsConfig costManagementConfig createTime currentEmulatedVersion currentMasterVersion
   currentNodeCount currentNodeVersion databaseEncryption enableK8sBetaApis enableKubernetesAlpha enableTpu
   endpoint enterpriseConfig etag expireTime fleet gkeAutoUpgradeConfig id identityServiceConfig
   instanceGroupUrls labelFingerprint legacyAbac location loggingConfig loggingService maintenancePolicy
   managedMachineLearningDiagnosticsConfig managedOpentelemetryConfig masterAuth masterAuthorizedNetworksConfig
   meshCertificates monitoringConfig monitoringService networkPolicy nodeCreationConfig nodeIpv4CidrSize
   nodePoolAutoConfig nodePoolDefaults notificationConfig parentProductConfig podAutoscaling rbacBindingConfig
   resourceUsageExportConfig rollbackSafeUpgrade satisfiesPzi satisfiesPzs scheduleUpgradeConfig
   secretManagerConfig secretSyncConfig securityPostureConfig selfLink servicesIpv4Cidr shieldedNodes status
   statusMessage tpuIpv4CidrBlock userManagedKeysConfig verticalPodAutoscaling zone`,
)

const clusterUpdate = message(
  'ClusterUpdate',
  {
    desiredMasterVersion: 'string',
    desiredNodeVersion: 'string',
    desiredNodePoolId: 'string',
    desiredImageType: 'string',
    desiredLocations: 'strings',
    desiredReleaseChannel: channel,
    desiredNodePoolAutoscaling: autoscaling,
    desiredLoggingService: 'string',
    desiredMonitoringService: 'string',
    etag: 'string',
  },
  `additionalPodRangesConfig desiredAdditionalIpRangesConfig desiredAddonsConfig
   desiredAnonymousAuthenticationConfig desiredAuthenticatorGroupsConfig desiredAutoIpamConfig
   desiredAutopilotClusterPolicyConfig desiredAutopilotWorkloadPolicyConfig desiredBinaryAuthorization
   desiredClusterAutoscaling desiredCompliancePostureConfig desiredContainerdConfig desiredControlPlaneEgress
   desiredControlPlaneEndpointsConfig desiredCostManagementConfig desiredDatabaseEncryption
   desiredDatapathProvider desiredDefaultEnablePrivateNodes desiredDefaultSnatStatus
   desiredDisableL4LbFirewallReconciliation desiredDnsConfig desiredEmulatedVersion
   desiredEnableCiliumClusterwideNetworkPolicy desiredEnableFqdnNetworkPolicy desiredEnableMultiNetworking
   desiredEnablePrivateEndpoint desiredEnterpriseConfig desiredFleet desiredGatewayApiConfig desiredGcfsConfig
   desiredIdentityServiceConfig desiredImage desiredImageProject desiredInTransitEncryptionConfig
   desiredIntraNodeVisibilityConfig desiredK8sBetaApis desiredL4ilbSubsettingConfig desiredLoggingConfig
   desiredManagedMachineLearningDiagnosticsConfig desiredManagedOpentelemetryConfig
   desiredMasterAuthorizedNetworksConfig desiredMeshCertificates desiredMonitoringConfig
   desiredNetworkPerformanceConfig desiredNetworkTierConfig desiredNodeCreationConfig
   desiredNodeKubeletConfig desiredNodePoolAutoConfigKubeletConfig desiredNodePoolAutoConfigLinuxNodeConfig
   desiredNodePoolAutoConfigNetworkTags desiredNodePoolAutoConfigResourceManagerTags
   desiredNodePoolLoggingConfig desiredNotificationConfig desiredParentProductConfig desiredPodAutoscaling
   desiredPrivateClusterConfig desiredPrivateIpv6GoogleAccess desiredPrivilegedAdmissionConfig
   desiredRbacBindingConfig desiredResourceUsageExportConfig desiredRollbackSafeUpgrade
   desiredSecretManagerConfig desiredSecretSyncConfig desiredSecurityPostureConfig
   desiredServiceExternalIpsConfig desiredShieldedNodes desiredStackType desiredUserManagedKeysConfig
   desiredVerticalPodAutoscaling desiredWorkloadIdentityConfig enableK8sBetaApis gkeAutoUpgradeConfig
   removedAdditionalPodRangesConfig userManagedKeysConfig`,
)

const OF_CLUSTER = 'clusterId name projectId zone'
const OF_POOL = `${OF_CLUSTER} nodePoolId`

export const createClusterRequest = message(
  'CreateClusterRequest',
  { cluster },
  'parent projectId zone',
)
export const updateClusterRequest = message(
  'UpdateClusterRequest',
  { update: clusterUpdate },
  OF_CLUSTER,
)
export const setLabelsRequest = message(
  'SetLabelsRequest',
  { resourceLabels: { map: 'string' }, labelFingerprint: 'string' },
  OF_CLUSTER,
)
export const createNodePoolRequest = message(
  'CreateNodePoolRequest',
  { nodePool },
  'clusterId parent projectId zone',
)
export const setSizeRequest = message('SetNodePoolSizeRequest', { nodeCount: 'integer' }, OF_POOL)
export const setAutoscalingRequest = message(
  'SetNodePoolAutoscalingRequest',
  { autoscaling },
  OF_POOL,
)
export const setManagementRequest = message('SetNodePoolManagementRequest', { management }, OF_POOL)
export const updateNodePoolRequest = message(
  'UpdateNodePoolRequest',
  {
    nodeVersion: 'string',
    imageType: 'string',
    machineType: 'string',
    diskType: 'string',
    diskSizeGb: 'integer',
    locations: 'strings',
    upgradeSettings,
    labels: message('NodeLabels', { labels: { map: 'string' } }),
    taints: message('NodeTaints', { taints: { list: taint } }),
    tags: message('NetworkTags', { tags: 'strings' }),
    resourceLabels: message('ResourceLabels', { labels: { map: 'string' } }),
  },
  `accelerators bootDisk confidentialNodes consolidationDelay containerdConfig etag fastSocket flexStart
   gcfsConfig gvnic image imageProject kubeletConfig linuxNodeConfig loggingConfig maintenancePolicy
   maxRunDuration nodeDrainConfig nodeNetworkConfig queuedProvisioning resourceManagerTags storagePools
   taintConfig windowsNodeConfig workloadMetadataConfig ${OF_POOL}`,
)
