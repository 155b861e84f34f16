export const id = 563;
export const ids = [563];
export const modules = {

/***/ 7563:
/***/ ((__unused_webpack_module, exports, __webpack_require__) => {

const { awsEndpointFunctions, emitWarningIfUnsupportedVersion: emitWarningIfUnsupportedVersion$1, createDefaultUserAgentProvider, NODE_APP_ID_CONFIG_OPTIONS, getAwsRegionExtensionConfiguration, resolveAwsRegionExtensionConfiguration, resolveUserAgentConfig, resolveHostHeaderConfig, getUserAgentPlugin, getHostHeaderPlugin, getLoggerPlugin, getRecursionDetectionPlugin } = __webpack_require__(5152);
const { getHttpAuthSchemeEndpointRuleSetPlugin, DefaultIdentityProviderConfig, getHttpSigningPlugin, createPaginator } = __webpack_require__(402);
const { normalizeProvider, getSmithyContext, ServiceException, NoOpLogger, emitWarningIfUnsupportedVersion, loadConfigsForDefaultMode, getDefaultExtensionConfiguration, resolveDefaultRuntimeConfig, Client, makeBuilder, createWaiter, checkExceptions, WaiterState, createAggregatedClient } = __webpack_require__(2658);
const { Command: $Command } = __webpack_require__(2658);
exports.$Command = $Command;
exports.__Client = Client;
const { resolveDefaultsModeConfig, loadConfig, NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS, resolveRegionConfig } = __webpack_require__(7291);
const { BinaryDecisionDiagram, EndpointCache, decideEndpoint, customEndpointFunctions, resolveEndpointConfig, getEndpointPlugin } = __webpack_require__(2085);
const { parseUrl, getHttpHandlerExtensionConfiguration, resolveHttpHandlerRuntimeConfig, getContentLengthPlugin } = __webpack_require__(3422);
const { DEFAULT_RETRY_MODE, NODE_RETRY_MODE_CONFIG_OPTIONS, NODE_MAX_ATTEMPT_CONFIG_OPTIONS, resolveRetryConfig, getRetryPlugin } = __webpack_require__(3609);
const { TypeRegistry, getSchemaSerdePlugin } = __webpack_require__(6890);
const { resolveAwsSdkSigV4Config, AwsSdkSigV4Signer, NODE_AUTH_SCHEME_PREFERENCE_OPTIONS } = __webpack_require__(7523);
const { defaultProvider } = __webpack_require__(5861);
const { toUtf8, fromUtf8, toBase64, fromBase64, calculateBodyLength } = __webpack_require__(2430);
const { streamCollector, NodeHttpHandler } = __webpack_require__(1279);
const { AwsJson1_1Protocol } = __webpack_require__(7288);
const { Sha256 } = __webpack_require__(9542);

const defaultEMRHttpAuthSchemeParametersProvider = async (config, context, input) => {
    return {
        operation: getSmithyContext(context).operation,
        region: await normalizeProvider(config.region)() || (() => {
            throw new Error("expected `region` to be configured for `aws.auth#sigv4`");
        })(),
    };
};
function createAwsAuthSigv4HttpAuthOption(authParameters) {
    return {
        schemeId: "aws.auth#sigv4",
        signingProperties: {
            name: "elasticmapreduce",
            region: authParameters.region,
        },
        propertiesExtractor: (config, context) => ({
            signingProperties: {
                config,
                context,
            },
        }),
    };
}
const defaultEMRHttpAuthSchemeProvider = (authParameters) => {
    const options = [];
    switch (authParameters.operation) {
        default: {
            options.push(createAwsAuthSigv4HttpAuthOption(authParameters));
        }
    }
    return options;
};
const resolveHttpAuthSchemeConfig = (config) => {
    const config_0 = resolveAwsSdkSigV4Config(config);
    return Object.assign(config_0, {
        authSchemePreference: normalizeProvider(config.authSchemePreference ?? []),
    });
};

const resolveClientEndpointParameters = (options) => {
    return Object.assign(options, {
        useDualstackEndpoint: options.useDualstackEndpoint ?? false,
        useFipsEndpoint: options.useFipsEndpoint ?? false,
        defaultSigningName: "elasticmapreduce",
    });
};
const commonParams = {
    UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
    Endpoint: { type: "builtInParams", name: "endpoint" },
    Region: { type: "builtInParams", name: "region" },
    UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
};

var version = "3.1088.0";
var packageInfo = {
	version: version};

const k = "ref";
const a = -1, b = true, c = "isSet", d = "PartitionResult", e = "booleanEquals", f = "getAttr", g = { [k]: "Endpoint" }, h = { [k]: d }, i = {}, j = [{ [k]: "Region" }];
const _data = {
    conditions: [
        [c, [g]],
        [c, j],
        ["aws.partition", j, d],
        [e, [{ [k]: "UseFIPS" }, b]],
        [e, [{ [k]: "UseDualStack" }, b]],
        [e, [{ fn: f, argv: [h, "supportsDualStack"] }, b]],
        [e, [{ fn: f, argv: [h, "supportsFIPS"] }, b]],
        ["stringEquals", [{ fn: f, argv: [h, "name"] }, "aws-us-gov"]]
    ],
    results: [
        [a],
        [a, "Invalid Configuration: FIPS and custom endpoint are not supported"],
        [a, "Invalid Configuration: Dualstack and custom endpoint are not supported"],
        [g, i],
        ["https://elasticmapreduce-fips.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
        [a, "FIPS and DualStack are enabled, but this partition does not support one or both"],
        ["https://elasticmapreduce.{Region}.amazonaws.com", i],
        ["https://elasticmapreduce-fips.{Region}.{PartitionResult#dnsSuffix}", i],
        [a, "FIPS is enabled but this partition does not support FIPS"],
        ["https://elasticmapreduce.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
        [a, "DualStack is enabled but this partition does not support DualStack"],
        ["https://elasticmapreduce.{Region}.{PartitionResult#dnsSuffix}", i],
        [a, "Invalid Configuration: Missing Region"]
    ]
};
const root = 2;
const r = 100_000_000;
const nodes = new Int32Array([
    -1, 1, -1,
    0, 13, 3,
    1, 4, r + 12,
    2, 5, r + 12,
    3, 8, 6,
    4, 7, r + 11,
    5, r + 9, r + 10,
    4, 11, 9,
    6, 10, r + 8,
    7, r + 6, r + 7,
    5, 12, r + 5,
    6, r + 4, r + 5,
    3, r + 1, 14,
    4, r + 2, r + 3,
]);
const bdd = BinaryDecisionDiagram.from(nodes, root, _data.conditions, _data.results);

const cache = new EndpointCache({
    size: 50,
    params: ["Endpoint", "Region", "UseDualStack", "UseFIPS"],
});
const defaultEndpointResolver = (endpointParams, context = {}) => {
    return cache.get(endpointParams, () => decideEndpoint(bdd, {
        endpointParams: endpointParams,
        logger: context.logger,
    }));
};
customEndpointFunctions.aws = awsEndpointFunctions;

class EMRServiceException extends ServiceException {
    constructor(options) {
        super(options);
        Object.setPrototypeOf(this, EMRServiceException.prototype);
    }
}

class InternalServerException extends EMRServiceException {
    name = "InternalServerException";
    $fault = "server";
    Message;
    constructor(opts) {
        super({
            name: "InternalServerException",
            $fault: "server",
            ...opts,
        });
        Object.setPrototypeOf(this, InternalServerException.prototype);
        this.Message = opts.Message;
    }
}
class InvalidRequestException extends EMRServiceException {
    name = "InvalidRequestException";
    $fault = "client";
    ErrorCode;
    Message;
    constructor(opts) {
        super({
            name: "InvalidRequestException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, InvalidRequestException.prototype);
        this.ErrorCode = opts.ErrorCode;
        this.Message = opts.Message;
    }
}
class InternalServerError extends EMRServiceException {
    name = "InternalServerError";
    $fault = "server";
    constructor(opts) {
        super({
            name: "InternalServerError",
            $fault: "server",
            ...opts,
        });
        Object.setPrototypeOf(this, InternalServerError.prototype);
    }
}

const _A = "Application";
const _ADDJP = "ADDomainJoinPassword";
const _ADDJU = "ADDomainJoinUser";
const _AI = "AdditionalInfo";
const _AIF = "AddInstanceFleet";
const _AIFI = "AddInstanceFleetInput";
const _AIFO = "AddInstanceFleetOutput";
const _AIG = "AddInstanceGroups";
const _AIGI = "AddInstanceGroupsInput";
const _AIGO = "AddInstanceGroupsOutput";
const _AIc = "AccountId";
const _AIp = "ApplicationId";
const _AIu = "AuthorId";
const _AJFS = "AddJobFlowSteps";
const _AJFSI = "AddJobFlowStepsInput";
const _AJFSO = "AddJobFlowStepsOutput";
const _AL = "ApplicationList";
const _AM = "AuthMode";
const _AMSG = "AdditionalMasterSecurityGroups";
const _AOF = "ActionOnFailure";
const _AOSR = "AvailableOSReleases";
const _APC = "AuthProxyCall";
const _AS = "AllocationStrategy";
const _ASP = "AutoScalingPolicy";
const _ASPD = "AutoScalingPolicyDescription";
const _ASPS = "AutoScalingPolicyStatus";
const _ASPSCR = "AutoScalingPolicyStateChangeReason";
const _ASR = "AutoScalingRole";
const _ASSG = "AdditionalSlaveSecurityGroups";
const _AT = "AutoTerminate";
const _ATET = "AuthTokenExpirationTime";
const _ATI = "AddTagsInput";
const _ATO = "AddTagsOutput";
const _ATP = "AutoTerminationPolicy";
const _ATd = "AdjustmentType";
const _ATdd = "AddTags";
const _ATu = "AuthToken";
const _AV = "AmiVersion";
const _AZ = "AvailabilityZone";
const _AZv = "AvailabilityZones";
const _Ac = "Action";
const _Ap = "Applications";
const _Ar = "Args";
const _Arc = "Architecture";
const _Arn = "Arn";
const _B = "Bucket";
const _BA = "BootstrapActions";
const _BAC = "BootstrapActionConfig";
const _BACL = "BootstrapActionConfigList";
const _BAD = "BootstrapActionDetail";
const _BADL = "BootstrapActionDetailList";
const _BDM = "BlockDurationMinutes";
const _BP = "BidPrice";
const _BPAC = "BlockPublicAccessConfiguration";
const _BPACM = "BlockPublicAccessConfigurationMetadata";
const _BPAPOODP = "BidPriceAsPercentageOfOnDemandPrice";
const _BPSGR = "BlockPublicSecurityGroupRules";
const _C = "Constraints";
const _CA = "ClusterArn";
const _CAI = "CustomAmiId";
const _CAr = "CreatedAfter";
const _CAre = "CreatedAt";
const _CB = "CreatedBefore";
const _CBA = "CreatedByArn";
const _CD = "CoolDown";
const _CDT = "CreationDateTime";
const _CI = "ClusterId";
const _CL = "ComputeLimits";
const _CLo = "CommandList";
const _CLon = "ConfigurationList";
const _CO = "ComparisonOperator";
const _CPAUI = "CreatePersistentAppUI";
const _CPAUII = "CreatePersistentAppUIInput";
const _CPAUIO = "CreatePersistentAppUIOutput";
const _CRO = "CapacityReservationOptions";
const _CRP = "CapacityReservationPreference";
const _CRRGA = "CapacityReservationResourceGroupArn";
const _CRT = "ClientRequestToken";
const _CRTPP = "CrossRealmTrustPrincipalPassword";
const _CS = "ClusterStatus";
const _CSC = "CreateSecurityConfiguration";
const _CSCI = "CreateSecurityConfigurationInput";
const _CSCO = "CreateSecurityConfigurationOutput";
const _CSCR = "ClusterStateChangeReason";
const _CSI = "CancelStepsInfo";
const _CSIL = "CancelStepsInfoList";
const _CSIa = "CancelStepsInput";
const _CSIr = "CreateStudioInput";
const _CSL = "ClusterSummaryList";
const _CSO = "CancelStepsOutput";
const _CSOr = "CreateStudioOutput";
const _CSSM = "CreateStudioSessionMapping";
const _CSSMI = "CreateStudioSessionMappingInput";
const _CSa = "CancelSteps";
const _CSl = "ClusterSummary";
const _CSlu = "ClusterStates";
const _CSr = "CreateStudio";
const _CT = "ClusterTimeline";
const _CTr = "CreationTime";
const _CV = "ConfigurationsVersion";
const _CWAD = "CloudWatchAlarmDefinition";
const _CWLC = "CloudWatchLogConfiguration";
const _CWLCl = "CloudWatchLoggingConfiguration";
const _Cl = "Classification";
const _Clu = "Cluster";
const _Clus = "Clusters";
const _Co = "Code";
const _Com = "Command";
const _Con = "Configurations";
const _Conf = "Configuration";
const _Confi = "Config";
const _Cont = "Context";
const _Cr = "Credentials";
const _D = "Dimensions";
const _DC = "DescribeCluster";
const _DCI = "DescribeClusterInput";
const _DCO = "DescribeClusterOutput";
const _DJF = "DescribeJobFlows";
const _DJFI = "DescribeJobFlowsInput";
const _DJFO = "DescribeJobFlowsOutput";
const _DNE = "DescribeNotebookExecution";
const _DNEI = "DescribeNotebookExecutionInput";
const _DNEO = "DescribeNotebookExecutionOutput";
const _DPAUI = "DescribePersistentAppUI";
const _DPAUII = "DescribePersistentAppUIInput";
const _DPAUIO = "DescribePersistentAppUIOutput";
const _DR = "DryRun";
const _DRL = "DescribeReleaseLabel";
const _DRLI = "DescribeReleaseLabelInput";
const _DRLO = "DescribeReleaseLabelOutput";
const _DS = "DeleteStudio";
const _DSC = "DeleteSecurityConfiguration";
const _DSCI = "DeleteSecurityConfigurationInput";
const _DSCIe = "DescribeSecurityConfigurationInput";
const _DSCO = "DeleteSecurityConfigurationOutput";
const _DSCOe = "DescribeSecurityConfigurationOutput";
const _DSCe = "DescribeSecurityConfiguration";
const _DSI = "DeleteStudioInput";
const _DSIe = "DescribeStepInput";
const _DSIes = "DescribeStudioInput";
const _DSL = "DefaultS3Location";
const _DSO = "DescribeStepOutput";
const _DSOe = "DescribeStudioOutput";
const _DSSM = "DeleteStudioSessionMapping";
const _DSSMI = "DeleteStudioSessionMappingInput";
const _DSe = "DescribeStep";
const _DSes = "DescribeStudio";
const _DT = "DecommissionTimeout";
const _De = "Description";
const _Dev = "Device";
const _E = "Enabled";
const _EA = "ExpiresAt";
const _EAZ = "Ec2AvailabilityZone";
const _EAn = "EndedAt";
const _EBD = "EbsBlockDevice";
const _EBDC = "EbsBlockDeviceConfig";
const _EBDCL = "EbsBlockDeviceConfigList";
const _EBDCb = "EbsBlockDeviceConfigs";
const _EBDL = "EbsBlockDeviceList";
const _EBDb = "EbsBlockDevices";
const _EC = "ErrorCode";
const _ECIITT = "EC2InstanceIdsToTerminate";
const _ECb = "EbsConfiguration";
const _ECn = "EngineConfigurations";
const _ED = "ErrorDetails";
const _EDL = "ErrorDetailList";
const _EDT = "EndDateTime";
const _EDr = "ErrorDetail";
const _EDrr = "ErrorData";
const _EE = "ExecutionEngine";
const _EEC = "ExecutionEngineConfig";
const _EEI = "ExecutionEngineId";
const _EI = "EditorId";
const _EIA = "Ec2InstanceAttributes";
const _EII = "Ec2InstanceId";
const _EKA = "EncryptionKeyArn";
const _EKN = "Ec2KeyName";
const _EM = "ErrorMessage";
const _EMMSG = "EmrManagedMasterSecurityGroup";
const _EMRCC = "EMRContainersConfig";
const _EMSSG = "EmrManagedSlaveSecurityGroup";
const _EO = "EbsOptimized";
const _EOA = "EbsOptimizedAvailable";
const _EOBD = "EbsOptimizedByDefault";
const _EP = "EvaluationPeriods";
const _ERA = "ExecutionRoleArn";
const _ERVI = "EbsRootVolumeIops";
const _ERVS = "EbsRootVolumeSize";
const _ERVT = "EbsRootVolumeThroughput";
const _ES = "ExtendedSupport";
const _ESD = "ExecutionStatusDetail";
const _ESGI = "EngineSecurityGroupId";
const _ESI = "Ec2SubnetId";
const _ESIc = "Ec2SubnetIds";
const _ESO = "EbsStorageOnly";
const _ET = "EndTime";
const _EV = "EbsVolume";
const _EVL = "EbsVolumeList";
const _EVb = "EbsVolumes";
const _EVn = "EnvironmentVariables";
const _En = "Endpoint";
const _F = "From";
const _FD = "FailureDetails";
const _Fi = "Filters";
const _GATP = "GetAutoTerminationPolicy";
const _GATPI = "GetAutoTerminationPolicyInput";
const _GATPO = "GetAutoTerminationPolicyOutput";
const _GBPAC = "GetBlockPublicAccessConfiguration";
const _GBPACI = "GetBlockPublicAccessConfigurationInput";
const _GBPACO = "GetBlockPublicAccessConfigurationOutput";
const _GCSC = "GetClusterSessionCredentials";
const _GCSCI = "GetClusterSessionCredentialsInput";
const _GCSCO = "GetClusterSessionCredentialsOutput";
const _GMSP = "GetManagedScalingPolicy";
const _GMSPI = "GetManagedScalingPolicyInput";
const _GMSPO = "GetManagedScalingPolicyOutput";
const _GOCAUIPURL = "GetOnClusterAppUIPresignedURL";
const _GOCAUIPURLI = "GetOnClusterAppUIPresignedURLInput";
const _GOCAUIPURLO = "GetOnClusterAppUIPresignedURLOutput";
const _GPAUIPURL = "GetPersistentAppUIPresignedURL";
const _GPAUIPURLI = "GetPersistentAppUIPresignedURLInput";
const _GPAUIPURLO = "GetPersistentAppUIPresignedURLOutput";
const _GS = "GetSession";
const _GSE = "GetSessionEndpoint";
const _GSEI = "GetSessionEndpointInput";
const _GSEO = "GetSessionEndpointOutput";
const _GSI = "GetSessionInput";
const _GSO = "GetSessionOutput";
const _GSSM = "GetStudioSessionMapping";
const _GSSMI = "GetStudioSessionMappingInput";
const _GSSMO = "GetStudioSessionMappingOutput";
const _HJS = "HadoopJarStep";
const _HJSC = "HadoopJarStepConfig";
const _HSC = "HadoopStepConfig";
const _HV = "HadoopVersion";
const _I = "Id";
const _IAU = "IdpAuthUrl";
const _IBO = "Is64BitsOnly";
const _IC = "InstanceCount";
const _ICT = "InstanceCollectionType";
const _IF = "InstanceFleet";
const _IFC = "InstanceFleetConfig";
const _IFCL = "InstanceFleetConfigList";
const _IFI = "InstanceFleetId";
const _IFIn = "InstanceFamilyId";
const _IFL = "InstanceFleetList";
const _IFMC = "InstanceFleetModifyConfig";
const _IFPS = "InstanceFleetProvisioningSpecifications";
const _IFRS = "InstanceFleetResizingSpecifications";
const _IFS = "InstanceFleetStatus";
const _IFSCR = "InstanceFleetStateChangeReason";
const _IFT = "InstanceFleetType";
const _IFTn = "InstanceFleetTimeline";
const _IFn = "InstanceFleets";
const _IG = "InstanceGroups";
const _IGC = "InstanceGroupConfig";
const _IGCL = "InstanceGroupConfigList";
const _IGD = "InstanceGroupDetail";
const _IGDL = "InstanceGroupDetailList";
const _IGI = "InstanceGroupIds";
const _IGIn = "InstanceGroupId";
const _IGL = "InstanceGroupList";
const _IGMC = "InstanceGroupModifyConfig";
const _IGMCL = "InstanceGroupModifyConfigList";
const _IGS = "InstanceGroupStatus";
const _IGSCR = "InstanceGroupStateChangeReason";
const _IGT = "InstanceGroupType";
const _IGTn = "InstanceGroupTimeline";
const _IGTns = "InstanceGroupTypes";
const _IGn = "InstanceGroup";
const _II = "IdentityId";
const _IIA = "IdcInstanceArn";
const _IIP = "IamInstanceProfile";
const _IL = "InstanceList";
const _IN = "IdentityName";
const _IR = "InstanceRole";
const _IRC = "InstanceRequestCount";
const _IRCn = "InstanceRunningCount";
const _IRE = "InvalidRequestException";
const _IRP = "InstanceResizePolicy";
const _IRSPN = "IdpRelayStateParameterName";
const _IS = "InstanceStatus";
const _ISCR = "InstanceStateChangeReason";
const _ISE = "InternalServerError";
const _ISEn = "InternalServerException";
const _ISd = "IdleSince";
const _ISn = "InstanceStates";
const _IT = "IdleTimeout";
const _ITC = "InstanceTypeConfigs";
const _ITCL = "InstanceTypeConfigList";
const _ITCn = "InstanceTypeConfig";
const _ITP = "InstancesToProtect";
const _ITS = "InstanceTypeSpecifications";
const _ITSL = "InstanceTypeSpecificationList";
const _ITSn = "InstanceTypeSpecification";
const _ITT = "InstancesToTerminate";
const _ITTn = "InstanceTerminationTimeout";
const _ITd = "IdentityType";
const _ITn = "InstanceType";
const _ITns = "InstanceTimeline";
const _IUA = "IdcUserAssignment";
const _In = "Instance";
const _Ins = "Instances";
const _Io = "Iops";
const _J = "Jar";
const _JF = "JobFlows";
const _JFD = "JobFlowDetail";
const _JFDL = "JobFlowDetailList";
const _JFESD = "JobFlowExecutionStatusDetail";
const _JFI = "JobFlowId";
const _JFIC = "JobFlowInstancesConfig";
const _JFID = "JobFlowInstancesDetail";
const _JFIo = "JobFlowIds";
const _JFR = "JobFlowRole";
const _JFS = "JobFlowStates";
const _JRI = "JobRunId";
const _K = "Key";
const _KA = "KerberosAttributes";
const _KAP = "KdcAdminPassword";
const _KJFAWNS = "KeepJobFlowAliveWhenNoSteps";
const _KV = "KeyValue";
const _KVL = "KeyValueList";
const _L = "Label";
const _LBA = "ListBootstrapActions";
const _LBAI = "ListBootstrapActionsInput";
const _LBAO = "ListBootstrapActionsOutput";
const _LC = "ListClusters";
const _LCI = "ListClustersInput";
const _LCO = "ListClustersOutput";
const _LEKKI = "LogEncryptionKmsKeyId";
const _LF = "LogFile";
const _LG = "LogGroup";
const _LGN = "LogGroupName";
const _LI = "ListInstances";
const _LIF = "ListInstanceFleets";
const _LIFI = "ListInstanceFleetsInput";
const _LIFO = "ListInstanceFleetsOutput";
const _LIG = "ListInstanceGroups";
const _LIGI = "ListInstanceGroupsInput";
const _LIGO = "ListInstanceGroupsOutput";
const _LII = "ListInstancesInput";
const _LIO = "ListInstancesOutput";
const _LMT = "LastModifiedTime";
const _LNE = "ListNotebookExecutions";
const _LNEI = "ListNotebookExecutionsInput";
const _LNEO = "ListNotebookExecutionsOutput";
const _LRL = "ListReleaseLabels";
const _LRLI = "ListReleaseLabelsInput";
const _LRLO = "ListReleaseLabelsOutput";
const _LS = "LaunchSpecifications";
const _LSAC = "LastSuccessfullyAppliedConfigurations";
const _LSACV = "LastSuccessfullyAppliedConfigurationsVersion";
const _LSC = "ListSecurityConfigurations";
const _LSCI = "ListSecurityConfigurationsInput";
const _LSCO = "ListSecurityConfigurationsOutput";
const _LSCR = "LastStateChangeReason";
const _LSI = "ListSessionsInput";
const _LSIT = "ListSupportedInstanceTypes";
const _LSITI = "ListSupportedInstanceTypesInput";
const _LSITO = "ListSupportedInstanceTypesOutput";
const _LSIi = "ListStepsInput";
const _LSIis = "ListStudiosInput";
const _LSNP = "LogStreamNamePrefix";
const _LSO = "ListSessionsOutput";
const _LSOi = "ListStepsOutput";
const _LSOis = "ListStudiosOutput";
const _LSSM = "ListStudioSessionMappings";
const _LSSMI = "ListStudioSessionMappingsInput";
const _LSSMO = "ListStudioSessionMappingsOutput";
const _LSi = "ListSessions";
const _LSis = "ListSteps";
const _LSist = "ListStudios";
const _LT = "LogTypes";
const _LTM = "LogTypesMap";
const _LTUP = "LogTypeUploadPolicy";
const _LU = "LogUri";
const _M = "Message";
const _MC = "MonitoringConfiguration";
const _MCCU = "MaximumCoreCapacityUnits";
const _MCI = "ModifyClusterInput";
const _MCO = "ModifyClusterOutput";
const _MCU = "MinimumCapacityUnits";
const _MCUa = "MaximumCapacityUnits";
const _MCa = "MainClass";
const _MCax = "MaxCapacity";
const _MCi = "MinCapacity";
const _MCo = "ModifyCluster";
const _MD = "MetricDimension";
const _MDL = "MetricDimensionList";
const _MGB = "MemoryGB";
const _MIF = "ModifyInstanceFleet";
const _MIFI = "ModifyInstanceFleetInput";
const _MIG = "ModifyInstanceGroups";
const _MIGI = "ModifyInstanceGroupsInput";
const _MII = "MasterInstanceId";
const _MISGI = "MasterInstanceSecurityGroupId";
const _MIT = "MasterInstanceType";
const _MLC = "ManagedLoggingConfiguration";
const _MN = "MetricName";
const _MODCU = "MaximumOnDemandCapacityUnits";
const _MPDN = "MasterPublicDnsName";
const _MR = "MaxResults";
const _MRa = "MaxRange";
const _MRi = "MinRange";
const _MSP = "ManagedScalingPolicy";
const _Ma = "Market";
const _Mar = "Marker";
const _N = "Name";
const _NE = "NotebookExecution";
const _NEI = "NotebookExecutionId";
const _NEN = "NotebookExecutionName";
const _NES = "NotebookExecutionSummary";
const _NESL = "NotebookExecutionSummaryList";
const _NEo = "NotebookExecutions";
const _NIH = "NormalizedInstanceHours";
const _NISGI = "NotebookInstanceSecurityGroupId";
const _NOD = "NumberOfDisks";
const _NP = "NotebookParams";
const _NSL = "NotebookS3Location";
const _NSLFI = "NotebookS3LocationFromInput";
const _NSLFO = "NotebookS3LocationForOutput";
const _NSP = "NewSupportedProducts";
const _NSPL = "NewSupportedProductsList";
const _NT = "NextToken";
const _Na = "Namespace";
const _OA = "OutpostArn";
const _OCAUIT = "OnClusterAppUIType";
const _ODCRO = "OnDemandCapacityReservationOptions";
const _ODPS = "OnDemandProvisioningSpecification";
const _ODRS = "OnDemandResizeSpecification";
const _ODRSn = "OnDemandResizingSpecification";
const _ODS = "OnDemandSpecification";
const _ONF = "OutputNotebookFormat";
const _ONSL = "OutputNotebookS3Location";
const _ONSLFI = "OutputNotebookS3LocationFromInput";
const _ONSLFO = "OutputNotebookS3LocationForOutput";
const _ONURI = "OutputNotebookURI";
const _OSR = "OSRelease";
const _OSRL = "OSReleaseLabel";
const _OSRLe = "OSReleaseList";
const _P = "Properties";
const _PASP = "PutAutoScalingPolicy";
const _PASPI = "PutAutoScalingPolicyInput";
const _PASPO = "PutAutoScalingPolicyOutput";
const _PATP = "PutAutoTerminationPolicy";
const _PATPI = "PutAutoTerminationPolicyInput";
const _PATPO = "PutAutoTerminationPolicyOutput";
const _PAUI = "PersistentAppUI";
const _PAUII = "PersistentAppUIId";
const _PAUIS = "PersistentAppUIStatus";
const _PAUIT = "PersistentAppUIType";
const _PAUITL = "PersistentAppUITypeList";
const _PBPAC = "PutBlockPublicAccessConfiguration";
const _PBPACI = "PutBlockPublicAccessConfigurationInput";
const _PBPACO = "PutBlockPublicAccessConfigurationOutput";
const _PDN = "PublicDnsName";
const _PDNr = "PrivateDnsName";
const _PG = "PlacementGroups";
const _PGC = "PlacementGroupConfig";
const _PGCL = "PlacementGroupConfigList";
const _PGCl = "PlacementGroupConfigs";
const _PIA = "PublicIpAddress";
const _PIAr = "PrivateIpAddress";
const _PMSP = "PutManagedScalingPolicy";
const _PMSPI = "PutManagedScalingPolicyInput";
const _PMSPO = "PutManagedScalingPolicyOutput";
const _PODC = "ProvisionedOnDemandCapacity";
const _PPSGRR = "PermittedPublicSecurityGroupRuleRanges";
const _PR = "PortRange";
const _PRo = "PortRanges";
const _PS = "PlacementStrategy";
const _PSC = "ProvisionedSpotCapacity";
const _PT = "ProfilerType";
const _PTl = "PlacementType";
const _PURL = "PresignedURL";
const _PURLR = "PresignedURLReady";
const _Pa = "Path";
const _Pas = "Password";
const _Pe = "Period";
const _Pl = "Placement";
const _Pr = "Priority";
const _Pre = "Prefix";
const _R = "Rules";
const _RASP = "RemoveAutoScalingPolicy";
const _RASPI = "RemoveAutoScalingPolicyInput";
const _RASPO = "RemoveAutoScalingPolicyOutput";
const _RATP = "RemoveAutoTerminationPolicy";
const _RATPI = "RemoveAutoTerminationPolicyInput";
const _RATPO = "RemoveAutoTerminationPolicyOutput";
const _RAV = "RequestedAmiVersion";
const _RAVu = "RunningAmiVersion";
const _RDT = "ReadyDateTime";
const _REAZ = "RequestedEc2AvailabilityZones";
const _RESI = "RequestedEc2SubnetIds";
const _RI = "ResourceId";
const _RIC = "RequestedInstanceCount";
const _RICu = "RunningInstanceCount";
const _RJF = "RunJobFlow";
const _RJFI = "RunJobFlowInput";
const _RJFO = "RunJobFlowOutput";
const _RL = "ReleaseLabel";
const _RLF = "ReleaseLabelFilter";
const _RLe = "ReleaseLabels";
const _RMSP = "RemoveManagedScalingPolicy";
const _RMSPI = "RemoveManagedScalingPolicyInput";
const _RMSPO = "RemoveManagedScalingPolicyOutput";
const _RP = "RelativePath";
const _RREC = "RuntimeRoleEnabledCluster";
const _RS = "ResizeSpecifications";
const _RT = "ReconfigurationType";
const _RTI = "RemoveTagsInput";
const _RTO = "RemoveTagsOutput";
const _RTe = "RemoveTags";
const _RUOB = "RepoUpgradeOnBoot";
const _Re = "Reason";
const _Rea = "Realm";
const _S = "Steps";
const _SA = "ScalingAction";
const _SAL = "SimplifiedApplicationList";
const _SASG = "ServiceAccessSecurityGroup";
const _SAc = "ScalingAdjustment";
const _SAi = "SimplifiedApplication";
const _SAt = "StartedAt";
const _SAtu = "StudioArn";
const _SBA = "ScriptBootstrapAction";
const _SBAC = "ScriptBootstrapActionConfig";
const _SC = "SecurityConfiguration";
const _SCL = "StepConcurrencyLevel";
const _SCLe = "SecurityConfigurationList";
const _SCLt = "StepConfigList";
const _SCO = "StepCancellationOption";
const _SCR = "StateChangeReason";
const _SCS = "SecurityConfigurationSummary";
const _SCWLC = "SessionCloudWatchLoggingConfiguration";
const _SCc = "ScalingConstraints";
const _SCe = "SecurityConfigurations";
const _SCt = "StepConfig";
const _SD = "StepDetail";
const _SDB = "ScaleDownBehavior";
const _SDL = "StepDetailList";
const _SDT = "StartDateTime";
const _SE = "SessionEnabled";
const _SERA = "StepExecutionRoleArn";
const _SESD = "StepExecutionStatusDetail";
const _SGB = "StorageGB";
const _SI = "StepIds";
const _SIGB = "SizeInGB";
const _SIT = "SlaveInstanceType";
const _SITIM = "SessionIdleTimeoutInMinutes";
const _SITL = "SupportedInstanceTypesList";
const _SITu = "SupportedInstanceTypes";
const _SITup = "SupportedInstanceType";
const _SIe = "SessionId";
const _SIt = "StepId";
const _SItu = "StudioId";
const _SIu = "SubnetIds";
const _SKJFAWNS = "SetKeepJobFlowAliveWhenNoSteps";
const _SKJFAWNSI = "SetKeepJobFlowAliveWhenNoStepsInput";
const _SL = "SessionList";
const _SLC = "S3LoggingConfiguration";
const _SM = "SessionMapping";
const _SMC = "S3MonitoringConfiguration";
const _SMCe = "SessionMonitoringConfiguration";
const _SMCt = "StepMonitoringConfiguration";
const _SMD = "SessionMappingDetail";
const _SMLC = "SessionManagedLoggingConfiguration";
const _SMS = "SessionMappingSummary";
const _SMSL = "SessionMappingSummaryList";
const _SMe = "SessionMappings";
const _SNE = "StartNotebookExecution";
const _SNEI = "StartNotebookExecutionInput";
const _SNEIt = "StopNotebookExecutionInput";
const _SNEO = "StartNotebookExecutionOutput";
const _SNEt = "StopNotebookExecution";
const _SP = "ScriptPath";
const _SPA = "SessionPolicyArn";
const _SPC = "SupportedProductConfig";
const _SPS = "SpotProvisioningSpecification";
const _SPh = "ShrinkPolicy";
const _SPu = "SupportedProducts";
const _SR = "ServiceRole";
const _SRL = "ScalingRuleList";
const _SRS = "SpotResizeSpecification";
const _SRSp = "SpotResizingSpecification";
const _SRc = "ScalingRule";
const _SS = "SensitiveString";
const _SSCR = "StepStateChangeReason";
const _SSI = "StartSessionInput";
const _SSL = "StepSummaryList";
const _SSLC = "SessionS3LoggingConfiguration";
const _SSLt = "StudioSummaryList";
const _SSO = "StartSessionOutput";
const _SSPC = "SimpleScalingPolicyConfiguration";
const _SSc = "ScalingStrategy";
const _SSe = "SessionStates";
const _SSp = "SpotSpecification";
const _SSt = "StepStates";
const _SSta = "StartSession";
const _SSte = "StepStatus";
const _SStep = "StepSummary";
const _SStu = "StudioSummary";
const _ST = "StartTime";
const _STP = "SetTerminationProtection";
const _STPI = "SetTerminationProtectionInput";
const _STc = "ScalingTrigger";
const _STt = "StepTimeline";
const _SU = "ServerUrl";
const _SUNR = "SetUnhealthyNodeReplacement";
const _SUNRI = "SetUnhealthyNodeReplacementInput";
const _SVTAU = "SetVisibleToAllUsers";
const _SVTAUI = "SetVisibleToAllUsersInput";
const _Se = "Session";
const _Ses = "Sessions";
const _St = "Status";
const _Sta = "State";
const _Stat = "Statistic";
const _Ste = "Step";
const _Stu = "Studio";
const _Stud = "Studios";
const _T = "Tags";
const _TA = "TimeoutAction";
const _TDM = "TimeoutDurationMinutes";
const _TIPE = "TrustedIdentityPropagationEnabled";
const _TJF = "TerminateJobFlows";
const _TJFI = "TerminateJobFlowsInput";
const _TK = "TagKeys";
const _TL = "TagList";
const _TODC = "TargetOnDemandCapacity";
const _TP = "TerminationProtected";
const _TRA = "TargetResourceArn";
const _TS = "TerminateSession";
const _TSC = "TargetSpotCapacity";
const _TSI = "TerminateSessionInput";
const _TSO = "TerminateSessionOutput";
const _Ta = "Tag";
const _Th = "Threshold";
const _Thr = "Throughput";
const _Ti = "Timeline";
const _To = "To";
const _Tr = "Trigger";
const _Ty = "Type";
const _U = "Unit";
const _UA = "UpdatedAt";
const _UNR = "UnhealthyNodeReplacement";
const _UP = "UsernamePassword";
const _UPI = "UtilizationPerformanceIndex";
const _UR = "UserRole";
const _US = "UsageStrategy";
const _USI = "UpdateStudioInput";
const _USSM = "UpdateStudioSessionMapping";
const _USSMI = "UpdateStudioSessionMappingInput";
const _USp = "UpdateStudio";
const _UT = "UnitType";
const _Ur = "Url";
const _Us = "Username";
const _V = "Version";
const _VCPU = "VCPU";
const _VI = "VpcId";
const _VIo = "VolumeId";
const _VPI = "VolumesPerInstance";
const _VS = "VolumeSpecification";
const _VT = "VolumeType";
const _VTAU = "VisibleToAllUsers";
const _Va = "Value";
const _WC = "WeightedCapacity";
const _WSGI = "WorkspaceSecurityGroupId";
const _XR = "XReferer";
const _aQE = "awsQueryError";
const _c = "client";
const _e = "error";
const _hE = "httpError";
const _s = "smithy.ts.sdk.synthetic.com.amazonaws.emr";
const _se = "server";
const n0 = "com.amazonaws.emr";
const _s_registry = TypeRegistry.for(_s);
var EMRServiceException$ = [-3, _s, "EMRServiceException", 0, [], []];
_s_registry.registerError(EMRServiceException$, EMRServiceException);
const n0_registry = TypeRegistry.for(n0);
var InternalServerError$ = [-3, n0, _ISE,
    { [_aQE]: [`InternalFailure`, 500], [_e]: _se, [_hE]: 500 },
    [],
    []
];
n0_registry.registerError(InternalServerError$, InternalServerError);
var InternalServerException$ = [-3, n0, _ISEn,
    { [_e]: _se },
    [_M],
    [0]
];
n0_registry.registerError(InternalServerException$, InternalServerException);
var InvalidRequestException$ = [-3, n0, _IRE,
    { [_e]: _c },
    [_EC, _M],
    [0, 0]
];
n0_registry.registerError(InvalidRequestException$, InvalidRequestException);
const errorTypeRegistries = [
    _s_registry,
    n0_registry,
];
var SensitiveString = [0, n0, _SS, 8, 0];
var AddInstanceFleetInput$ = [3, n0, _AIFI,
    0,
    [_CI, _IF],
    [0, () => InstanceFleetConfig$], 2
];
var AddInstanceFleetOutput$ = [3, n0, _AIFO,
    0,
    [_CI, _IFI, _CA],
    [0, 0, 0]
];
var AddInstanceGroupsInput$ = [3, n0, _AIGI,
    0,
    [_IG, _JFI],
    [() => InstanceGroupConfigList, 0], 2
];
var AddInstanceGroupsOutput$ = [3, n0, _AIGO,
    0,
    [_JFI, _IGI, _CA],
    [0, 64 | 0, 0]
];
var AddJobFlowStepsInput$ = [3, n0, _AJFSI,
    0,
    [_JFI, _S, _ERA],
    [0, () => StepConfigList, 0], 2
];
var AddJobFlowStepsOutput$ = [3, n0, _AJFSO,
    0,
    [_SI],
    [64 | 0]
];
var AddTagsInput$ = [3, n0, _ATI,
    0,
    [_RI, _T, _CI],
    [0, () => TagList, 0], 2
];
var AddTagsOutput$ = [3, n0, _ATO,
    0,
    [],
    []
];
var Application$ = [3, n0, _A,
    0,
    [_N, _V, _Ar, _AI],
    [0, 0, 64 | 0, 128 | 0]
];
var AutoScalingPolicy$ = [3, n0, _ASP,
    0,
    [_C, _R],
    [() => ScalingConstraints$, () => ScalingRuleList], 2
];
var AutoScalingPolicyDescription$ = [3, n0, _ASPD,
    0,
    [_St, _C, _R],
    [() => AutoScalingPolicyStatus$, () => ScalingConstraints$, () => ScalingRuleList]
];
var AutoScalingPolicyStateChangeReason$ = [3, n0, _ASPSCR,
    0,
    [_Co, _M],
    [0, 0]
];
var AutoScalingPolicyStatus$ = [3, n0, _ASPS,
    0,
    [_Sta, _SCR],
    [0, () => AutoScalingPolicyStateChangeReason$]
];
var AutoTerminationPolicy$ = [3, n0, _ATP,
    0,
    [_IT],
    [1]
];
var BlockPublicAccessConfiguration$ = [3, n0, _BPAC,
    0,
    [_BPSGR, _PPSGRR, _Cl, _Con, _P],
    [2, () => PortRanges, 0, () => ConfigurationList, 128 | 0], 1
];
var BlockPublicAccessConfigurationMetadata$ = [3, n0, _BPACM,
    0,
    [_CDT, _CBA],
    [4, 0], 2
];
var BootstrapActionConfig$ = [3, n0, _BAC,
    0,
    [_N, _SBA],
    [0, () => ScriptBootstrapActionConfig$], 2
];
var BootstrapActionDetail$ = [3, n0, _BAD,
    0,
    [_BAC],
    [() => BootstrapActionConfig$]
];
var CancelStepsInfo$ = [3, n0, _CSI,
    0,
    [_SIt, _St, _Re],
    [0, 0, 0]
];
var CancelStepsInput$ = [3, n0, _CSIa,
    0,
    [_CI, _SI, _SCO],
    [0, 64 | 0, 0], 2
];
var CancelStepsOutput$ = [3, n0, _CSO,
    0,
    [_CSIL],
    [() => CancelStepsInfoList]
];
var CloudWatchAlarmDefinition$ = [3, n0, _CWAD,
    0,
    [_CO, _MN, _Pe, _Th, _EP, _Na, _Stat, _U, _D],
    [0, 0, 1, 1, 1, 0, 0, 0, () => MetricDimensionList], 4
];
var CloudWatchLogConfiguration$ = [3, n0, _CWLC,
    0,
    [_E, _LGN, _LSNP, _EKA, _LT],
    [2, 0, 0, 0, [2, n0, _LTM, 0, 0, 64 | 0]], 1
];
var Cluster$ = [3, n0, _Clu,
    0,
    [_I, _N, _St, _EIA, _ICT, _LU, _LEKKI, _RAV, _RAVu, _RL, _AT, _TP, _UNR, _VTAU, _Ap, _T, _SR, _NIH, _MPDN, _Con, _SC, _ASR, _SDB, _CAI, _ERVS, _RUOB, _KA, _CA, _OA, _SCL, _PG, _OSRL, _ERVI, _ERVT, _ES, _MC, _SE],
    [0, 0, () => ClusterStatus$, () => Ec2InstanceAttributes$, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, () => ApplicationList, () => TagList, 0, 1, 0, () => ConfigurationList, 0, 0, 0, 0, 1, 0, () => KerberosAttributes$, 0, 0, 1, () => PlacementGroupConfigList, 0, 1, 1, 2, () => MonitoringConfiguration$, 2]
];
var ClusterStateChangeReason$ = [3, n0, _CSCR,
    0,
    [_Co, _M],
    [0, 0]
];
var ClusterStatus$ = [3, n0, _CS,
    0,
    [_Sta, _SCR, _Ti, _ED],
    [0, () => ClusterStateChangeReason$, () => ClusterTimeline$, () => ErrorDetailList]
];
var ClusterSummary$ = [3, n0, _CSl,
    0,
    [_I, _N, _St, _NIH, _CA, _OA],
    [0, 0, () => ClusterStatus$, 1, 0, 0]
];
var ClusterTimeline$ = [3, n0, _CT,
    0,
    [_CDT, _RDT, _EDT],
    [4, 4, 4]
];
var Command$ = [3, n0, _Com,
    0,
    [_N, _SP, _Ar],
    [0, 0, 64 | 0]
];
var ComputeLimits$ = [3, n0, _CL,
    0,
    [_UT, _MCU, _MCUa, _MODCU, _MCCU],
    [0, 1, 1, 1, 1], 3
];
var Configuration$ = [3, n0, _Conf,
    0,
    [_Cl, _Con, _P],
    [0, () => ConfigurationList, 128 | 0]
];
var CreatePersistentAppUIInput$ = [3, n0, _CPAUII,
    0,
    [_TRA, _EMRCC, _T, _XR, _PT],
    [0, () => EMRContainersConfig$, () => TagList, 0, 0], 1
];
var CreatePersistentAppUIOutput$ = [3, n0, _CPAUIO,
    0,
    [_PAUII, _RREC],
    [0, 2]
];
var CreateSecurityConfigurationInput$ = [3, n0, _CSCI,
    0,
    [_N, _SC],
    [0, 0], 2
];
var CreateSecurityConfigurationOutput$ = [3, n0, _CSCO,
    0,
    [_N, _CDT],
    [0, 4], 2
];
var CreateStudioInput$ = [3, n0, _CSIr,
    0,
    [_N, _AM, _VI, _SIu, _SR, _WSGI, _ESGI, _DSL, _De, _UR, _IAU, _IRSPN, _T, _TIPE, _IUA, _IIA, _EKA],
    [0, 0, 0, 64 | 0, 0, 0, 0, 0, 0, 0, 0, 0, () => TagList, 2, 0, 0, 0], 8
];
var CreateStudioOutput$ = [3, n0, _CSOr,
    0,
    [_SItu, _Ur],
    [0, 0]
];
var CreateStudioSessionMappingInput$ = [3, n0, _CSSMI,
    0,
    [_SItu, _ITd, _SPA, _II, _IN],
    [0, 0, 0, 0, 0], 3
];
var DeleteSecurityConfigurationInput$ = [3, n0, _DSCI,
    0,
    [_N],
    [0], 1
];
var DeleteSecurityConfigurationOutput$ = [3, n0, _DSCO,
    0,
    [],
    []
];
var DeleteStudioInput$ = [3, n0, _DSI,
    0,
    [_SItu],
    [0], 1
];
var DeleteStudioSessionMappingInput$ = [3, n0, _DSSMI,
    0,
    [_SItu, _ITd, _II, _IN],
    [0, 0, 0, 0], 2
];
var DescribeClusterInput$ = [3, n0, _DCI,
    0,
    [_CI],
    [0], 1
];
var DescribeClusterOutput$ = [3, n0, _DCO,
    0,
    [_Clu],
    [() => Cluster$]
];
var DescribeJobFlowsInput$ = [3, n0, _DJFI,
    0,
    [_CAr, _CB, _JFIo, _JFS],
    [4, 4, 64 | 0, 64 | 0]
];
var DescribeJobFlowsOutput$ = [3, n0, _DJFO,
    0,
    [_JF],
    [() => JobFlowDetailList]
];
var DescribeNotebookExecutionInput$ = [3, n0, _DNEI,
    0,
    [_NEI],
    [0], 1
];
var DescribeNotebookExecutionOutput$ = [3, n0, _DNEO,
    0,
    [_NE],
    [() => NotebookExecution$]
];
var DescribePersistentAppUIInput$ = [3, n0, _DPAUII,
    0,
    [_PAUII],
    [0], 1
];
var DescribePersistentAppUIOutput$ = [3, n0, _DPAUIO,
    0,
    [_PAUI],
    [() => PersistentAppUI$]
];
var DescribeReleaseLabelInput$ = [3, n0, _DRLI,
    0,
    [_RL, _NT, _MR],
    [0, 0, 1]
];
var DescribeReleaseLabelOutput$ = [3, n0, _DRLO,
    0,
    [_RL, _Ap, _NT, _AOSR],
    [0, () => SimplifiedApplicationList, 0, () => OSReleaseList]
];
var DescribeSecurityConfigurationInput$ = [3, n0, _DSCIe,
    0,
    [_N],
    [0], 1
];
var DescribeSecurityConfigurationOutput$ = [3, n0, _DSCOe,
    0,
    [_N, _SC, _CDT],
    [0, 0, 4]
];
var DescribeStepInput$ = [3, n0, _DSIe,
    0,
    [_CI, _SIt],
    [0, 0], 2
];
var DescribeStepOutput$ = [3, n0, _DSO,
    0,
    [_Ste],
    [() => Step$]
];
var DescribeStudioInput$ = [3, n0, _DSIes,
    0,
    [_SItu],
    [0], 1
];
var DescribeStudioOutput$ = [3, n0, _DSOe,
    0,
    [_Stu],
    [() => Studio$]
];
var EbsBlockDevice$ = [3, n0, _EBD,
    0,
    [_VS, _Dev],
    [() => VolumeSpecification$, 0]
];
var EbsBlockDeviceConfig$ = [3, n0, _EBDC,
    0,
    [_VS, _VPI],
    [() => VolumeSpecification$, 1], 1
];
var EbsConfiguration$ = [3, n0, _ECb,
    0,
    [_EBDCb, _EO],
    [() => EbsBlockDeviceConfigList, 2]
];
var EbsVolume$ = [3, n0, _EV,
    0,
    [_Dev, _VIo],
    [0, 0]
];
var Ec2InstanceAttributes$ = [3, n0, _EIA,
    0,
    [_EKN, _ESI, _RESI, _EAZ, _REAZ, _IIP, _EMMSG, _EMSSG, _SASG, _AMSG, _ASSG],
    [0, 0, 64 | 0, 0, 64 | 0, 0, 0, 0, 0, 64 | 0, 64 | 0]
];
var EMRContainersConfig$ = [3, n0, _EMRCC,
    0,
    [_JRI],
    [0]
];
var ErrorDetail$ = [3, n0, _EDr,
    0,
    [_EC, _EDrr, _EM],
    [0, [1, n0, _EDrr, 0, 128 | 0], 0]
];
var ExecutionEngineConfig$ = [3, n0, _EEC,
    0,
    [_I, _Ty, _MISGI, _ERA],
    [0, 0, 0, 0], 1
];
var FailureDetails$ = [3, n0, _FD,
    0,
    [_Re, _M, _LF],
    [0, 0, 0]
];
var GetAutoTerminationPolicyInput$ = [3, n0, _GATPI,
    0,
    [_CI],
    [0], 1
];
var GetAutoTerminationPolicyOutput$ = [3, n0, _GATPO,
    0,
    [_ATP],
    [() => AutoTerminationPolicy$]
];
var GetBlockPublicAccessConfigurationInput$ = [3, n0, _GBPACI,
    0,
    [],
    []
];
var GetBlockPublicAccessConfigurationOutput$ = [3, n0, _GBPACO,
    0,
    [_BPAC, _BPACM],
    [() => BlockPublicAccessConfiguration$, () => BlockPublicAccessConfigurationMetadata$], 2
];
var GetClusterSessionCredentialsInput$ = [3, n0, _GCSCI,
    0,
    [_CI, _ERA],
    [0, 0], 1
];
var GetClusterSessionCredentialsOutput$ = [3, n0, _GCSCO,
    0,
    [_Cr, _EA],
    [[() => Credentials$, 0], 4]
];
var GetManagedScalingPolicyInput$ = [3, n0, _GMSPI,
    0,
    [_CI],
    [0], 1
];
var GetManagedScalingPolicyOutput$ = [3, n0, _GMSPO,
    0,
    [_MSP],
    [() => ManagedScalingPolicy$]
];
var GetOnClusterAppUIPresignedURLInput$ = [3, n0, _GOCAUIPURLI,
    0,
    [_CI, _OCAUIT, _AIp, _DR, _ERA],
    [0, 0, 0, 2, 0], 1
];
var GetOnClusterAppUIPresignedURLOutput$ = [3, n0, _GOCAUIPURLO,
    0,
    [_PURLR, _PURL],
    [2, 0]
];
var GetPersistentAppUIPresignedURLInput$ = [3, n0, _GPAUIPURLI,
    0,
    [_PAUII, _PAUIT, _AIp, _APC, _ERA],
    [0, 0, 0, 2, 0], 1
];
var GetPersistentAppUIPresignedURLOutput$ = [3, n0, _GPAUIPURLO,
    0,
    [_PURLR, _PURL],
    [2, 0]
];
var GetSessionEndpointInput$ = [3, n0, _GSEI,
    0,
    [_CI, _SIe],
    [0, 0], 2
];
var GetSessionEndpointOutput$ = [3, n0, _GSEO,
    0,
    [_En, _ATu, _ATET, _Cr],
    [0, [() => SensitiveString, 0], 4, [() => Credentials$, 0]], 1
];
var GetSessionInput$ = [3, n0, _GSI,
    0,
    [_CI, _SIe],
    [0, 0], 2
];
var GetSessionOutput$ = [3, n0, _GSO,
    0,
    [_Se],
    [() => Session$], 1
];
var GetStudioSessionMappingInput$ = [3, n0, _GSSMI,
    0,
    [_SItu, _ITd, _II, _IN],
    [0, 0, 0, 0], 2
];
var GetStudioSessionMappingOutput$ = [3, n0, _GSSMO,
    0,
    [_SM],
    [() => SessionMappingDetail$]
];
var HadoopJarStepConfig$ = [3, n0, _HJSC,
    0,
    [_J, _P, _MCa, _Ar],
    [0, () => KeyValueList, 0, 64 | 0], 1
];
var HadoopStepConfig$ = [3, n0, _HSC,
    0,
    [_J, _P, _MCa, _Ar],
    [0, 128 | 0, 0, 64 | 0]
];
var Instance$ = [3, n0, _In,
    0,
    [_I, _EII, _PDN, _PIA, _PDNr, _PIAr, _St, _IGIn, _IFI, _Ma, _ITn, _EVb],
    [0, 0, 0, 0, 0, 0, () => InstanceStatus$, 0, 0, 0, 0, () => EbsVolumeList]
];
var InstanceFleet$ = [3, n0, _IF,
    0,
    [_I, _N, _St, _IFT, _TODC, _TSC, _PODC, _PSC, _ITS, _LS, _RS, _Cont],
    [0, 0, () => InstanceFleetStatus$, 0, 1, 1, 1, 1, () => InstanceTypeSpecificationList, () => InstanceFleetProvisioningSpecifications$, () => InstanceFleetResizingSpecifications$, 0]
];
var InstanceFleetConfig$ = [3, n0, _IFC,
    0,
    [_IFT, _N, _TODC, _TSC, _ITC, _LS, _RS, _Cont],
    [0, 0, 1, 1, () => InstanceTypeConfigList, () => InstanceFleetProvisioningSpecifications$, () => InstanceFleetResizingSpecifications$, 0], 1
];
var InstanceFleetModifyConfig$ = [3, n0, _IFMC,
    0,
    [_IFI, _TODC, _TSC, _RS, _ITC, _Cont],
    [0, 1, 1, () => InstanceFleetResizingSpecifications$, () => InstanceTypeConfigList, 0], 1
];
var InstanceFleetProvisioningSpecifications$ = [3, n0, _IFPS,
    0,
    [_SSp, _ODS],
    [() => SpotProvisioningSpecification$, () => OnDemandProvisioningSpecification$]
];
var InstanceFleetResizingSpecifications$ = [3, n0, _IFRS,
    0,
    [_SRS, _ODRS],
    [() => SpotResizingSpecification$, () => OnDemandResizingSpecification$]
];
var InstanceFleetStateChangeReason$ = [3, n0, _IFSCR,
    0,
    [_Co, _M],
    [0, 0]
];
var InstanceFleetStatus$ = [3, n0, _IFS,
    0,
    [_Sta, _SCR, _Ti],
    [0, () => InstanceFleetStateChangeReason$, () => InstanceFleetTimeline$]
];
var InstanceFleetTimeline$ = [3, n0, _IFTn,
    0,
    [_CDT, _RDT, _EDT],
    [4, 4, 4]
];
var InstanceGroup$ = [3, n0, _IGn,
    0,
    [_I, _N, _Ma, _IGT, _BP, _ITn, _RIC, _RICu, _St, _Con, _CV, _LSAC, _LSACV, _EBDb, _EO, _SPh, _ASP, _CAI],
    [0, 0, 0, 0, 0, 0, 1, 1, () => InstanceGroupStatus$, () => ConfigurationList, 1, () => ConfigurationList, 1, () => EbsBlockDeviceList, 2, () => ShrinkPolicy$, () => AutoScalingPolicyDescription$, 0]
];
var InstanceGroupConfig$ = [3, n0, _IGC,
    0,
    [_IR, _ITn, _IC, _N, _Ma, _BP, _Con, _ECb, _ASP, _CAI],
    [0, 0, 1, 0, 0, 0, () => ConfigurationList, () => EbsConfiguration$, () => AutoScalingPolicy$, 0], 3
];
var InstanceGroupDetail$ = [3, n0, _IGD,
    0,
    [_Ma, _IR, _ITn, _IRC, _IRCn, _Sta, _CDT, _IGIn, _N, _BP, _LSCR, _SDT, _RDT, _EDT, _CAI],
    [0, 0, 0, 1, 1, 0, 4, 0, 0, 0, 0, 4, 4, 4, 0], 7
];
var InstanceGroupModifyConfig$ = [3, n0, _IGMC,
    0,
    [_IGIn, _IC, _ECIITT, _SPh, _RT, _Con],
    [0, 1, 64 | 0, () => ShrinkPolicy$, 0, () => ConfigurationList], 1
];
var InstanceGroupStateChangeReason$ = [3, n0, _IGSCR,
    0,
    [_Co, _M],
    [0, 0]
];
var InstanceGroupStatus$ = [3, n0, _IGS,
    0,
    [_Sta, _SCR, _Ti],
    [0, () => InstanceGroupStateChangeReason$, () => InstanceGroupTimeline$]
];
var InstanceGroupTimeline$ = [3, n0, _IGTn,
    0,
    [_CDT, _RDT, _EDT],
    [4, 4, 4]
];
var InstanceResizePolicy$ = [3, n0, _IRP,
    0,
    [_ITT, _ITP, _ITTn],
    [64 | 0, 64 | 0, 1]
];
var InstanceStateChangeReason$ = [3, n0, _ISCR,
    0,
    [_Co, _M],
    [0, 0]
];
var InstanceStatus$ = [3, n0, _IS,
    0,
    [_Sta, _SCR, _Ti],
    [0, () => InstanceStateChangeReason$, () => InstanceTimeline$]
];
var InstanceTimeline$ = [3, n0, _ITns,
    0,
    [_CDT, _RDT, _EDT],
    [4, 4, 4]
];
var InstanceTypeConfig$ = [3, n0, _ITCn,
    0,
    [_ITn, _WC, _BP, _BPAPOODP, _ECb, _Con, _CAI, _Pr],
    [0, 1, 0, 1, () => EbsConfiguration$, () => ConfigurationList, 0, 1], 1
];
var InstanceTypeSpecification$ = [3, n0, _ITSn,
    0,
    [_ITn, _WC, _BP, _BPAPOODP, _Con, _EBDb, _EO, _CAI, _Pr],
    [0, 1, 0, 1, () => ConfigurationList, () => EbsBlockDeviceList, 2, 0, 1]
];
var JobFlowDetail$ = [3, n0, _JFD,
    0,
    [_JFI, _N, _ESD, _Ins, _LU, _LEKKI, _AV, _S, _BA, _SPu, _VTAU, _JFR, _SR, _ASR, _SDB],
    [0, 0, () => JobFlowExecutionStatusDetail$, () => JobFlowInstancesDetail$, 0, 0, 0, () => StepDetailList, () => BootstrapActionDetailList, 64 | 0, 2, 0, 0, 0, 0], 4
];
var JobFlowExecutionStatusDetail$ = [3, n0, _JFESD,
    0,
    [_Sta, _CDT, _SDT, _RDT, _EDT, _LSCR],
    [0, 4, 4, 4, 4, 0], 2
];
var JobFlowInstancesConfig$ = [3, n0, _JFIC,
    0,
    [_MIT, _SIT, _IC, _IG, _IFn, _EKN, _Pl, _KJFAWNS, _TP, _UNR, _HV, _ESI, _ESIc, _EMMSG, _EMSSG, _SASG, _AMSG, _ASSG],
    [0, 0, 1, () => InstanceGroupConfigList, () => InstanceFleetConfigList, 0, () => PlacementType$, 2, 2, 2, 0, 0, 64 | 0, 0, 0, 0, 64 | 0, 64 | 0]
];
var JobFlowInstancesDetail$ = [3, n0, _JFID,
    0,
    [_MIT, _SIT, _IC, _MPDN, _MII, _IG, _NIH, _EKN, _ESI, _Pl, _KJFAWNS, _TP, _UNR, _HV],
    [0, 0, 1, 0, 0, () => InstanceGroupDetailList, 1, 0, 0, () => PlacementType$, 2, 2, 2, 0], 3
];
var KerberosAttributes$ = [3, n0, _KA,
    0,
    [_Rea, _KAP, _CRTPP, _ADDJU, _ADDJP],
    [0, 0, 0, 0, 0], 2
];
var KeyValue$ = [3, n0, _KV,
    0,
    [_K, _Va],
    [0, 0]
];
var ListBootstrapActionsInput$ = [3, n0, _LBAI,
    0,
    [_CI, _Mar],
    [0, 0], 1
];
var ListBootstrapActionsOutput$ = [3, n0, _LBAO,
    0,
    [_BA, _Mar],
    [() => CommandList, 0]
];
var ListClustersInput$ = [3, n0, _LCI,
    0,
    [_CAr, _CB, _CSlu, _Mar],
    [4, 4, 64 | 0, 0]
];
var ListClustersOutput$ = [3, n0, _LCO,
    0,
    [_Clus, _Mar],
    [() => ClusterSummaryList, 0]
];
var ListInstanceFleetsInput$ = [3, n0, _LIFI,
    0,
    [_CI, _Mar],
    [0, 0], 1
];
var ListInstanceFleetsOutput$ = [3, n0, _LIFO,
    0,
    [_IFn, _Mar],
    [() => InstanceFleetList, 0]
];
var ListInstanceGroupsInput$ = [3, n0, _LIGI,
    0,
    [_CI, _Mar],
    [0, 0], 1
];
var ListInstanceGroupsOutput$ = [3, n0, _LIGO,
    0,
    [_IG, _Mar],
    [() => InstanceGroupList, 0]
];
var ListInstancesInput$ = [3, n0, _LII,
    0,
    [_CI, _IGIn, _IGTns, _IFI, _IFT, _ISn, _Mar],
    [0, 0, 64 | 0, 0, 0, 64 | 0, 0], 1
];
var ListInstancesOutput$ = [3, n0, _LIO,
    0,
    [_Ins, _Mar],
    [() => InstanceList, 0]
];
var ListNotebookExecutionsInput$ = [3, n0, _LNEI,
    0,
    [_EI, _St, _F, _To, _Mar, _EEI],
    [0, 0, 4, 4, 0, 0]
];
var ListNotebookExecutionsOutput$ = [3, n0, _LNEO,
    0,
    [_NEo, _Mar],
    [() => NotebookExecutionSummaryList, 0]
];
var ListReleaseLabelsInput$ = [3, n0, _LRLI,
    0,
    [_Fi, _NT, _MR],
    [() => ReleaseLabelFilter$, 0, 1]
];
var ListReleaseLabelsOutput$ = [3, n0, _LRLO,
    0,
    [_RLe, _NT],
    [64 | 0, 0]
];
var ListSecurityConfigurationsInput$ = [3, n0, _LSCI,
    0,
    [_Mar],
    [0]
];
var ListSecurityConfigurationsOutput$ = [3, n0, _LSCO,
    0,
    [_SCe, _Mar],
    [() => SecurityConfigurationList, 0]
];
var ListSessionsInput$ = [3, n0, _LSI,
    0,
    [_CI, _SSe, _NT, _MR],
    [0, 64 | 0, 0, 1], 1
];
var ListSessionsOutput$ = [3, n0, _LSO,
    0,
    [_Ses, _NT],
    [() => SessionList, 0]
];
var ListStepsInput$ = [3, n0, _LSIi,
    0,
    [_CI, _SSt, _SI, _Mar],
    [0, 64 | 0, 64 | 0, 0], 1
];
var ListStepsOutput$ = [3, n0, _LSOi,
    0,
    [_S, _Mar],
    [() => StepSummaryList, 0]
];
var ListStudioSessionMappingsInput$ = [3, n0, _LSSMI,
    0,
    [_SItu, _ITd, _Mar],
    [0, 0, 0]
];
var ListStudioSessionMappingsOutput$ = [3, n0, _LSSMO,
    0,
    [_SMe, _Mar],
    [() => SessionMappingSummaryList, 0]
];
var ListStudiosInput$ = [3, n0, _LSIis,
    0,
    [_Mar],
    [0]
];
var ListStudiosOutput$ = [3, n0, _LSOis,
    0,
    [_Stud, _Mar],
    [() => StudioSummaryList, 0]
];
var ListSupportedInstanceTypesInput$ = [3, n0, _LSITI,
    0,
    [_RL, _Mar],
    [0, 0], 1
];
var ListSupportedInstanceTypesOutput$ = [3, n0, _LSITO,
    0,
    [_SITu, _Mar],
    [() => SupportedInstanceTypesList, 0]
];
var ManagedScalingPolicy$ = [3, n0, _MSP,
    0,
    [_CL, _UPI, _SSc],
    [() => ComputeLimits$, 1, 0]
];
var MetricDimension$ = [3, n0, _MD,
    0,
    [_K, _Va],
    [0, 0]
];
var ModifyClusterInput$ = [3, n0, _MCI,
    0,
    [_CI, _SCL, _ES],
    [0, 1, 2], 1
];
var ModifyClusterOutput$ = [3, n0, _MCO,
    0,
    [_SCL, _ES],
    [1, 2]
];
var ModifyInstanceFleetInput$ = [3, n0, _MIFI,
    0,
    [_CI, _IF],
    [0, () => InstanceFleetModifyConfig$], 2
];
var ModifyInstanceGroupsInput$ = [3, n0, _MIGI,
    0,
    [_CI, _IG],
    [0, () => InstanceGroupModifyConfigList]
];
var MonitoringConfiguration$ = [3, n0, _MC,
    0,
    [_CWLC, _SLC],
    [() => CloudWatchLogConfiguration$, () => S3LoggingConfiguration$]
];
var NotebookExecution$ = [3, n0, _NE,
    0,
    [_NEI, _EI, _EE, _NEN, _NP, _St, _ST, _ET, _Arn, _ONURI, _LSCR, _NISGI, _T, _NSL, _ONSL, _ONF, _EVn],
    [0, 0, () => ExecutionEngineConfig$, 0, 0, 0, 4, 4, 0, 0, 0, 0, () => TagList, () => NotebookS3LocationForOutput$, () => OutputNotebookS3LocationForOutput$, 0, 128 | 0]
];
var NotebookExecutionSummary$ = [3, n0, _NES,
    0,
    [_NEI, _EI, _NEN, _St, _ST, _ET, _NSL, _EEI],
    [0, 0, 0, 0, 4, 4, () => NotebookS3LocationForOutput$, 0]
];
var NotebookS3LocationForOutput$ = [3, n0, _NSLFO,
    0,
    [_B, _K],
    [0, 0]
];
var NotebookS3LocationFromInput$ = [3, n0, _NSLFI,
    0,
    [_B, _K],
    [0, 0]
];
var OnDemandCapacityReservationOptions$ = [3, n0, _ODCRO,
    0,
    [_US, _CRP, _CRRGA],
    [0, 0, 0]
];
var OnDemandProvisioningSpecification$ = [3, n0, _ODPS,
    0,
    [_AS, _CRO],
    [0, () => OnDemandCapacityReservationOptions$], 1
];
var OnDemandResizingSpecification$ = [3, n0, _ODRSn,
    0,
    [_TDM, _AS, _CRO],
    [1, 0, () => OnDemandCapacityReservationOptions$]
];
var OSRelease$ = [3, n0, _OSR,
    0,
    [_L],
    [0]
];
var OutputNotebookS3LocationForOutput$ = [3, n0, _ONSLFO,
    0,
    [_B, _K],
    [0, 0]
];
var OutputNotebookS3LocationFromInput$ = [3, n0, _ONSLFI,
    0,
    [_B, _K],
    [0, 0]
];
var PersistentAppUI$ = [3, n0, _PAUI,
    0,
    [_PAUII, _PAUITL, _PAUIS, _AIu, _CTr, _LMT, _LSCR, _T],
    [0, 64 | 0, 0, 0, 4, 4, 0, () => TagList]
];
var PlacementGroupConfig$ = [3, n0, _PGC,
    0,
    [_IR, _PS],
    [0, 0], 1
];
var PlacementType$ = [3, n0, _PTl,
    0,
    [_AZ, _AZv],
    [0, 64 | 0]
];
var PortRange$ = [3, n0, _PR,
    0,
    [_MRi, _MRa],
    [1, 1], 1
];
var PutAutoScalingPolicyInput$ = [3, n0, _PASPI,
    0,
    [_CI, _IGIn, _ASP],
    [0, 0, () => AutoScalingPolicy$], 3
];
var PutAutoScalingPolicyOutput$ = [3, n0, _PASPO,
    0,
    [_CI, _IGIn, _ASP, _CA],
    [0, 0, () => AutoScalingPolicyDescription$, 0]
];
var PutAutoTerminationPolicyInput$ = [3, n0, _PATPI,
    0,
    [_CI, _ATP],
    [0, () => AutoTerminationPolicy$], 1
];
var PutAutoTerminationPolicyOutput$ = [3, n0, _PATPO,
    0,
    [],
    []
];
var PutBlockPublicAccessConfigurationInput$ = [3, n0, _PBPACI,
    0,
    [_BPAC],
    [() => BlockPublicAccessConfiguration$], 1
];
var PutBlockPublicAccessConfigurationOutput$ = [3, n0, _PBPACO,
    0,
    [],
    []
];
var PutManagedScalingPolicyInput$ = [3, n0, _PMSPI,
    0,
    [_CI, _MSP],
    [0, () => ManagedScalingPolicy$], 2
];
var PutManagedScalingPolicyOutput$ = [3, n0, _PMSPO,
    0,
    [],
    []
];
var ReleaseLabelFilter$ = [3, n0, _RLF,
    0,
    [_Pre, _A],
    [0, 0]
];
var RemoveAutoScalingPolicyInput$ = [3, n0, _RASPI,
    0,
    [_CI, _IGIn],
    [0, 0], 2
];
var RemoveAutoScalingPolicyOutput$ = [3, n0, _RASPO,
    0,
    [],
    []
];
var RemoveAutoTerminationPolicyInput$ = [3, n0, _RATPI,
    0,
    [_CI],
    [0], 1
];
var RemoveAutoTerminationPolicyOutput$ = [3, n0, _RATPO,
    0,
    [],
    []
];
var RemoveManagedScalingPolicyInput$ = [3, n0, _RMSPI,
    0,
    [_CI],
    [0], 1
];
var RemoveManagedScalingPolicyOutput$ = [3, n0, _RMSPO,
    0,
    [],
    []
];
var RemoveTagsInput$ = [3, n0, _RTI,
    0,
    [_RI, _TK, _CI],
    [0, 64 | 0, 0], 2
];
var RemoveTagsOutput$ = [3, n0, _RTO,
    0,
    [],
    []
];
var RunJobFlowInput$ = [3, n0, _RJFI,
    0,
    [_N, _Ins, _LU, _LEKKI, _AI, _AV, _RL, _S, _SERA, _BA, _SPu, _NSP, _Ap, _Con, _VTAU, _JFR, _SR, _T, _SC, _ASR, _SDB, _CAI, _ERVS, _RUOB, _KA, _SCL, _MSP, _PGCl, _ATP, _OSRL, _ERVI, _ERVT, _ES, _MC, _SE],
    [0, () => JobFlowInstancesConfig$, 0, 0, 0, 0, 0, () => StepConfigList, 0, () => BootstrapActionConfigList, 64 | 0, () => NewSupportedProductsList, () => ApplicationList, () => ConfigurationList, 2, 0, 0, () => TagList, 0, 0, 0, 0, 1, 0, () => KerberosAttributes$, 1, () => ManagedScalingPolicy$, () => PlacementGroupConfigList, () => AutoTerminationPolicy$, 0, 1, 1, 2, () => MonitoringConfiguration$, 2], 2
];
var RunJobFlowOutput$ = [3, n0, _RJFO,
    0,
    [_JFI, _CA],
    [0, 0]
];
var S3LoggingConfiguration$ = [3, n0, _SLC,
    0,
    [_LTUP],
    [128 | 0]
];
var S3MonitoringConfiguration$ = [3, n0, _SMC,
    0,
    [_LU, _EKA],
    [0, 0]
];
var ScalingAction$ = [3, n0, _SA,
    0,
    [_SSPC, _Ma],
    [() => SimpleScalingPolicyConfiguration$, 0], 1
];
var ScalingConstraints$ = [3, n0, _SCc,
    0,
    [_MCi, _MCax],
    [1, 1], 2
];
var ScalingRule$ = [3, n0, _SRc,
    0,
    [_N, _Ac, _Tr, _De],
    [0, () => ScalingAction$, () => ScalingTrigger$, 0], 3
];
var ScalingTrigger$ = [3, n0, _STc,
    0,
    [_CWAD],
    [() => CloudWatchAlarmDefinition$], 1
];
var ScriptBootstrapActionConfig$ = [3, n0, _SBAC,
    0,
    [_Pa, _Ar],
    [0, 64 | 0], 1
];
var SecurityConfigurationSummary$ = [3, n0, _SCS,
    0,
    [_N, _CDT],
    [0, 4]
];
var Session$ = [3, n0, _Se,
    0,
    [_I, _CI, _Arn, _Sta, _N, _SCR, _RL, _ERA, _AIc, _CAre, _UA, _SAt, _EAn, _ISd, _ECn, _MC, _SITIM, _SU, _T],
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, () => ConfigurationList, () => SessionMonitoringConfiguration$, 1, 0, () => TagList], 4
];
var SessionCloudWatchLoggingConfiguration$ = [3, n0, _SCWLC,
    0,
    [_E, _LG, _LSNP, _EKA, _LT],
    [2, 0, 0, 0, [2, n0, _LTM, 0, 0, 64 | 0]]
];
var SessionManagedLoggingConfiguration$ = [3, n0, _SMLC,
    0,
    [_E, _EKA],
    [2, 0]
];
var SessionMappingDetail$ = [3, n0, _SMD,
    0,
    [_SItu, _II, _IN, _ITd, _SPA, _CTr, _LMT],
    [0, 0, 0, 0, 0, 4, 4]
];
var SessionMappingSummary$ = [3, n0, _SMS,
    0,
    [_SItu, _II, _IN, _ITd, _SPA, _CTr],
    [0, 0, 0, 0, 0, 4]
];
var SessionMonitoringConfiguration$ = [3, n0, _SMCe,
    0,
    [_CWLCl, _MLC, _SLC],
    [() => SessionCloudWatchLoggingConfiguration$, () => SessionManagedLoggingConfiguration$, () => SessionS3LoggingConfiguration$]
];
var SessionS3LoggingConfiguration$ = [3, n0, _SSLC,
    0,
    [_E, _LU, _EKA, _LT],
    [2, 0, 0, [2, n0, _LTM, 0, 0, 64 | 0]]
];
var SetKeepJobFlowAliveWhenNoStepsInput$ = [3, n0, _SKJFAWNSI,
    0,
    [_JFIo, _KJFAWNS],
    [64 | 0, 2], 2
];
var SetTerminationProtectionInput$ = [3, n0, _STPI,
    0,
    [_JFIo, _TP],
    [64 | 0, 2], 2
];
var SetUnhealthyNodeReplacementInput$ = [3, n0, _SUNRI,
    0,
    [_JFIo, _UNR],
    [64 | 0, 2], 2
];
var SetVisibleToAllUsersInput$ = [3, n0, _SVTAUI,
    0,
    [_JFIo, _VTAU],
    [64 | 0, 2], 2
];
var ShrinkPolicy$ = [3, n0, _SPh,
    0,
    [_DT, _IRP],
    [1, () => InstanceResizePolicy$]
];
var SimpleScalingPolicyConfiguration$ = [3, n0, _SSPC,
    0,
    [_SAc, _ATd, _CD],
    [1, 0, 1], 1
];
var SimplifiedApplication$ = [3, n0, _SAi,
    0,
    [_N, _V],
    [0, 0]
];
var SpotProvisioningSpecification$ = [3, n0, _SPS,
    0,
    [_TDM, _TA, _BDM, _AS],
    [1, 0, 1, 0], 2
];
var SpotResizingSpecification$ = [3, n0, _SRSp,
    0,
    [_TDM, _AS],
    [1, 0]
];
var StartNotebookExecutionInput$ = [3, n0, _SNEI,
    0,
    [_EE, _SR, _EI, _RP, _NEN, _NP, _NISGI, _T, _NSL, _ONSL, _ONF, _EVn],
    [() => ExecutionEngineConfig$, 0, 0, 0, 0, 0, 0, () => TagList, () => NotebookS3LocationFromInput$, () => OutputNotebookS3LocationFromInput$, 0, 128 | 0], 2
];
var StartNotebookExecutionOutput$ = [3, n0, _SNEO,
    0,
    [_NEI],
    [0]
];
var StartSessionInput$ = [3, n0, _SSI,
    0,
    [_CI, _N, _ERA, _ECn, _MC, _SITIM, _CRT, _T],
    [0, 0, 0, () => ConfigurationList, () => SessionMonitoringConfiguration$, 1, 0, () => TagList], 1
];
var StartSessionOutput$ = [3, n0, _SSO,
    0,
    [_I, _CI, _Arn, _AIc, _Sta],
    [0, 0, 0, 0, 0], 1
];
var Step$ = [3, n0, _Ste,
    0,
    [_I, _N, _Confi, _AOF, _St, _ERA, _LU, _EKA],
    [0, 0, () => HadoopStepConfig$, 0, () => StepStatus$, 0, 0, 0]
];
var StepConfig$ = [3, n0, _SCt,
    0,
    [_N, _HJS, _AOF, _SMCt],
    [0, () => HadoopJarStepConfig$, 0, () => StepMonitoringConfiguration$], 2
];
var StepDetail$ = [3, n0, _SD,
    0,
    [_SCt, _ESD],
    [() => StepConfig$, () => StepExecutionStatusDetail$], 2
];
var StepExecutionStatusDetail$ = [3, n0, _SESD,
    0,
    [_Sta, _CDT, _SDT, _EDT, _LSCR],
    [0, 4, 4, 4, 0], 2
];
var StepMonitoringConfiguration$ = [3, n0, _SMCt,
    0,
    [_SMC],
    [() => S3MonitoringConfiguration$]
];
var StepStateChangeReason$ = [3, n0, _SSCR,
    0,
    [_Co, _M],
    [0, 0]
];
var StepStatus$ = [3, n0, _SSte,
    0,
    [_Sta, _SCR, _FD, _Ti],
    [0, () => StepStateChangeReason$, () => FailureDetails$, () => StepTimeline$]
];
var StepSummary$ = [3, n0, _SStep,
    0,
    [_I, _N, _Confi, _AOF, _St, _LU, _EKA],
    [0, 0, () => HadoopStepConfig$, 0, () => StepStatus$, 0, 0]
];
var StepTimeline$ = [3, n0, _STt,
    0,
    [_CDT, _SDT, _EDT],
    [4, 4, 4]
];
var StopNotebookExecutionInput$ = [3, n0, _SNEIt,
    0,
    [_NEI],
    [0], 1
];
var Studio$ = [3, n0, _Stu,
    0,
    [_SItu, _SAtu, _N, _De, _AM, _VI, _SIu, _SR, _UR, _WSGI, _ESGI, _Ur, _CTr, _DSL, _IAU, _IRSPN, _T, _IIA, _TIPE, _IUA, _EKA],
    [0, 0, 0, 0, 0, 0, 64 | 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, () => TagList, 0, 2, 0, 0]
];
var StudioSummary$ = [3, n0, _SStu,
    0,
    [_SItu, _N, _VI, _De, _Ur, _AM, _CTr],
    [0, 0, 0, 0, 0, 0, 4]
];
var SupportedInstanceType$ = [3, n0, _SITup,
    0,
    [_Ty, _MGB, _SGB, _VCPU, _IBO, _IFIn, _EOA, _EOBD, _NOD, _ESO, _Arc],
    [0, 1, 1, 1, 2, 0, 2, 2, 1, 2, 0]
];
var SupportedProductConfig$ = [3, n0, _SPC,
    0,
    [_N, _Ar],
    [0, 64 | 0]
];
var Tag$ = [3, n0, _Ta,
    0,
    [_K, _Va],
    [0, 0]
];
var TerminateJobFlowsInput$ = [3, n0, _TJFI,
    0,
    [_JFIo],
    [64 | 0], 1
];
var TerminateSessionInput$ = [3, n0, _TSI,
    0,
    [_CI, _SIe],
    [0, 0], 2
];
var TerminateSessionOutput$ = [3, n0, _TSO,
    0,
    [_CI, _SIe, _Sta],
    [0, 0, 0], 3
];
var UpdateStudioInput$ = [3, n0, _USI,
    0,
    [_SItu, _N, _De, _SIu, _DSL, _EKA],
    [0, 0, 0, 64 | 0, 0, 0], 1
];
var UpdateStudioSessionMappingInput$ = [3, n0, _USSMI,
    0,
    [_SItu, _ITd, _SPA, _II, _IN],
    [0, 0, 0, 0, 0], 3
];
var UsernamePassword$ = [3, n0, _UP,
    8,
    [_Us, _Pas],
    [0, 0]
];
var VolumeSpecification$ = [3, n0, _VS,
    0,
    [_VT, _SIGB, _Io, _Thr],
    [0, 1, 1, 1], 2
];
var __Unit = "unit";
var ApplicationList = [1, n0, _AL,
    0, () => Application$
];
var BootstrapActionConfigList = [1, n0, _BACL,
    0, () => BootstrapActionConfig$
];
var BootstrapActionDetailList = [1, n0, _BADL,
    0, () => BootstrapActionDetail$
];
var CancelStepsInfoList = [1, n0, _CSIL,
    0, () => CancelStepsInfo$
];
var ClusterSummaryList = [1, n0, _CSL,
    0, () => ClusterSummary$
];
var CommandList = [1, n0, _CLo,
    0, () => Command$
];
var ConfigurationList = [1, n0, _CLon,
    0, () => Configuration$
];
var EbsBlockDeviceConfigList = [1, n0, _EBDCL,
    0, () => EbsBlockDeviceConfig$
];
var EbsBlockDeviceList = [1, n0, _EBDL,
    0, () => EbsBlockDevice$
];
var EbsVolumeList = [1, n0, _EVL,
    0, () => EbsVolume$
];
var ErrorDetailList = [1, n0, _EDL,
    0, () => ErrorDetail$
];
var InstanceFleetConfigList = [1, n0, _IFCL,
    0, () => InstanceFleetConfig$
];
var InstanceFleetList = [1, n0, _IFL,
    0, () => InstanceFleet$
];
var InstanceGroupConfigList = [1, n0, _IGCL,
    0, () => InstanceGroupConfig$
];
var InstanceGroupDetailList = [1, n0, _IGDL,
    0, () => InstanceGroupDetail$
];
var InstanceGroupList = [1, n0, _IGL,
    0, () => InstanceGroup$
];
var InstanceGroupModifyConfigList = [1, n0, _IGMCL,
    0, () => InstanceGroupModifyConfig$
];
var InstanceList = [1, n0, _IL,
    0, () => Instance$
];
var InstanceTypeConfigList = [1, n0, _ITCL,
    0, () => InstanceTypeConfig$
];
var InstanceTypeSpecificationList = [1, n0, _ITSL,
    0, () => InstanceTypeSpecification$
];
var JobFlowDetailList = [1, n0, _JFDL,
    0, () => JobFlowDetail$
];
var KeyValueList = [1, n0, _KVL,
    0, () => KeyValue$
];
var MetricDimensionList = [1, n0, _MDL,
    0, () => MetricDimension$
];
var NewSupportedProductsList = [1, n0, _NSPL,
    0, () => SupportedProductConfig$
];
var NotebookExecutionSummaryList = [1, n0, _NESL,
    0, () => NotebookExecutionSummary$
];
var OSReleaseList = [1, n0, _OSRLe,
    0, () => OSRelease$
];
var PlacementGroupConfigList = [1, n0, _PGCL,
    0, () => PlacementGroupConfig$
];
var PortRanges = [1, n0, _PRo,
    0, () => PortRange$
];
var ScalingRuleList = [1, n0, _SRL,
    0, () => ScalingRule$
];
var SecurityConfigurationList = [1, n0, _SCLe,
    0, () => SecurityConfigurationSummary$
];
var SessionList = [1, n0, _SL,
    0, () => Session$
];
var SessionMappingSummaryList = [1, n0, _SMSL,
    0, () => SessionMappingSummary$
];
var SimplifiedApplicationList = [1, n0, _SAL,
    0, () => SimplifiedApplication$
];
var StepConfigList = [1, n0, _SCLt,
    0, () => StepConfig$
];
var StepDetailList = [1, n0, _SDL,
    0, () => StepDetail$
];
var StepSummaryList = [1, n0, _SSL,
    0, () => StepSummary$
];
var StudioSummaryList = [1, n0, _SSLt,
    0, () => StudioSummary$
];
var SupportedInstanceTypesList = [1, n0, _SITL,
    0, () => SupportedInstanceType$
];
var TagList = [1, n0, _TL,
    0, () => Tag$
];
var Credentials$ = [4, n0, _Cr,
    0,
    [_UP],
    [[() => UsernamePassword$, 0]]
];
var AddInstanceFleet$ = [9, n0, _AIF,
    0, () => AddInstanceFleetInput$, () => AddInstanceFleetOutput$
];
var AddInstanceGroups$ = [9, n0, _AIG,
    0, () => AddInstanceGroupsInput$, () => AddInstanceGroupsOutput$
];
var AddJobFlowSteps$ = [9, n0, _AJFS,
    0, () => AddJobFlowStepsInput$, () => AddJobFlowStepsOutput$
];
var AddTags$ = [9, n0, _ATdd,
    0, () => AddTagsInput$, () => AddTagsOutput$
];
var CancelSteps$ = [9, n0, _CSa,
    0, () => CancelStepsInput$, () => CancelStepsOutput$
];
var CreatePersistentAppUI$ = [9, n0, _CPAUI,
    0, () => CreatePersistentAppUIInput$, () => CreatePersistentAppUIOutput$
];
var CreateSecurityConfiguration$ = [9, n0, _CSC,
    0, () => CreateSecurityConfigurationInput$, () => CreateSecurityConfigurationOutput$
];
var CreateStudio$ = [9, n0, _CSr,
    0, () => CreateStudioInput$, () => CreateStudioOutput$
];
var CreateStudioSessionMapping$ = [9, n0, _CSSM,
    0, () => CreateStudioSessionMappingInput$, () => __Unit
];
var DeleteSecurityConfiguration$ = [9, n0, _DSC,
    0, () => DeleteSecurityConfigurationInput$, () => DeleteSecurityConfigurationOutput$
];
var DeleteStudio$ = [9, n0, _DS,
    0, () => DeleteStudioInput$, () => __Unit
];
var DeleteStudioSessionMapping$ = [9, n0, _DSSM,
    0, () => DeleteStudioSessionMappingInput$, () => __Unit
];
var DescribeCluster$ = [9, n0, _DC,
    0, () => DescribeClusterInput$, () => DescribeClusterOutput$
];
var DescribeJobFlows$ = [9, n0, _DJF,
    0, () => DescribeJobFlowsInput$, () => DescribeJobFlowsOutput$
];
var DescribeNotebookExecution$ = [9, n0, _DNE,
    0, () => DescribeNotebookExecutionInput$, () => DescribeNotebookExecutionOutput$
];
var DescribePersistentAppUI$ = [9, n0, _DPAUI,
    0, () => DescribePersistentAppUIInput$, () => DescribePersistentAppUIOutput$
];
var DescribeReleaseLabel$ = [9, n0, _DRL,
    0, () => DescribeReleaseLabelInput$, () => DescribeReleaseLabelOutput$
];
var DescribeSecurityConfiguration$ = [9, n0, _DSCe,
    0, () => DescribeSecurityConfigurationInput$, () => DescribeSecurityConfigurationOutput$
];
var DescribeStep$ = [9, n0, _DSe,
    0, () => DescribeStepInput$, () => DescribeStepOutput$
];
var DescribeStudio$ = [9, n0, _DSes,
    0, () => DescribeStudioInput$, () => DescribeStudioOutput$
];
var GetAutoTerminationPolicy$ = [9, n0, _GATP,
    0, () => GetAutoTerminationPolicyInput$, () => GetAutoTerminationPolicyOutput$
];
var GetBlockPublicAccessConfiguration$ = [9, n0, _GBPAC,
    0, () => GetBlockPublicAccessConfigurationInput$, () => GetBlockPublicAccessConfigurationOutput$
];
var GetClusterSessionCredentials$ = [9, n0, _GCSC,
    0, () => GetClusterSessionCredentialsInput$, () => GetClusterSessionCredentialsOutput$
];
var GetManagedScalingPolicy$ = [9, n0, _GMSP,
    0, () => GetManagedScalingPolicyInput$, () => GetManagedScalingPolicyOutput$
];
var GetOnClusterAppUIPresignedURL$ = [9, n0, _GOCAUIPURL,
    0, () => GetOnClusterAppUIPresignedURLInput$, () => GetOnClusterAppUIPresignedURLOutput$
];
var GetPersistentAppUIPresignedURL$ = [9, n0, _GPAUIPURL,
    0, () => GetPersistentAppUIPresignedURLInput$, () => GetPersistentAppUIPresignedURLOutput$
];
var GetSession$ = [9, n0, _GS,
    0, () => GetSessionInput$, () => GetSessionOutput$
];
var GetSessionEndpoint$ = [9, n0, _GSE,
    0, () => GetSessionEndpointInput$, () => GetSessionEndpointOutput$
];
var GetStudioSessionMapping$ = [9, n0, _GSSM,
    0, () => GetStudioSessionMappingInput$, () => GetStudioSessionMappingOutput$
];
var ListBootstrapActions$ = [9, n0, _LBA,
    0, () => ListBootstrapActionsInput$, () => ListBootstrapActionsOutput$
];
var ListClusters$ = [9, n0, _LC,
    0, () => ListClustersInput$, () => ListClustersOutput$
];
var ListInstanceFleets$ = [9, n0, _LIF,
    0, () => ListInstanceFleetsInput$, () => ListInstanceFleetsOutput$
];
var ListInstanceGroups$ = [9, n0, _LIG,
    0, () => ListInstanceGroupsInput$, () => ListInstanceGroupsOutput$
];
var ListInstances$ = [9, n0, _LI,
    0, () => ListInstancesInput$, () => ListInstancesOutput$
];
var ListNotebookExecutions$ = [9, n0, _LNE,
    0, () => ListNotebookExecutionsInput$, () => ListNotebookExecutionsOutput$
];
var ListReleaseLabels$ = [9, n0, _LRL,
    0, () => ListReleaseLabelsInput$, () => ListReleaseLabelsOutput$
];
var ListSecurityConfigurations$ = [9, n0, _LSC,
    0, () => ListSecurityConfigurationsInput$, () => ListSecurityConfigurationsOutput$
];
var ListSessions$ = [9, n0, _LSi,
    0, () => ListSessionsInput$, () => ListSessionsOutput$
];
var ListSteps$ = [9, n0, _LSis,
    0, () => ListStepsInput$, () => ListStepsOutput$
];
var ListStudios$ = [9, n0, _LSist,
    0, () => ListStudiosInput$, () => ListStudiosOutput$
];
var ListStudioSessionMappings$ = [9, n0, _LSSM,
    0, () => ListStudioSessionMappingsInput$, () => ListStudioSessionMappingsOutput$
];
var ListSupportedInstanceTypes$ = [9, n0, _LSIT,
    0, () => ListSupportedInstanceTypesInput$, () => ListSupportedInstanceTypesOutput$
];
var ModifyCluster$ = [9, n0, _MCo,
    0, () => ModifyClusterInput$, () => ModifyClusterOutput$
];
var ModifyInstanceFleet$ = [9, n0, _MIF,
    0, () => ModifyInstanceFleetInput$, () => __Unit
];
var ModifyInstanceGroups$ = [9, n0, _MIG,
    0, () => ModifyInstanceGroupsInput$, () => __Unit
];
var PutAutoScalingPolicy$ = [9, n0, _PASP,
    0, () => PutAutoScalingPolicyInput$, () => PutAutoScalingPolicyOutput$
];
var PutAutoTerminationPolicy$ = [9, n0, _PATP,
    0, () => PutAutoTerminationPolicyInput$, () => PutAutoTerminationPolicyOutput$
];
var PutBlockPublicAccessConfiguration$ = [9, n0, _PBPAC,
    0, () => PutBlockPublicAccessConfigurationInput$, () => PutBlockPublicAccessConfigurationOutput$
];
var PutManagedScalingPolicy$ = [9, n0, _PMSP,
    0, () => PutManagedScalingPolicyInput$, () => PutManagedScalingPolicyOutput$
];
var RemoveAutoScalingPolicy$ = [9, n0, _RASP,
    0, () => RemoveAutoScalingPolicyInput$, () => RemoveAutoScalingPolicyOutput$
];
var RemoveAutoTerminationPolicy$ = [9, n0, _RATP,
    0, () => RemoveAutoTerminationPolicyInput$, () => RemoveAutoTerminationPolicyOutput$
];
var RemoveManagedScalingPolicy$ = [9, n0, _RMSP,
    0, () => RemoveManagedScalingPolicyInput$, () => RemoveManagedScalingPolicyOutput$
];
var RemoveTags$ = [9, n0, _RTe,
    0, () => RemoveTagsInput$, () => RemoveTagsOutput$
];
var RunJobFlow$ = [9, n0, _RJF,
    0, () => RunJobFlowInput$, () => RunJobFlowOutput$
];
var SetKeepJobFlowAliveWhenNoSteps$ = [9, n0, _SKJFAWNS,
    0, () => SetKeepJobFlowAliveWhenNoStepsInput$, () => __Unit
];
var SetTerminationProtection$ = [9, n0, _STP,
    0, () => SetTerminationProtectionInput$, () => __Unit
];
var SetUnhealthyNodeReplacement$ = [9, n0, _SUNR,
    0, () => SetUnhealthyNodeReplacementInput$, () => __Unit
];
var SetVisibleToAllUsers$ = [9, n0, _SVTAU,
    0, () => SetVisibleToAllUsersInput$, () => __Unit
];
var StartNotebookExecution$ = [9, n0, _SNE,
    0, () => StartNotebookExecutionInput$, () => StartNotebookExecutionOutput$
];
var StartSession$ = [9, n0, _SSta,
    0, () => StartSessionInput$, () => StartSessionOutput$
];
var StopNotebookExecution$ = [9, n0, _SNEt,
    0, () => StopNotebookExecutionInput$, () => __Unit
];
var TerminateJobFlows$ = [9, n0, _TJF,
    0, () => TerminateJobFlowsInput$, () => __Unit
];
var TerminateSession$ = [9, n0, _TS,
    0, () => TerminateSessionInput$, () => TerminateSessionOutput$
];
var UpdateStudio$ = [9, n0, _USp,
    0, () => UpdateStudioInput$, () => __Unit
];
var UpdateStudioSessionMapping$ = [9, n0, _USSM,
    0, () => UpdateStudioSessionMappingInput$, () => __Unit
];

const getRuntimeConfig$1 = (config) => {
    return {
        apiVersion: "2009-03-31",
        base64Decoder: config?.base64Decoder ?? fromBase64,
        base64Encoder: config?.base64Encoder ?? toBase64,
        disableHostPrefix: config?.disableHostPrefix ?? false,
        endpointProvider: config?.endpointProvider ?? defaultEndpointResolver,
        extensions: config?.extensions ?? [],
        httpAuthSchemeProvider: config?.httpAuthSchemeProvider ?? defaultEMRHttpAuthSchemeProvider,
        httpAuthSchemes: config?.httpAuthSchemes ?? [
            {
                schemeId: "aws.auth#sigv4",
                identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4"),
                signer: new AwsSdkSigV4Signer(),
            },
        ],
        logger: config?.logger ?? new NoOpLogger(),
        protocol: config?.protocol ?? AwsJson1_1Protocol,
        protocolSettings: config?.protocolSettings ?? {
            defaultNamespace: "com.amazonaws.emr",
            errorTypeRegistries,
            xmlNamespace: "http://elasticmapreduce.amazonaws.com/doc/2009-03-31",
            version: "2009-03-31",
            serviceTarget: "ElasticMapReduce",
        },
        serviceId: config?.serviceId ?? "EMR",
        sha256: config?.sha256 ?? Sha256,
        urlParser: config?.urlParser ?? parseUrl,
        utf8Decoder: config?.utf8Decoder ?? fromUtf8,
        utf8Encoder: config?.utf8Encoder ?? toUtf8,
    };
};

const getRuntimeConfig = (config) => {
    emitWarningIfUnsupportedVersion(process.version);
    const defaultsMode = resolveDefaultsModeConfig(config);
    const defaultConfigProvider = () => defaultsMode().then(loadConfigsForDefaultMode);
    const clientSharedValues = getRuntimeConfig$1(config);
    emitWarningIfUnsupportedVersion$1(process.version);
    const loaderConfig = {
        profile: config?.profile,
        logger: clientSharedValues.logger,
    };
    return {
        ...clientSharedValues,
        ...config,
        runtime: "node",
        defaultsMode,
        authSchemePreference: config?.authSchemePreference ?? loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, loaderConfig),
        bodyLengthChecker: config?.bodyLengthChecker ?? calculateBodyLength,
        credentialDefaultProvider: config?.credentialDefaultProvider ?? defaultProvider,
        defaultUserAgentProvider: config?.defaultUserAgentProvider ?? createDefaultUserAgentProvider({ serviceId: clientSharedValues.serviceId, clientVersion: packageInfo.version }),
        maxAttempts: config?.maxAttempts ?? loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS, config),
        region: config?.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...loaderConfig }),
        requestHandler: NodeHttpHandler.create(config?.requestHandler ?? defaultConfigProvider),
        retryMode: config?.retryMode ??
            loadConfig({
                ...NODE_RETRY_MODE_CONFIG_OPTIONS,
                default: async () => (await defaultConfigProvider()).retryMode || DEFAULT_RETRY_MODE,
            }, config),
        streamCollector: config?.streamCollector ?? streamCollector,
        useDualstackEndpoint: config?.useDualstackEndpoint ?? loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
        useFipsEndpoint: config?.useFipsEndpoint ?? loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
        userAgentAppId: config?.userAgentAppId ?? loadConfig(NODE_APP_ID_CONFIG_OPTIONS, loaderConfig),
    };
};

const getHttpAuthExtensionConfiguration = (runtimeConfig) => {
    const _httpAuthSchemes = runtimeConfig.httpAuthSchemes;
    let _httpAuthSchemeProvider = runtimeConfig.httpAuthSchemeProvider;
    let _credentials = runtimeConfig.credentials;
    return {
        setHttpAuthScheme(httpAuthScheme) {
            const index = _httpAuthSchemes.findIndex((scheme) => scheme.schemeId === httpAuthScheme.schemeId);
            if (index === -1) {
                _httpAuthSchemes.push(httpAuthScheme);
            }
            else {
                _httpAuthSchemes.splice(index, 1, httpAuthScheme);
            }
        },
        httpAuthSchemes() {
            return _httpAuthSchemes;
        },
        setHttpAuthSchemeProvider(httpAuthSchemeProvider) {
            _httpAuthSchemeProvider = httpAuthSchemeProvider;
        },
        httpAuthSchemeProvider() {
            return _httpAuthSchemeProvider;
        },
        setCredentials(credentials) {
            _credentials = credentials;
        },
        credentials() {
            return _credentials;
        },
    };
};
const resolveHttpAuthRuntimeConfig = (config) => {
    return {
        httpAuthSchemes: config.httpAuthSchemes(),
        httpAuthSchemeProvider: config.httpAuthSchemeProvider(),
        credentials: config.credentials(),
    };
};

const resolveRuntimeExtensions = (runtimeConfig, extensions) => {
    const extensionConfiguration = Object.assign(getAwsRegionExtensionConfiguration(runtimeConfig), getDefaultExtensionConfiguration(runtimeConfig), getHttpHandlerExtensionConfiguration(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
    extensions.forEach((extension) => extension.configure(extensionConfiguration));
    return Object.assign(runtimeConfig, resolveAwsRegionExtensionConfiguration(extensionConfiguration), resolveDefaultRuntimeConfig(extensionConfiguration), resolveHttpHandlerRuntimeConfig(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};

class EMRClient extends Client {
    config;
    constructor(...[configuration]) {
        const _config_0 = getRuntimeConfig(configuration || {});
        super(_config_0);
        this.initConfig = _config_0;
        const _config_1 = resolveClientEndpointParameters(_config_0);
        const _config_2 = resolveUserAgentConfig(_config_1);
        const _config_3 = resolveRetryConfig(_config_2);
        const _config_4 = resolveRegionConfig(_config_3);
        const _config_5 = resolveHostHeaderConfig(_config_4);
        const _config_6 = resolveEndpointConfig(_config_5);
        const _config_7 = resolveHttpAuthSchemeConfig(_config_6);
        const _config_8 = resolveRuntimeExtensions(_config_7, configuration?.extensions || []);
        this.config = _config_8;
        this.middlewareStack.use(getSchemaSerdePlugin(this.config));
        this.middlewareStack.use(getUserAgentPlugin(this.config));
        this.middlewareStack.use(getRetryPlugin(this.config));
        this.middlewareStack.use(getContentLengthPlugin(this.config));
        this.middlewareStack.use(getHostHeaderPlugin(this.config));
        this.middlewareStack.use(getLoggerPlugin(this.config));
        this.middlewareStack.use(getRecursionDetectionPlugin(this.config));
        this.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(this.config, {
            httpAuthSchemeParametersProvider: defaultEMRHttpAuthSchemeParametersProvider,
            identityProviderConfigProvider: async (config) => new DefaultIdentityProviderConfig({
                "aws.auth#sigv4": config.credentials,
            }),
        }));
        this.middlewareStack.use(getHttpSigningPlugin(this.config));
    }
    destroy() {
        super.destroy();
    }
}

const command = makeBuilder(commonParams, "ElasticMapReduce", "EMRClient", getEndpointPlugin);
const _ep0 = {};
const _mw0 = (Command, cs, config, o) => [];

class AddInstanceFleetCommand extends command(_ep0, _mw0, "AddInstanceFleet", AddInstanceFleet$) {
}

class AddInstanceGroupsCommand extends command(_ep0, _mw0, "AddInstanceGroups", AddInstanceGroups$) {
}

class AddJobFlowStepsCommand extends command(_ep0, _mw0, "AddJobFlowSteps", AddJobFlowSteps$) {
}

class AddTagsCommand extends command(_ep0, _mw0, "AddTags", AddTags$) {
}

class CancelStepsCommand extends command(_ep0, _mw0, "CancelSteps", CancelSteps$) {
}

class CreatePersistentAppUICommand extends command(_ep0, _mw0, "CreatePersistentAppUI", CreatePersistentAppUI$) {
}

class CreateSecurityConfigurationCommand extends command(_ep0, _mw0, "CreateSecurityConfiguration", CreateSecurityConfiguration$) {
}

class CreateStudioCommand extends command(_ep0, _mw0, "CreateStudio", CreateStudio$) {
}

class CreateStudioSessionMappingCommand extends command(_ep0, _mw0, "CreateStudioSessionMapping", CreateStudioSessionMapping$) {
}

class DeleteSecurityConfigurationCommand extends command(_ep0, _mw0, "DeleteSecurityConfiguration", DeleteSecurityConfiguration$) {
}

class DeleteStudioCommand extends command(_ep0, _mw0, "DeleteStudio", DeleteStudio$) {
}

class DeleteStudioSessionMappingCommand extends command(_ep0, _mw0, "DeleteStudioSessionMapping", DeleteStudioSessionMapping$) {
}

class DescribeClusterCommand extends command(_ep0, _mw0, "DescribeCluster", DescribeCluster$) {
}

class DescribeJobFlowsCommand extends command(_ep0, _mw0, "DescribeJobFlows", DescribeJobFlows$) {
}

class DescribeNotebookExecutionCommand extends command(_ep0, _mw0, "DescribeNotebookExecution", DescribeNotebookExecution$) {
}

class DescribePersistentAppUICommand extends command(_ep0, _mw0, "DescribePersistentAppUI", DescribePersistentAppUI$) {
}

class DescribeReleaseLabelCommand extends command(_ep0, _mw0, "DescribeReleaseLabel", DescribeReleaseLabel$) {
}

class DescribeSecurityConfigurationCommand extends command(_ep0, _mw0, "DescribeSecurityConfiguration", DescribeSecurityConfiguration$) {
}

class DescribeStepCommand extends command(_ep0, _mw0, "DescribeStep", DescribeStep$) {
}

class DescribeStudioCommand extends command(_ep0, _mw0, "DescribeStudio", DescribeStudio$) {
}

class GetAutoTerminationPolicyCommand extends command(_ep0, _mw0, "GetAutoTerminationPolicy", GetAutoTerminationPolicy$) {
}

class GetBlockPublicAccessConfigurationCommand extends command(_ep0, _mw0, "GetBlockPublicAccessConfiguration", GetBlockPublicAccessConfiguration$) {
}

class GetClusterSessionCredentialsCommand extends command(_ep0, _mw0, "GetClusterSessionCredentials", GetClusterSessionCredentials$) {
}

class GetManagedScalingPolicyCommand extends command(_ep0, _mw0, "GetManagedScalingPolicy", GetManagedScalingPolicy$) {
}

class GetOnClusterAppUIPresignedURLCommand extends command(_ep0, _mw0, "GetOnClusterAppUIPresignedURL", GetOnClusterAppUIPresignedURL$) {
}

class GetPersistentAppUIPresignedURLCommand extends command(_ep0, _mw0, "GetPersistentAppUIPresignedURL", GetPersistentAppUIPresignedURL$) {
}

class GetSessionCommand extends command(_ep0, _mw0, "GetSession", GetSession$) {
}

class GetSessionEndpointCommand extends command(_ep0, _mw0, "GetSessionEndpoint", GetSessionEndpoint$) {
}

class GetStudioSessionMappingCommand extends command(_ep0, _mw0, "GetStudioSessionMapping", GetStudioSessionMapping$) {
}

class ListBootstrapActionsCommand extends command(_ep0, _mw0, "ListBootstrapActions", ListBootstrapActions$) {
}

class ListClustersCommand extends command(_ep0, _mw0, "ListClusters", ListClusters$) {
}

class ListInstanceFleetsCommand extends command(_ep0, _mw0, "ListInstanceFleets", ListInstanceFleets$) {
}

class ListInstanceGroupsCommand extends command(_ep0, _mw0, "ListInstanceGroups", ListInstanceGroups$) {
}

class ListInstancesCommand extends command(_ep0, _mw0, "ListInstances", ListInstances$) {
}

class ListNotebookExecutionsCommand extends command(_ep0, _mw0, "ListNotebookExecutions", ListNotebookExecutions$) {
}

class ListReleaseLabelsCommand extends command(_ep0, _mw0, "ListReleaseLabels", ListReleaseLabels$) {
}

class ListSecurityConfigurationsCommand extends command(_ep0, _mw0, "ListSecurityConfigurations", ListSecurityConfigurations$) {
}

class ListSessionsCommand extends command(_ep0, _mw0, "ListSessions", ListSessions$) {
}

class ListStepsCommand extends command(_ep0, _mw0, "ListSteps", ListSteps$) {
}

class ListStudiosCommand extends command(_ep0, _mw0, "ListStudios", ListStudios$) {
}

class ListStudioSessionMappingsCommand extends command(_ep0, _mw0, "ListStudioSessionMappings", ListStudioSessionMappings$) {
}

class ListSupportedInstanceTypesCommand extends command(_ep0, _mw0, "ListSupportedInstanceTypes", ListSupportedInstanceTypes$) {
}

class ModifyClusterCommand extends command(_ep0, _mw0, "ModifyCluster", ModifyCluster$) {
}

class ModifyInstanceFleetCommand extends command(_ep0, _mw0, "ModifyInstanceFleet", ModifyInstanceFleet$) {
}

class ModifyInstanceGroupsCommand extends command(_ep0, _mw0, "ModifyInstanceGroups", ModifyInstanceGroups$) {
}

class PutAutoScalingPolicyCommand extends command(_ep0, _mw0, "PutAutoScalingPolicy", PutAutoScalingPolicy$) {
}

class PutAutoTerminationPolicyCommand extends command(_ep0, _mw0, "PutAutoTerminationPolicy", PutAutoTerminationPolicy$) {
}

class PutBlockPublicAccessConfigurationCommand extends command(_ep0, _mw0, "PutBlockPublicAccessConfiguration", PutBlockPublicAccessConfiguration$) {
}

class PutManagedScalingPolicyCommand extends command(_ep0, _mw0, "PutManagedScalingPolicy", PutManagedScalingPolicy$) {
}

class RemoveAutoScalingPolicyCommand extends command(_ep0, _mw0, "RemoveAutoScalingPolicy", RemoveAutoScalingPolicy$) {
}

class RemoveAutoTerminationPolicyCommand extends command(_ep0, _mw0, "RemoveAutoTerminationPolicy", RemoveAutoTerminationPolicy$) {
}

class RemoveManagedScalingPolicyCommand extends command(_ep0, _mw0, "RemoveManagedScalingPolicy", RemoveManagedScalingPolicy$) {
}

class RemoveTagsCommand extends command(_ep0, _mw0, "RemoveTags", RemoveTags$) {
}

class RunJobFlowCommand extends command(_ep0, _mw0, "RunJobFlow", RunJobFlow$) {
}

class SetKeepJobFlowAliveWhenNoStepsCommand extends command(_ep0, _mw0, "SetKeepJobFlowAliveWhenNoSteps", SetKeepJobFlowAliveWhenNoSteps$) {
}

class SetTerminationProtectionCommand extends command(_ep0, _mw0, "SetTerminationProtection", SetTerminationProtection$) {
}

class SetUnhealthyNodeReplacementCommand extends command(_ep0, _mw0, "SetUnhealthyNodeReplacement", SetUnhealthyNodeReplacement$) {
}

class SetVisibleToAllUsersCommand extends command(_ep0, _mw0, "SetVisibleToAllUsers", SetVisibleToAllUsers$) {
}

class StartNotebookExecutionCommand extends command(_ep0, _mw0, "StartNotebookExecution", StartNotebookExecution$) {
}

class StartSessionCommand extends command(_ep0, _mw0, "StartSession", StartSession$) {
}

class StopNotebookExecutionCommand extends command(_ep0, _mw0, "StopNotebookExecution", StopNotebookExecution$) {
}

class TerminateJobFlowsCommand extends command(_ep0, _mw0, "TerminateJobFlows", TerminateJobFlows$) {
}

class TerminateSessionCommand extends command(_ep0, _mw0, "TerminateSession", TerminateSession$) {
}

class UpdateStudioCommand extends command(_ep0, _mw0, "UpdateStudio", UpdateStudio$) {
}

class UpdateStudioSessionMappingCommand extends command(_ep0, _mw0, "UpdateStudioSessionMapping", UpdateStudioSessionMapping$) {
}

const paginateListBootstrapActions = createPaginator(EMRClient, ListBootstrapActionsCommand, "Marker", "Marker", "");

const paginateListClusters = createPaginator(EMRClient, ListClustersCommand, "Marker", "Marker", "");

const paginateListInstanceFleets = createPaginator(EMRClient, ListInstanceFleetsCommand, "Marker", "Marker", "");

const paginateListInstanceGroups = createPaginator(EMRClient, ListInstanceGroupsCommand, "Marker", "Marker", "");

const paginateListInstances = createPaginator(EMRClient, ListInstancesCommand, "Marker", "Marker", "");

const paginateListNotebookExecutions = createPaginator(EMRClient, ListNotebookExecutionsCommand, "Marker", "Marker", "");

const paginateListReleaseLabels = createPaginator(EMRClient, ListReleaseLabelsCommand, "NextToken", "NextToken", "MaxResults");

const paginateListSecurityConfigurations = createPaginator(EMRClient, ListSecurityConfigurationsCommand, "Marker", "Marker", "");

const paginateListSessions = createPaginator(EMRClient, ListSessionsCommand, "NextToken", "NextToken", "");

const paginateListSteps = createPaginator(EMRClient, ListStepsCommand, "Marker", "Marker", "");

const paginateListStudioSessionMappings = createPaginator(EMRClient, ListStudioSessionMappingsCommand, "Marker", "Marker", "");

const paginateListStudios = createPaginator(EMRClient, ListStudiosCommand, "Marker", "Marker", "");

const paginateListSupportedInstanceTypes = createPaginator(EMRClient, ListSupportedInstanceTypesCommand, "Marker", "Marker", "");

const checkState$2 = async (client, input) => {
    let reason;
    try {
        let result = await client.send(new DescribeClusterCommand(input));
        reason = result;
        try {
            const returnComparator = () => {
                return result.Cluster.Status.State;
            };
            if (returnComparator() === "RUNNING") {
                return { state: WaiterState.SUCCESS, reason };
            }
        }
        catch (e) { }
        try {
            const returnComparator = () => {
                return result.Cluster.Status.State;
            };
            if (returnComparator() === "WAITING") {
                return { state: WaiterState.SUCCESS, reason };
            }
        }
        catch (e) { }
        try {
            const returnComparator = () => {
                return result.Cluster.Status.State;
            };
            if (returnComparator() === "TERMINATING") {
                return { state: WaiterState.FAILURE, reason };
            }
        }
        catch (e) { }
        try {
            const returnComparator = () => {
                return result.Cluster.Status.State;
            };
            if (returnComparator() === "TERMINATED") {
                return { state: WaiterState.FAILURE, reason };
            }
        }
        catch (e) { }
        try {
            const returnComparator = () => {
                return result.Cluster.Status.State;
            };
            if (returnComparator() === "TERMINATED_WITH_ERRORS") {
                return { state: WaiterState.FAILURE, reason };
            }
        }
        catch (e) { }
    }
    catch (exception) {
        reason = exception;
    }
    return { state: WaiterState.RETRY, reason };
};
const waitForClusterRunning = async (params, input) => {
    const serviceDefaults = { minDelay: 30, maxDelay: 120 };
    return createWaiter({ ...serviceDefaults, ...params }, input, checkState$2);
};
const waitUntilClusterRunning = async (params, input) => {
    const serviceDefaults = { minDelay: 30, maxDelay: 120 };
    const result = await createWaiter({ ...serviceDefaults, ...params }, input, checkState$2);
    return checkExceptions(result);
};

const checkState$1 = async (client, input) => {
    let reason;
    try {
        let result = await client.send(new DescribeClusterCommand(input));
        reason = result;
        try {
            const returnComparator = () => {
                return result.Cluster.Status.State;
            };
            if (returnComparator() === "TERMINATED") {
                return { state: WaiterState.SUCCESS, reason };
            }
        }
        catch (e) { }
        try {
            const returnComparator = () => {
                return result.Cluster.Status.State;
            };
            if (returnComparator() === "TERMINATED_WITH_ERRORS") {
                return { state: WaiterState.FAILURE, reason };
            }
        }
        catch (e) { }
    }
    catch (exception) {
        reason = exception;
    }
    return { state: WaiterState.RETRY, reason };
};
const waitForClusterTerminated = async (params, input) => {
    const serviceDefaults = { minDelay: 30, maxDelay: 120 };
    return createWaiter({ ...serviceDefaults, ...params }, input, checkState$1);
};
const waitUntilClusterTerminated = async (params, input) => {
    const serviceDefaults = { minDelay: 30, maxDelay: 120 };
    const result = await createWaiter({ ...serviceDefaults, ...params }, input, checkState$1);
    return checkExceptions(result);
};

const checkState = async (client, input) => {
    let reason;
    try {
        let result = await client.send(new DescribeStepCommand(input));
        reason = result;
        try {
            const returnComparator = () => {
                return result.Step.Status.State;
            };
            if (returnComparator() === "COMPLETED") {
                return { state: WaiterState.SUCCESS, reason };
            }
        }
        catch (e) { }
        try {
            const returnComparator = () => {
                return result.Step.Status.State;
            };
            if (returnComparator() === "FAILED") {
                return { state: WaiterState.FAILURE, reason };
            }
        }
        catch (e) { }
        try {
            const returnComparator = () => {
                return result.Step.Status.State;
            };
            if (returnComparator() === "CANCELLED") {
                return { state: WaiterState.FAILURE, reason };
            }
        }
        catch (e) { }
    }
    catch (exception) {
        reason = exception;
    }
    return { state: WaiterState.RETRY, reason };
};
const waitForStepComplete = async (params, input) => {
    const serviceDefaults = { minDelay: 30, maxDelay: 120 };
    return createWaiter({ ...serviceDefaults, ...params }, input, checkState);
};
const waitUntilStepComplete = async (params, input) => {
    const serviceDefaults = { minDelay: 30, maxDelay: 120 };
    const result = await createWaiter({ ...serviceDefaults, ...params }, input, checkState);
    return checkExceptions(result);
};

const commands = {
    AddInstanceFleetCommand,
    AddInstanceGroupsCommand,
    AddJobFlowStepsCommand,
    AddTagsCommand,
    CancelStepsCommand,
    CreatePersistentAppUICommand,
    CreateSecurityConfigurationCommand,
    CreateStudioCommand,
    CreateStudioSessionMappingCommand,
    DeleteSecurityConfigurationCommand,
    DeleteStudioCommand,
    DeleteStudioSessionMappingCommand,
    DescribeClusterCommand,
    DescribeJobFlowsCommand,
    DescribeNotebookExecutionCommand,
    DescribePersistentAppUICommand,
    DescribeReleaseLabelCommand,
    DescribeSecurityConfigurationCommand,
    DescribeStepCommand,
    DescribeStudioCommand,
    GetAutoTerminationPolicyCommand,
    GetBlockPublicAccessConfigurationCommand,
    GetClusterSessionCredentialsCommand,
    GetManagedScalingPolicyCommand,
    GetOnClusterAppUIPresignedURLCommand,
    GetPersistentAppUIPresignedURLCommand,
    GetSessionCommand,
    GetSessionEndpointCommand,
    GetStudioSessionMappingCommand,
    ListBootstrapActionsCommand,
    ListClustersCommand,
    ListInstanceFleetsCommand,
    ListInstanceGroupsCommand,
    ListInstancesCommand,
    ListNotebookExecutionsCommand,
    ListReleaseLabelsCommand,
    ListSecurityConfigurationsCommand,
    ListSessionsCommand,
    ListStepsCommand,
    ListStudiosCommand,
    ListStudioSessionMappingsCommand,
    ListSupportedInstanceTypesCommand,
    ModifyClusterCommand,
    ModifyInstanceFleetCommand,
    ModifyInstanceGroupsCommand,
    PutAutoScalingPolicyCommand,
    PutAutoTerminationPolicyCommand,
    PutBlockPublicAccessConfigurationCommand,
    PutManagedScalingPolicyCommand,
    RemoveAutoScalingPolicyCommand,
    RemoveAutoTerminationPolicyCommand,
    RemoveManagedScalingPolicyCommand,
    RemoveTagsCommand,
    RunJobFlowCommand,
    SetKeepJobFlowAliveWhenNoStepsCommand,
    SetTerminationProtectionCommand,
    SetUnhealthyNodeReplacementCommand,
    SetVisibleToAllUsersCommand,
    StartNotebookExecutionCommand,
    StartSessionCommand,
    StopNotebookExecutionCommand,
    TerminateJobFlowsCommand,
    TerminateSessionCommand,
    UpdateStudioCommand,
    UpdateStudioSessionMappingCommand,
};
const paginators = {
    paginateListBootstrapActions,
    paginateListClusters,
    paginateListInstanceFleets,
    paginateListInstanceGroups,
    paginateListInstances,
    paginateListNotebookExecutions,
    paginateListReleaseLabels,
    paginateListSecurityConfigurations,
    paginateListSessions,
    paginateListSteps,
    paginateListStudios,
    paginateListStudioSessionMappings,
    paginateListSupportedInstanceTypes,
};
const waiters = {
    waitUntilClusterRunning,
    waitUntilClusterTerminated,
    waitUntilStepComplete,
};
class EMR extends EMRClient {
}
createAggregatedClient(commands, EMR, { paginators, waiters });

const ActionOnFailure = {
    CANCEL_AND_WAIT: "CANCEL_AND_WAIT",
    CONTINUE: "CONTINUE",
    TERMINATE_CLUSTER: "TERMINATE_CLUSTER",
    TERMINATE_JOB_FLOW: "TERMINATE_JOB_FLOW",
};
const InstanceFleetType = {
    CORE: "CORE",
    MASTER: "MASTER",
    TASK: "TASK",
};
const OnDemandProvisioningAllocationStrategy = {
    LOWEST_PRICE: "lowest-price",
    PRIORITIZED: "prioritized",
};
const OnDemandCapacityReservationPreference = {
    NONE: "none",
    OPEN: "open",
};
const OnDemandCapacityReservationUsageStrategy = {
    USE_CAPACITY_RESERVATIONS_FIRST: "use-capacity-reservations-first",
};
const SpotProvisioningAllocationStrategy = {
    CAPACITY_OPTIMIZED: "capacity-optimized",
    CAPACITY_OPTIMIZED_PRIORITIZED: "capacity-optimized-prioritized",
    DIVERSIFIED: "diversified",
    LOWEST_PRICE: "lowest-price",
    PRICE_CAPACITY_OPTIMIZED: "price-capacity-optimized",
};
const SpotProvisioningTimeoutAction = {
    SWITCH_TO_ON_DEMAND: "SWITCH_TO_ON_DEMAND",
    TERMINATE_CLUSTER: "TERMINATE_CLUSTER",
};
const MarketType = {
    ON_DEMAND: "ON_DEMAND",
    SPOT: "SPOT",
};
const AdjustmentType = {
    CHANGE_IN_CAPACITY: "CHANGE_IN_CAPACITY",
    EXACT_CAPACITY: "EXACT_CAPACITY",
    PERCENT_CHANGE_IN_CAPACITY: "PERCENT_CHANGE_IN_CAPACITY",
};
const ComparisonOperator = {
    GREATER_THAN: "GREATER_THAN",
    GREATER_THAN_OR_EQUAL: "GREATER_THAN_OR_EQUAL",
    LESS_THAN: "LESS_THAN",
    LESS_THAN_OR_EQUAL: "LESS_THAN_OR_EQUAL",
};
const Statistic = {
    AVERAGE: "AVERAGE",
    MAXIMUM: "MAXIMUM",
    MINIMUM: "MINIMUM",
    SAMPLE_COUNT: "SAMPLE_COUNT",
    SUM: "SUM",
};
const Unit = {
    BITS: "BITS",
    BITS_PER_SECOND: "BITS_PER_SECOND",
    BYTES: "BYTES",
    BYTES_PER_SECOND: "BYTES_PER_SECOND",
    COUNT: "COUNT",
    COUNT_PER_SECOND: "COUNT_PER_SECOND",
    GIGA_BITS: "GIGA_BITS",
    GIGA_BITS_PER_SECOND: "GIGA_BITS_PER_SECOND",
    GIGA_BYTES: "GIGA_BYTES",
    GIGA_BYTES_PER_SECOND: "GIGA_BYTES_PER_SECOND",
    KILO_BITS: "KILO_BITS",
    KILO_BITS_PER_SECOND: "KILO_BITS_PER_SECOND",
    KILO_BYTES: "KILO_BYTES",
    KILO_BYTES_PER_SECOND: "KILO_BYTES_PER_SECOND",
    MEGA_BITS: "MEGA_BITS",
    MEGA_BITS_PER_SECOND: "MEGA_BITS_PER_SECOND",
    MEGA_BYTES: "MEGA_BYTES",
    MEGA_BYTES_PER_SECOND: "MEGA_BYTES_PER_SECOND",
    MICRO_SECONDS: "MICRO_SECONDS",
    MILLI_SECONDS: "MILLI_SECONDS",
    NONE: "NONE",
    PERCENT: "PERCENT",
    SECONDS: "SECONDS",
    TERA_BITS: "TERA_BITS",
    TERA_BITS_PER_SECOND: "TERA_BITS_PER_SECOND",
    TERA_BYTES: "TERA_BYTES",
    TERA_BYTES_PER_SECOND: "TERA_BYTES_PER_SECOND",
};
const InstanceRoleType = {
    CORE: "CORE",
    MASTER: "MASTER",
    TASK: "TASK",
};
const AuthMode = {
    IAM: "IAM",
    SSO: "SSO",
};
const AutoScalingPolicyState = {
    ATTACHED: "ATTACHED",
    ATTACHING: "ATTACHING",
    DETACHED: "DETACHED",
    DETACHING: "DETACHING",
    FAILED: "FAILED",
    PENDING: "PENDING",
};
const AutoScalingPolicyStateChangeReasonCode = {
    CLEANUP_FAILURE: "CLEANUP_FAILURE",
    PROVISION_FAILURE: "PROVISION_FAILURE",
    USER_REQUEST: "USER_REQUEST",
};
const StepCancellationOption = {
    SEND_INTERRUPT: "SEND_INTERRUPT",
    TERMINATE_PROCESS: "TERMINATE_PROCESS",
};
const CancelStepsRequestStatus = {
    FAILED: "FAILED",
    SUBMITTED: "SUBMITTED",
};
const InstanceCollectionType = {
    INSTANCE_FLEET: "INSTANCE_FLEET",
    INSTANCE_GROUP: "INSTANCE_GROUP",
};
const LogType = {
    APPLICATION_LOGS: "application-logs",
    PERSISTENT_UI_LOGS: "persistent-ui-logs",
    SYSTEM_LOGS: "system-logs",
};
const LogUploadPolicyValue = {
    DISABLED: "disabled",
    EMR_MANAGED: "emr-managed",
    ON_CUSTOMER_S3ONLY: "on-customer-s3only",
};
const PlacementGroupStrategy = {
    CLUSTER: "CLUSTER",
    NONE: "NONE",
    PARTITION: "PARTITION",
    SPREAD: "SPREAD",
};
const RepoUpgradeOnBoot = {
    NONE: "NONE",
    SECURITY: "SECURITY",
};
const ScaleDownBehavior = {
    TERMINATE_AT_INSTANCE_HOUR: "TERMINATE_AT_INSTANCE_HOUR",
    TERMINATE_AT_TASK_COMPLETION: "TERMINATE_AT_TASK_COMPLETION",
};
const ClusterState = {
    BOOTSTRAPPING: "BOOTSTRAPPING",
    RUNNING: "RUNNING",
    STARTING: "STARTING",
    TERMINATED: "TERMINATED",
    TERMINATED_WITH_ERRORS: "TERMINATED_WITH_ERRORS",
    TERMINATING: "TERMINATING",
    WAITING: "WAITING",
};
const ClusterStateChangeReasonCode = {
    ALL_STEPS_COMPLETED: "ALL_STEPS_COMPLETED",
    BOOTSTRAP_FAILURE: "BOOTSTRAP_FAILURE",
    INSTANCE_FAILURE: "INSTANCE_FAILURE",
    INSTANCE_FLEET_TIMEOUT: "INSTANCE_FLEET_TIMEOUT",
    INTERNAL_ERROR: "INTERNAL_ERROR",
    STEP_FAILURE: "STEP_FAILURE",
    USER_REQUEST: "USER_REQUEST",
    VALIDATION_ERROR: "VALIDATION_ERROR",
};
const ComputeLimitsUnitType = {
    InstanceFleetUnits: "InstanceFleetUnits",
    Instances: "Instances",
    VCPU: "VCPU",
};
const ProfilerType = {
    SHS: "SHS",
    TEZUI: "TEZUI",
    YTS: "YTS",
};
const IdcUserAssignment = {
    OPTIONAL: "OPTIONAL",
    REQUIRED: "REQUIRED",
};
const IdentityType = {
    GROUP: "GROUP",
    USER: "USER",
};
const JobFlowExecutionState = {
    BOOTSTRAPPING: "BOOTSTRAPPING",
    COMPLETED: "COMPLETED",
    FAILED: "FAILED",
    RUNNING: "RUNNING",
    SHUTTING_DOWN: "SHUTTING_DOWN",
    STARTING: "STARTING",
    TERMINATED: "TERMINATED",
    WAITING: "WAITING",
};
const InstanceGroupState = {
    ARRESTED: "ARRESTED",
    BOOTSTRAPPING: "BOOTSTRAPPING",
    ENDED: "ENDED",
    PROVISIONING: "PROVISIONING",
    RECONFIGURING: "RECONFIGURING",
    RESIZING: "RESIZING",
    RUNNING: "RUNNING",
    SHUTTING_DOWN: "SHUTTING_DOWN",
    SUSPENDED: "SUSPENDED",
    TERMINATED: "TERMINATED",
    TERMINATING: "TERMINATING",
};
const StepExecutionState = {
    CANCELLED: "CANCELLED",
    COMPLETED: "COMPLETED",
    CONTINUE: "CONTINUE",
    FAILED: "FAILED",
    INTERRUPTED: "INTERRUPTED",
    PENDING: "PENDING",
    RUNNING: "RUNNING",
};
const ExecutionEngineType = {
    EMR: "EMR",
};
const OutputNotebookFormat = {
    HTML: "HTML",
};
const NotebookExecutionStatus = {
    FAILED: "FAILED",
    FAILING: "FAILING",
    FINISHED: "FINISHED",
    FINISHING: "FINISHING",
    RUNNING: "RUNNING",
    STARTING: "STARTING",
    START_PENDING: "START_PENDING",
    STOPPED: "STOPPED",
    STOPPING: "STOPPING",
    STOP_PENDING: "STOP_PENDING",
};
const PersistentAppUIType = {
    SHS: "SHS",
    TEZ: "TEZ",
    YTS: "YTS",
};
const StepState = {
    CANCELLED: "CANCELLED",
    CANCEL_PENDING: "CANCEL_PENDING",
    COMPLETED: "COMPLETED",
    FAILED: "FAILED",
    INTERRUPTED: "INTERRUPTED",
    PENDING: "PENDING",
    RUNNING: "RUNNING",
};
const StepStateChangeReasonCode = {
    NONE: "NONE",
};
const ScalingStrategy = {
    ADVANCED: "ADVANCED",
    DEFAULT: "DEFAULT",
};
const OnClusterAppUIType = {
    ApplicationMaster: "ApplicationMaster",
    JobHistoryServer: "JobHistoryServer",
    ResourceManager: "ResourceManager",
    SparkHistoryServer: "SparkHistoryServer",
    TezUI: "TezUI",
    YarnTimelineService: "YarnTimelineService",
};
const SessionState = {
    BUSY: "BUSY",
    FAILED: "FAILED",
    IDLE: "IDLE",
    STARTED: "STARTED",
    STARTING: "STARTING",
    SUBMITTED: "SUBMITTED",
    TERMINATED: "TERMINATED",
    TERMINATING: "TERMINATING",
};
const InstanceFleetState = {
    BOOTSTRAPPING: "BOOTSTRAPPING",
    PROVISIONING: "PROVISIONING",
    RECONFIGURING: "RECONFIGURING",
    RESIZING: "RESIZING",
    RUNNING: "RUNNING",
    SUSPENDED: "SUSPENDED",
    TERMINATED: "TERMINATED",
    TERMINATING: "TERMINATING",
};
const InstanceFleetStateChangeReasonCode = {
    CLUSTER_TERMINATED: "CLUSTER_TERMINATED",
    INSTANCE_FAILURE: "INSTANCE_FAILURE",
    INTERNAL_ERROR: "INTERNAL_ERROR",
    VALIDATION_ERROR: "VALIDATION_ERROR",
};
const InstanceGroupType = {
    CORE: "CORE",
    MASTER: "MASTER",
    TASK: "TASK",
};
const InstanceGroupStateChangeReasonCode = {
    CLUSTER_TERMINATED: "CLUSTER_TERMINATED",
    INSTANCE_FAILURE: "INSTANCE_FAILURE",
    INTERNAL_ERROR: "INTERNAL_ERROR",
    VALIDATION_ERROR: "VALIDATION_ERROR",
};
const InstanceState = {
    AWAITING_FULFILLMENT: "AWAITING_FULFILLMENT",
    BOOTSTRAPPING: "BOOTSTRAPPING",
    PROVISIONING: "PROVISIONING",
    RUNNING: "RUNNING",
    TERMINATED: "TERMINATED",
};
const InstanceStateChangeReasonCode = {
    BOOTSTRAP_FAILURE: "BOOTSTRAP_FAILURE",
    CLUSTER_TERMINATED: "CLUSTER_TERMINATED",
    INSTANCE_FAILURE: "INSTANCE_FAILURE",
    INTERNAL_ERROR: "INTERNAL_ERROR",
    VALIDATION_ERROR: "VALIDATION_ERROR",
};
const ReconfigurationType = {
    MERGE: "MERGE",
    OVERWRITE: "OVERWRITE",
};

exports.ActionOnFailure = ActionOnFailure;
exports.AddInstanceFleet$ = AddInstanceFleet$;
exports.AddInstanceFleetCommand = AddInstanceFleetCommand;
exports.AddInstanceFleetInput$ = AddInstanceFleetInput$;
exports.AddInstanceFleetOutput$ = AddInstanceFleetOutput$;
exports.AddInstanceGroups$ = AddInstanceGroups$;
exports.AddInstanceGroupsCommand = AddInstanceGroupsCommand;
exports.AddInstanceGroupsInput$ = AddInstanceGroupsInput$;
exports.AddInstanceGroupsOutput$ = AddInstanceGroupsOutput$;
exports.AddJobFlowSteps$ = AddJobFlowSteps$;
exports.AddJobFlowStepsCommand = AddJobFlowStepsCommand;
exports.AddJobFlowStepsInput$ = AddJobFlowStepsInput$;
exports.AddJobFlowStepsOutput$ = AddJobFlowStepsOutput$;
exports.AddTags$ = AddTags$;
exports.AddTagsCommand = AddTagsCommand;
exports.AddTagsInput$ = AddTagsInput$;
exports.AddTagsOutput$ = AddTagsOutput$;
exports.AdjustmentType = AdjustmentType;
exports.Application$ = Application$;
exports.AuthMode = AuthMode;
exports.AutoScalingPolicy$ = AutoScalingPolicy$;
exports.AutoScalingPolicyDescription$ = AutoScalingPolicyDescription$;
exports.AutoScalingPolicyState = AutoScalingPolicyState;
exports.AutoScalingPolicyStateChangeReason$ = AutoScalingPolicyStateChangeReason$;
exports.AutoScalingPolicyStateChangeReasonCode = AutoScalingPolicyStateChangeReasonCode;
exports.AutoScalingPolicyStatus$ = AutoScalingPolicyStatus$;
exports.AutoTerminationPolicy$ = AutoTerminationPolicy$;
exports.BlockPublicAccessConfiguration$ = BlockPublicAccessConfiguration$;
exports.BlockPublicAccessConfigurationMetadata$ = BlockPublicAccessConfigurationMetadata$;
exports.BootstrapActionConfig$ = BootstrapActionConfig$;
exports.BootstrapActionDetail$ = BootstrapActionDetail$;
exports.CancelSteps$ = CancelSteps$;
exports.CancelStepsCommand = CancelStepsCommand;
exports.CancelStepsInfo$ = CancelStepsInfo$;
exports.CancelStepsInput$ = CancelStepsInput$;
exports.CancelStepsOutput$ = CancelStepsOutput$;
exports.CancelStepsRequestStatus = CancelStepsRequestStatus;
exports.CloudWatchAlarmDefinition$ = CloudWatchAlarmDefinition$;
exports.CloudWatchLogConfiguration$ = CloudWatchLogConfiguration$;
exports.Cluster$ = Cluster$;
exports.ClusterState = ClusterState;
exports.ClusterStateChangeReason$ = ClusterStateChangeReason$;
exports.ClusterStateChangeReasonCode = ClusterStateChangeReasonCode;
exports.ClusterStatus$ = ClusterStatus$;
exports.ClusterSummary$ = ClusterSummary$;
exports.ClusterTimeline$ = ClusterTimeline$;
exports.Command$ = Command$;
exports.ComparisonOperator = ComparisonOperator;
exports.ComputeLimits$ = ComputeLimits$;
exports.ComputeLimitsUnitType = ComputeLimitsUnitType;
exports.Configuration$ = Configuration$;
exports.CreatePersistentAppUI$ = CreatePersistentAppUI$;
exports.CreatePersistentAppUICommand = CreatePersistentAppUICommand;
exports.CreatePersistentAppUIInput$ = CreatePersistentAppUIInput$;
exports.CreatePersistentAppUIOutput$ = CreatePersistentAppUIOutput$;
exports.CreateSecurityConfiguration$ = CreateSecurityConfiguration$;
exports.CreateSecurityConfigurationCommand = CreateSecurityConfigurationCommand;
exports.CreateSecurityConfigurationInput$ = CreateSecurityConfigurationInput$;
exports.CreateSecurityConfigurationOutput$ = CreateSecurityConfigurationOutput$;
exports.CreateStudio$ = CreateStudio$;
exports.CreateStudioCommand = CreateStudioCommand;
exports.CreateStudioInput$ = CreateStudioInput$;
exports.CreateStudioOutput$ = CreateStudioOutput$;
exports.CreateStudioSessionMapping$ = CreateStudioSessionMapping$;
exports.CreateStudioSessionMappingCommand = CreateStudioSessionMappingCommand;
exports.CreateStudioSessionMappingInput$ = CreateStudioSessionMappingInput$;
exports.Credentials$ = Credentials$;
exports.DeleteSecurityConfiguration$ = DeleteSecurityConfiguration$;
exports.DeleteSecurityConfigurationCommand = DeleteSecurityConfigurationCommand;
exports.DeleteSecurityConfigurationInput$ = DeleteSecurityConfigurationInput$;
exports.DeleteSecurityConfigurationOutput$ = DeleteSecurityConfigurationOutput$;
exports.DeleteStudio$ = DeleteStudio$;
exports.DeleteStudioCommand = DeleteStudioCommand;
exports.DeleteStudioInput$ = DeleteStudioInput$;
exports.DeleteStudioSessionMapping$ = DeleteStudioSessionMapping$;
exports.DeleteStudioSessionMappingCommand = DeleteStudioSessionMappingCommand;
exports.DeleteStudioSessionMappingInput$ = DeleteStudioSessionMappingInput$;
exports.DescribeCluster$ = DescribeCluster$;
exports.DescribeClusterCommand = DescribeClusterCommand;
exports.DescribeClusterInput$ = DescribeClusterInput$;
exports.DescribeClusterOutput$ = DescribeClusterOutput$;
exports.DescribeJobFlows$ = DescribeJobFlows$;
exports.DescribeJobFlowsCommand = DescribeJobFlowsCommand;
exports.DescribeJobFlowsInput$ = DescribeJobFlowsInput$;
exports.DescribeJobFlowsOutput$ = DescribeJobFlowsOutput$;
exports.DescribeNotebookExecution$ = DescribeNotebookExecution$;
exports.DescribeNotebookExecutionCommand = DescribeNotebookExecutionCommand;
exports.DescribeNotebookExecutionInput$ = DescribeNotebookExecutionInput$;
exports.DescribeNotebookExecutionOutput$ = DescribeNotebookExecutionOutput$;
exports.DescribePersistentAppUI$ = DescribePersistentAppUI$;
exports.DescribePersistentAppUICommand = DescribePersistentAppUICommand;
exports.DescribePersistentAppUIInput$ = DescribePersistentAppUIInput$;
exports.DescribePersistentAppUIOutput$ = DescribePersistentAppUIOutput$;
exports.DescribeReleaseLabel$ = DescribeReleaseLabel$;
exports.DescribeReleaseLabelCommand = DescribeReleaseLabelCommand;
exports.DescribeReleaseLabelInput$ = DescribeReleaseLabelInput$;
exports.DescribeReleaseLabelOutput$ = DescribeReleaseLabelOutput$;
exports.DescribeSecurityConfiguration$ = DescribeSecurityConfiguration$;
exports.DescribeSecurityConfigurationCommand = DescribeSecurityConfigurationCommand;
exports.DescribeSecurityConfigurationInput$ = DescribeSecurityConfigurationInput$;
exports.DescribeSecurityConfigurationOutput$ = DescribeSecurityConfigurationOutput$;
exports.DescribeStep$ = DescribeStep$;
exports.DescribeStepCommand = DescribeStepCommand;
exports.DescribeStepInput$ = DescribeStepInput$;
exports.DescribeStepOutput$ = DescribeStepOutput$;
exports.DescribeStudio$ = DescribeStudio$;
exports.DescribeStudioCommand = DescribeStudioCommand;
exports.DescribeStudioInput$ = DescribeStudioInput$;
exports.DescribeStudioOutput$ = DescribeStudioOutput$;
exports.EMR = EMR;
exports.EMRClient = EMRClient;
exports.EMRContainersConfig$ = EMRContainersConfig$;
exports.EMRServiceException = EMRServiceException;
exports.EMRServiceException$ = EMRServiceException$;
exports.EbsBlockDevice$ = EbsBlockDevice$;
exports.EbsBlockDeviceConfig$ = EbsBlockDeviceConfig$;
exports.EbsConfiguration$ = EbsConfiguration$;
exports.EbsVolume$ = EbsVolume$;
exports.Ec2InstanceAttributes$ = Ec2InstanceAttributes$;
exports.ErrorDetail$ = ErrorDetail$;
exports.ExecutionEngineConfig$ = ExecutionEngineConfig$;
exports.ExecutionEngineType = ExecutionEngineType;
exports.FailureDetails$ = FailureDetails$;
exports.GetAutoTerminationPolicy$ = GetAutoTerminationPolicy$;
exports.GetAutoTerminationPolicyCommand = GetAutoTerminationPolicyCommand;
exports.GetAutoTerminationPolicyInput$ = GetAutoTerminationPolicyInput$;
exports.GetAutoTerminationPolicyOutput$ = GetAutoTerminationPolicyOutput$;
exports.GetBlockPublicAccessConfiguration$ = GetBlockPublicAccessConfiguration$;
exports.GetBlockPublicAccessConfigurationCommand = GetBlockPublicAccessConfigurationCommand;
exports.GetBlockPublicAccessConfigurationInput$ = GetBlockPublicAccessConfigurationInput$;
exports.GetBlockPublicAccessConfigurationOutput$ = GetBlockPublicAccessConfigurationOutput$;
exports.GetClusterSessionCredentials$ = GetClusterSessionCredentials$;
exports.GetClusterSessionCredentialsCommand = GetClusterSessionCredentialsCommand;
exports.GetClusterSessionCredentialsInput$ = GetClusterSessionCredentialsInput$;
exports.GetClusterSessionCredentialsOutput$ = GetClusterSessionCredentialsOutput$;
exports.GetManagedScalingPolicy$ = GetManagedScalingPolicy$;
exports.GetManagedScalingPolicyCommand = GetManagedScalingPolicyCommand;
exports.GetManagedScalingPolicyInput$ = GetManagedScalingPolicyInput$;
exports.GetManagedScalingPolicyOutput$ = GetManagedScalingPolicyOutput$;
exports.GetOnClusterAppUIPresignedURL$ = GetOnClusterAppUIPresignedURL$;
exports.GetOnClusterAppUIPresignedURLCommand = GetOnClusterAppUIPresignedURLCommand;
exports.GetOnClusterAppUIPresignedURLInput$ = GetOnClusterAppUIPresignedURLInput$;
exports.GetOnClusterAppUIPresignedURLOutput$ = GetOnClusterAppUIPresignedURLOutput$;
exports.GetPersistentAppUIPresignedURL$ = GetPersistentAppUIPresignedURL$;
exports.GetPersistentAppUIPresignedURLCommand = GetPersistentAppUIPresignedURLCommand;
exports.GetPersistentAppUIPresignedURLInput$ = GetPersistentAppUIPresignedURLInput$;
exports.GetPersistentAppUIPresignedURLOutput$ = GetPersistentAppUIPresignedURLOutput$;
exports.GetSession$ = GetSession$;
exports.GetSessionCommand = GetSessionCommand;
exports.GetSessionEndpoint$ = GetSessionEndpoint$;
exports.GetSessionEndpointCommand = GetSessionEndpointCommand;
exports.GetSessionEndpointInput$ = GetSessionEndpointInput$;
exports.GetSessionEndpointOutput$ = GetSessionEndpointOutput$;
exports.GetSessionInput$ = GetSessionInput$;
exports.GetSessionOutput$ = GetSessionOutput$;
exports.GetStudioSessionMapping$ = GetStudioSessionMapping$;
exports.GetStudioSessionMappingCommand = GetStudioSessionMappingCommand;
exports.GetStudioSessionMappingInput$ = GetStudioSessionMappingInput$;
exports.GetStudioSessionMappingOutput$ = GetStudioSessionMappingOutput$;
exports.HadoopJarStepConfig$ = HadoopJarStepConfig$;
exports.HadoopStepConfig$ = HadoopStepConfig$;
exports.IdcUserAssignment = IdcUserAssignment;
exports.IdentityType = IdentityType;
exports.Instance$ = Instance$;
exports.InstanceCollectionType = InstanceCollectionType;
exports.InstanceFleet$ = InstanceFleet$;
exports.InstanceFleetConfig$ = InstanceFleetConfig$;
exports.InstanceFleetModifyConfig$ = InstanceFleetModifyConfig$;
exports.InstanceFleetProvisioningSpecifications$ = InstanceFleetProvisioningSpecifications$;
exports.InstanceFleetResizingSpecifications$ = InstanceFleetResizingSpecifications$;
exports.InstanceFleetState = InstanceFleetState;
exports.InstanceFleetStateChangeReason$ = InstanceFleetStateChangeReason$;
exports.InstanceFleetStateChangeReasonCode = InstanceFleetStateChangeReasonCode;
exports.InstanceFleetStatus$ = InstanceFleetStatus$;
exports.InstanceFleetTimeline$ = InstanceFleetTimeline$;
exports.InstanceFleetType = InstanceFleetType;
exports.InstanceGroup$ = InstanceGroup$;
exports.InstanceGroupConfig$ = InstanceGroupConfig$;
exports.InstanceGroupDetail$ = InstanceGroupDetail$;
exports.InstanceGroupModifyConfig$ = InstanceGroupModifyConfig$;
exports.InstanceGroupState = InstanceGroupState;
exports.InstanceGroupStateChangeReason$ = InstanceGroupStateChangeReason$;
exports.InstanceGroupStateChangeReasonCode = InstanceGroupStateChangeReasonCode;
exports.InstanceGroupStatus$ = InstanceGroupStatus$;
exports.InstanceGroupTimeline$ = InstanceGroupTimeline$;
exports.InstanceGroupType = InstanceGroupType;
exports.InstanceResizePolicy$ = InstanceResizePolicy$;
exports.InstanceRoleType = InstanceRoleType;
exports.InstanceState = InstanceState;
exports.InstanceStateChangeReason$ = InstanceStateChangeReason$;
exports.InstanceStateChangeReasonCode = InstanceStateChangeReasonCode;
exports.InstanceStatus$ = InstanceStatus$;
exports.InstanceTimeline$ = InstanceTimeline$;
exports.InstanceTypeConfig$ = InstanceTypeConfig$;
exports.InstanceTypeSpecification$ = InstanceTypeSpecification$;
exports.InternalServerError = InternalServerError;
exports.InternalServerError$ = InternalServerError$;
exports.InternalServerException = InternalServerException;
exports.InternalServerException$ = InternalServerException$;
exports.InvalidRequestException = InvalidRequestException;
exports.InvalidRequestException$ = InvalidRequestException$;
exports.JobFlowDetail$ = JobFlowDetail$;
exports.JobFlowExecutionState = JobFlowExecutionState;
exports.JobFlowExecutionStatusDetail$ = JobFlowExecutionStatusDetail$;
exports.JobFlowInstancesConfig$ = JobFlowInstancesConfig$;
exports.JobFlowInstancesDetail$ = JobFlowInstancesDetail$;
exports.KerberosAttributes$ = KerberosAttributes$;
exports.KeyValue$ = KeyValue$;
exports.ListBootstrapActions$ = ListBootstrapActions$;
exports.ListBootstrapActionsCommand = ListBootstrapActionsCommand;
exports.ListBootstrapActionsInput$ = ListBootstrapActionsInput$;
exports.ListBootstrapActionsOutput$ = ListBootstrapActionsOutput$;
exports.ListClusters$ = ListClusters$;
exports.ListClustersCommand = ListClustersCommand;
exports.ListClustersInput$ = ListClustersInput$;
exports.ListClustersOutput$ = ListClustersOutput$;
exports.ListInstanceFleets$ = ListInstanceFleets$;
exports.ListInstanceFleetsCommand = ListInstanceFleetsCommand;
exports.ListInstanceFleetsInput$ = ListInstanceFleetsInput$;
exports.ListInstanceFleetsOutput$ = ListInstanceFleetsOutput$;
exports.ListInstanceGroups$ = ListInstanceGroups$;
exports.ListInstanceGroupsCommand = ListInstanceGroupsCommand;
exports.ListInstanceGroupsInput$ = ListInstanceGroupsInput$;
exports.ListInstanceGroupsOutput$ = ListInstanceGroupsOutput$;
exports.ListInstances$ = ListInstances$;
exports.ListInstancesCommand = ListInstancesCommand;
exports.ListInstancesInput$ = ListInstancesInput$;
exports.ListInstancesOutput$ = ListInstancesOutput$;
exports.ListNotebookExecutions$ = ListNotebookExecutions$;
exports.ListNotebookExecutionsCommand = ListNotebookExecutionsCommand;
exports.ListNotebookExecutionsInput$ = ListNotebookExecutionsInput$;
exports.ListNotebookExecutionsOutput$ = ListNotebookExecutionsOutput$;
exports.ListReleaseLabels$ = ListReleaseLabels$;
exports.ListReleaseLabelsCommand = ListReleaseLabelsCommand;
exports.ListReleaseLabelsInput$ = ListReleaseLabelsInput$;
exports.ListReleaseLabelsOutput$ = ListReleaseLabelsOutput$;
exports.ListSecurityConfigurations$ = ListSecurityConfigurations$;
exports.ListSecurityConfigurationsCommand = ListSecurityConfigurationsCommand;
exports.ListSecurityConfigurationsInput$ = ListSecurityConfigurationsInput$;
exports.ListSecurityConfigurationsOutput$ = ListSecurityConfigurationsOutput$;
exports.ListSessions$ = ListSessions$;
exports.ListSessionsCommand = ListSessionsCommand;
exports.ListSessionsInput$ = ListSessionsInput$;
exports.ListSessionsOutput$ = ListSessionsOutput$;
exports.ListSteps$ = ListSteps$;
exports.ListStepsCommand = ListStepsCommand;
exports.ListStepsInput$ = ListStepsInput$;
exports.ListStepsOutput$ = ListStepsOutput$;
exports.ListStudioSessionMappings$ = ListStudioSessionMappings$;
exports.ListStudioSessionMappingsCommand = ListStudioSessionMappingsCommand;
exports.ListStudioSessionMappingsInput$ = ListStudioSessionMappingsInput$;
exports.ListStudioSessionMappingsOutput$ = ListStudioSessionMappingsOutput$;
exports.ListStudios$ = ListStudios$;
exports.ListStudiosCommand = ListStudiosCommand;
exports.ListStudiosInput$ = ListStudiosInput$;
exports.ListStudiosOutput$ = ListStudiosOutput$;
exports.ListSupportedInstanceTypes$ = ListSupportedInstanceTypes$;
exports.ListSupportedInstanceTypesCommand = ListSupportedInstanceTypesCommand;
exports.ListSupportedInstanceTypesInput$ = ListSupportedInstanceTypesInput$;
exports.ListSupportedInstanceTypesOutput$ = ListSupportedInstanceTypesOutput$;
exports.LogType = LogType;
exports.LogUploadPolicyValue = LogUploadPolicyValue;
exports.ManagedScalingPolicy$ = ManagedScalingPolicy$;
exports.MarketType = MarketType;
exports.MetricDimension$ = MetricDimension$;
exports.ModifyCluster$ = ModifyCluster$;
exports.ModifyClusterCommand = ModifyClusterCommand;
exports.ModifyClusterInput$ = ModifyClusterInput$;
exports.ModifyClusterOutput$ = ModifyClusterOutput$;
exports.ModifyInstanceFleet$ = ModifyInstanceFleet$;
exports.ModifyInstanceFleetCommand = ModifyInstanceFleetCommand;
exports.ModifyInstanceFleetInput$ = ModifyInstanceFleetInput$;
exports.ModifyInstanceGroups$ = ModifyInstanceGroups$;
exports.ModifyInstanceGroupsCommand = ModifyInstanceGroupsCommand;
exports.ModifyInstanceGroupsInput$ = ModifyInstanceGroupsInput$;
exports.MonitoringConfiguration$ = MonitoringConfiguration$;
exports.NotebookExecution$ = NotebookExecution$;
exports.NotebookExecutionStatus = NotebookExecutionStatus;
exports.NotebookExecutionSummary$ = NotebookExecutionSummary$;
exports.NotebookS3LocationForOutput$ = NotebookS3LocationForOutput$;
exports.NotebookS3LocationFromInput$ = NotebookS3LocationFromInput$;
exports.OSRelease$ = OSRelease$;
exports.OnClusterAppUIType = OnClusterAppUIType;
exports.OnDemandCapacityReservationOptions$ = OnDemandCapacityReservationOptions$;
exports.OnDemandCapacityReservationPreference = OnDemandCapacityReservationPreference;
exports.OnDemandCapacityReservationUsageStrategy = OnDemandCapacityReservationUsageStrategy;
exports.OnDemandProvisioningAllocationStrategy = OnDemandProvisioningAllocationStrategy;
exports.OnDemandProvisioningSpecification$ = OnDemandProvisioningSpecification$;
exports.OnDemandResizingSpecification$ = OnDemandResizingSpecification$;
exports.OutputNotebookFormat = OutputNotebookFormat;
exports.OutputNotebookS3LocationForOutput$ = OutputNotebookS3LocationForOutput$;
exports.OutputNotebookS3LocationFromInput$ = OutputNotebookS3LocationFromInput$;
exports.PersistentAppUI$ = PersistentAppUI$;
exports.PersistentAppUIType = PersistentAppUIType;
exports.PlacementGroupConfig$ = PlacementGroupConfig$;
exports.PlacementGroupStrategy = PlacementGroupStrategy;
exports.PlacementType$ = PlacementType$;
exports.PortRange$ = PortRange$;
exports.ProfilerType = ProfilerType;
exports.PutAutoScalingPolicy$ = PutAutoScalingPolicy$;
exports.PutAutoScalingPolicyCommand = PutAutoScalingPolicyCommand;
exports.PutAutoScalingPolicyInput$ = PutAutoScalingPolicyInput$;
exports.PutAutoScalingPolicyOutput$ = PutAutoScalingPolicyOutput$;
exports.PutAutoTerminationPolicy$ = PutAutoTerminationPolicy$;
exports.PutAutoTerminationPolicyCommand = PutAutoTerminationPolicyCommand;
exports.PutAutoTerminationPolicyInput$ = PutAutoTerminationPolicyInput$;
exports.PutAutoTerminationPolicyOutput$ = PutAutoTerminationPolicyOutput$;
exports.PutBlockPublicAccessConfiguration$ = PutBlockPublicAccessConfiguration$;
exports.PutBlockPublicAccessConfigurationCommand = PutBlockPublicAccessConfigurationCommand;
exports.PutBlockPublicAccessConfigurationInput$ = PutBlockPublicAccessConfigurationInput$;
exports.PutBlockPublicAccessConfigurationOutput$ = PutBlockPublicAccessConfigurationOutput$;
exports.PutManagedScalingPolicy$ = PutManagedScalingPolicy$;
exports.PutManagedScalingPolicyCommand = PutManagedScalingPolicyCommand;
exports.PutManagedScalingPolicyInput$ = PutManagedScalingPolicyInput$;
exports.PutManagedScalingPolicyOutput$ = PutManagedScalingPolicyOutput$;
exports.ReconfigurationType = ReconfigurationType;
exports.ReleaseLabelFilter$ = ReleaseLabelFilter$;
exports.RemoveAutoScalingPolicy$ = RemoveAutoScalingPolicy$;
exports.RemoveAutoScalingPolicyCommand = RemoveAutoScalingPolicyCommand;
exports.RemoveAutoScalingPolicyInput$ = RemoveAutoScalingPolicyInput$;
exports.RemoveAutoScalingPolicyOutput$ = RemoveAutoScalingPolicyOutput$;
exports.RemoveAutoTerminationPolicy$ = RemoveAutoTerminationPolicy$;
exports.RemoveAutoTerminationPolicyCommand = RemoveAutoTerminationPolicyCommand;
exports.RemoveAutoTerminationPolicyInput$ = RemoveAutoTerminationPolicyInput$;
exports.RemoveAutoTerminationPolicyOutput$ = RemoveAutoTerminationPolicyOutput$;
exports.RemoveManagedScalingPolicy$ = RemoveManagedScalingPolicy$;
exports.RemoveManagedScalingPolicyCommand = RemoveManagedScalingPolicyCommand;
exports.RemoveManagedScalingPolicyInput$ = RemoveManagedScalingPolicyInput$;
exports.RemoveManagedScalingPolicyOutput$ = RemoveManagedScalingPolicyOutput$;
exports.RemoveTags$ = RemoveTags$;
exports.RemoveTagsCommand = RemoveTagsCommand;
exports.RemoveTagsInput$ = RemoveTagsInput$;
exports.RemoveTagsOutput$ = RemoveTagsOutput$;
exports.RepoUpgradeOnBoot = RepoUpgradeOnBoot;
exports.RunJobFlow$ = RunJobFlow$;
exports.RunJobFlowCommand = RunJobFlowCommand;
exports.RunJobFlowInput$ = RunJobFlowInput$;
exports.RunJobFlowOutput$ = RunJobFlowOutput$;
exports.S3LoggingConfiguration$ = S3LoggingConfiguration$;
exports.S3MonitoringConfiguration$ = S3MonitoringConfiguration$;
exports.ScaleDownBehavior = ScaleDownBehavior;
exports.ScalingAction$ = ScalingAction$;
exports.ScalingConstraints$ = ScalingConstraints$;
exports.ScalingRule$ = ScalingRule$;
exports.ScalingStrategy = ScalingStrategy;
exports.ScalingTrigger$ = ScalingTrigger$;
exports.ScriptBootstrapActionConfig$ = ScriptBootstrapActionConfig$;
exports.SecurityConfigurationSummary$ = SecurityConfigurationSummary$;
exports.Session$ = Session$;
exports.SessionCloudWatchLoggingConfiguration$ = SessionCloudWatchLoggingConfiguration$;
exports.SessionManagedLoggingConfiguration$ = SessionManagedLoggingConfiguration$;
exports.SessionMappingDetail$ = SessionMappingDetail$;
exports.SessionMappingSummary$ = SessionMappingSummary$;
exports.SessionMonitoringConfiguration$ = SessionMonitoringConfiguration$;
exports.SessionS3LoggingConfiguration$ = SessionS3LoggingConfiguration$;
exports.SessionState = SessionState;
exports.SetKeepJobFlowAliveWhenNoSteps$ = SetKeepJobFlowAliveWhenNoSteps$;
exports.SetKeepJobFlowAliveWhenNoStepsCommand = SetKeepJobFlowAliveWhenNoStepsCommand;
exports.SetKeepJobFlowAliveWhenNoStepsInput$ = SetKeepJobFlowAliveWhenNoStepsInput$;
exports.SetTerminationProtection$ = SetTerminationProtection$;
exports.SetTerminationProtectionCommand = SetTerminationProtectionCommand;
exports.SetTerminationProtectionInput$ = SetTerminationProtectionInput$;
exports.SetUnhealthyNodeReplacement$ = SetUnhealthyNodeReplacement$;
exports.SetUnhealthyNodeReplacementCommand = SetUnhealthyNodeReplacementCommand;
exports.SetUnhealthyNodeReplacementInput$ = SetUnhealthyNodeReplacementInput$;
exports.SetVisibleToAllUsers$ = SetVisibleToAllUsers$;
exports.SetVisibleToAllUsersCommand = SetVisibleToAllUsersCommand;
exports.SetVisibleToAllUsersInput$ = SetVisibleToAllUsersInput$;
exports.ShrinkPolicy$ = ShrinkPolicy$;
exports.SimpleScalingPolicyConfiguration$ = SimpleScalingPolicyConfiguration$;
exports.SimplifiedApplication$ = SimplifiedApplication$;
exports.SpotProvisioningAllocationStrategy = SpotProvisioningAllocationStrategy;
exports.SpotProvisioningSpecification$ = SpotProvisioningSpecification$;
exports.SpotProvisioningTimeoutAction = SpotProvisioningTimeoutAction;
exports.SpotResizingSpecification$ = SpotResizingSpecification$;
exports.StartNotebookExecution$ = StartNotebookExecution$;
exports.StartNotebookExecutionCommand = StartNotebookExecutionCommand;
exports.StartNotebookExecutionInput$ = StartNotebookExecutionInput$;
exports.StartNotebookExecutionOutput$ = StartNotebookExecutionOutput$;
exports.StartSession$ = StartSession$;
exports.StartSessionCommand = StartSessionCommand;
exports.StartSessionInput$ = StartSessionInput$;
exports.StartSessionOutput$ = StartSessionOutput$;
exports.Statistic = Statistic;
exports.Step$ = Step$;
exports.StepCancellationOption = StepCancellationOption;
exports.StepConfig$ = StepConfig$;
exports.StepDetail$ = StepDetail$;
exports.StepExecutionState = StepExecutionState;
exports.StepExecutionStatusDetail$ = StepExecutionStatusDetail$;
exports.StepMonitoringConfiguration$ = StepMonitoringConfiguration$;
exports.StepState = StepState;
exports.StepStateChangeReason$ = StepStateChangeReason$;
exports.StepStateChangeReasonCode = StepStateChangeReasonCode;
exports.StepStatus$ = StepStatus$;
exports.StepSummary$ = StepSummary$;
exports.StepTimeline$ = StepTimeline$;
exports.StopNotebookExecution$ = StopNotebookExecution$;
exports.StopNotebookExecutionCommand = StopNotebookExecutionCommand;
exports.StopNotebookExecutionInput$ = StopNotebookExecutionInput$;
exports.Studio$ = Studio$;
exports.StudioSummary$ = StudioSummary$;
exports.SupportedInstanceType$ = SupportedInstanceType$;
exports.SupportedProductConfig$ = SupportedProductConfig$;
exports.Tag$ = Tag$;
exports.TerminateJobFlows$ = TerminateJobFlows$;
exports.TerminateJobFlowsCommand = TerminateJobFlowsCommand;
exports.TerminateJobFlowsInput$ = TerminateJobFlowsInput$;
exports.TerminateSession$ = TerminateSession$;
exports.TerminateSessionCommand = TerminateSessionCommand;
exports.TerminateSessionInput$ = TerminateSessionInput$;
exports.TerminateSessionOutput$ = TerminateSessionOutput$;
exports.Unit = Unit;
exports.UpdateStudio$ = UpdateStudio$;
exports.UpdateStudioCommand = UpdateStudioCommand;
exports.UpdateStudioInput$ = UpdateStudioInput$;
exports.UpdateStudioSessionMapping$ = UpdateStudioSessionMapping$;
exports.UpdateStudioSessionMappingCommand = UpdateStudioSessionMappingCommand;
exports.UpdateStudioSessionMappingInput$ = UpdateStudioSessionMappingInput$;
exports.UsernamePassword$ = UsernamePassword$;
exports.VolumeSpecification$ = VolumeSpecification$;
exports.errorTypeRegistries = errorTypeRegistries;
exports.paginateListBootstrapActions = paginateListBootstrapActions;
exports.paginateListClusters = paginateListClusters;
exports.paginateListInstanceFleets = paginateListInstanceFleets;
exports.paginateListInstanceGroups = paginateListInstanceGroups;
exports.paginateListInstances = paginateListInstances;
exports.paginateListNotebookExecutions = paginateListNotebookExecutions;
exports.paginateListReleaseLabels = paginateListReleaseLabels;
exports.paginateListSecurityConfigurations = paginateListSecurityConfigurations;
exports.paginateListSessions = paginateListSessions;
exports.paginateListSteps = paginateListSteps;
exports.paginateListStudioSessionMappings = paginateListStudioSessionMappings;
exports.paginateListStudios = paginateListStudios;
exports.paginateListSupportedInstanceTypes = paginateListSupportedInstanceTypes;
exports.waitForClusterRunning = waitForClusterRunning;
exports.waitForClusterTerminated = waitForClusterTerminated;
exports.waitForStepComplete = waitForStepComplete;
exports.waitUntilClusterRunning = waitUntilClusterRunning;
exports.waitUntilClusterTerminated = waitUntilClusterTerminated;
exports.waitUntilStepComplete = waitUntilStepComplete;


/***/ })

};
