import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeInstanceTypesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddTagsCommand,
  DescribeClusterCommand,
  ListClustersCommand,
  PutAutoTerminationPolicyCommand,
  RunJobFlowCommand,
  TerminateJobFlowsCommand,
  type RunJobFlowCommandInput,
} from '@aws-sdk/client-emr';
import { DescribeInstanceInformationCommand, GetParameterCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { ListRolesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { RoleName } from '../../../sandbox/infra.ts';
import { clusterRequest } from '../../../src/partition/request.ts';
import { sizingOf } from '../../../src/partition/leg.ts';
import { assume, type KINDS, LEDGER, ROOT, SOURCE, SOURCE_KEY, TABLE_PREFIX, TARGET, type Session, type Stage } from './stage.ts';

/** One thing that a role may try; the session is that role's own. */
export interface Call {
  readonly what: string;
  readonly make: (session: Session, stage: Stage) => Promise<unknown>;
}
export type Kind = (typeof KINDS)[number];

export const NEW = 'new.json';
export const OUR_FILE = `${TABLE_PREFIX}YEAR=2018/MONTH=10/DAY=31/bucket-brigade-m-0123-r00-000.parquet`;
export const on = (what: string, make: Call['make']): Call => ({ what, make });

/** What a bucket keeps of what is overwritten or deleted. */
export const keeps = (Bucket: string): readonly Call[] => [
  on(`ask whether ${Bucket} keeps versions`, ({ s3 }) => s3(Bucket).send(new GetBucketVersioningCommand({ Bucket }))),
  on(`read the rules of ${Bucket}`, ({ s3 }) =>
    s3(Bucket)
      .send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
      .catch((error: Error) => {
        if (error.name === 'NoSuchLifecycleConfiguration') return [];
        throw error;
      }),
  ),
];
export const list = (Bucket: string): Call => on(`list ${Bucket}`, ({ s3 }) => s3(Bucket).send(new ListObjectsV2Command({ Bucket })));
export const get = (Bucket: string, Key: string): Call =>
  on(`get ${Bucket}/${Key}`, ({ s3 }) => s3(Bucket).send(new GetObjectCommand({ Bucket, Key })));
export const getTags = (Bucket: string, Key: string): Call =>
  on(`get the tags of ${Bucket}/${Key}`, ({ s3 }) => s3(Bucket).send(new GetObjectTaggingCommand({ Bucket, Key })));
export const put = (Bucket: string, Key: string, more: { Tagging?: string } = {}): Call =>
  on(`put ${Bucket}/${Key}${more.Tagging === undefined ? '' : ' with tags'}`, ({ s3 }) =>
    s3(Bucket).send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more })),
  );
export const remove = (Bucket: string, Key: string): Call =>
  on(`delete ${Bucket}/${Key}`, ({ s3 }) => s3(Bucket).send(new DeleteObjectCommand({ Bucket, Key })));
export const become = (role: RoleName): Call => on(`become ${role}`, (session, { roles }) => assume(session, roles[role]));
export const locate = (Bucket: string): Call =>
  on(`locate ${Bucket}`, ({ s3 }) => s3(Bucket).send(new GetBucketLocationCommand({ Bucket })));
export const getPolicy = (Bucket: string): Call =>
  on(`get the policy of ${Bucket}`, ({ s3 }) => s3(Bucket).send(new GetBucketPolicyCommand({ Bucket })));
export const putPolicy = (Bucket: string): Call =>
  on(`put a policy on ${Bucket}`, ({ s3 }, { roles }) => {
    const statement = {
      Sid: 'Test',
      Effect: 'Deny',
      Principal: { AWS: roles.approve },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    return s3(Bucket).send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }),
    );
  });
export const deletePolicy = (Bucket: string): Call =>
  on(`delete the policy of ${Bucket}`, ({ s3 }) => s3(Bucket).send(new DeleteBucketPolicyCommand({ Bucket })));
export const copy = (Key: string): Call =>
  on(`copy ${SOURCE_KEY} to ${TARGET.bucket}/${Key}`, ({ s3 }) =>
    s3(TARGET.bucket).send(
      new CopyObjectCommand({
        Bucket: TARGET.bucket,
        Key,
        CopySource: `${SOURCE.bucket}/${SOURCE_KEY.split('/').map(encodeURIComponent).join('/')}`,
      }),
    ),
  );
export const instances = (region: string): Call =>
  on(`describe instances in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeInstancesCommand({})));
export const network = (region: string): readonly Call[] => [
  on(`describe instance types in ${region}`, ({ ec2 }) =>
    ec2(region).send(new DescribeInstanceTypesCommand({ InstanceTypes: ['m5.large'] })),
  ),
  on(`describe subnets in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeSubnetsCommand({}))),
  on(`describe networks in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeVpcsCommand({}))),
  on(`describe security groups in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeSecurityGroupsCommand({}))),
];
export const runInstances = on('run an instance without the tag', ({ ec2 }) =>
  ec2(TARGET.region).send(new RunInstancesCommand({ ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, DryRun: true })),
);
export const getImage = on('look up the newest image', ({ ssm }) =>
  ssm.send(new GetParameterCommand({ Name: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' })),
);
export const sendCommand = on('send a command to a machine of somebody else', ({ ssm }) =>
  ssm.send(
    new SendCommandCommand({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: ['i-1234567890abcdef0'],
      Parameters: { commands: ['true'] },
    }),
  ),
);
export const machines = on('ask which machines answer', ({ ssm }) => ssm.send(new DescribeInstanceInformationCommand({})));
export const endInstances = on('terminate an instance', ({ ec2 }) =>
  ec2(TARGET.region).send(new TerminateInstancesCommand({ InstanceIds: ['i-1234567890abcdef0'] })),
);
export const clusters = on('list clusters', ({ emr }) => emr.send(new ListClustersCommand({})));
export const endClusters = on('terminate a cluster', ({ emr }) =>
  emr.send(new TerminateJobFlowsCommand({ JobFlowIds: ['j-1234567890ABC'] })),
);
/** What the product asks for. */
export function clusterOfOurs({ roles }: Stage): RunJobFlowCommandInput {
  const machines = { primary: 'r5.2xlarge', core: 'c5.4xlarge', coreCount: 2 };
  const file = (key: string) => ({ key, sha256: '0'.repeat(64) });
  const libraries = [{ platform: 'cp311-linux-x86_64', ...file('_jobs/libraries.zip') }];
  const request = clusterRequest('bucket-brigade/checkout-history/partition-00/g1a1-0123456789ab', {
    ...{ kind: 'partition', migration: 'checkout-history', identity: '0123456789abcdef', transform: '0123456789abcdef', batch: '00' },
    ...{ units: ['E9_FulfillmentOrder'], orderUri: `s3://${LEDGER}/${ROOT}/orders/table/0123456789abcdef/g001/00.json` },
    ...{ ledger: { bucket: LEDGER, region: TARGET.region, account: TARGET.id, prefix: '' }, release: 'emr-7.13.0', machines },
    ...{ job: { main: file('_jobs/main.py'), code: file('_jobs/code.zip'), libraries }, subnetId: null },
    ...{ roles: { job: roles.job, emr: roles.emr }, sizing: sizingOf(machines) },
  });
  return request as RunJobFlowCommandInput;
}
export const rent = (what: string, change: (request: RunJobFlowCommandInput) => RunJobFlowCommandInput = (request) => request): Call =>
  on(what, async ({ emr }, stage) => {
    const { JobFlowId = '' } = await emr.send(new RunJobFlowCommand(change(clusterOfOurs(stage))));
    return emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [JobFlowId] }));
  });
export const tagged = (...tags: readonly string[]) =>
  rent(`ask for a cluster with the tags ${tags.join(', ') || 'none'}`, ({ Tags = [], ...request }) => ({
    ...request,
    Tags: Tags.filter(({ Key = '' }) => tags.includes(Key)),
  }));
const OTHERS_CLUSTER = 'j-1234567890ABC';
export const ofOthers = [
  on('look at a cluster of somebody else', ({ emr }) => emr.send(new DescribeClusterCommand({ ClusterId: OTHERS_CLUSTER }))),
  on('tag a cluster of somebody else', ({ emr }) =>
    emr.send(new AddTagsCommand({ ResourceId: OTHERS_CLUSTER, Tags: [{ Key: 'bucket-brigade:migration', Value: 'mine' }] })),
  ),
];
export const idle = on('let a cluster of somebody else end itself', ({ emr }) =>
  emr.send(new PutAutoTerminationPolicyCommand({ ClusterId: OTHERS_CLUSTER, AutoTerminationPolicy: { IdleTimeout: 60 } })),
);
export const listRoles = on('list the roles of the account', ({ iam }) => iam.send(new ListRolesCommand({})));
export const widen = (role: RoleName): Call =>
  on(`give ${role} another policy`, ({ iam }) => {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    });
    return iam.send(new PutRolePolicyCommand({ RoleName: `bucket-brigade-${role}`, PolicyName: 'more', PolicyDocument }));
  });
export const upload = on('begin an upload to the target in parts, and abort it', async ({ s3 }) => {
  const at = { Bucket: TARGET.bucket, Key: 'E9_FulfillmentOrder/id/parts.json' };
  const { UploadId } = await s3(TARGET.bucket).send(new CreateMultipartUploadCommand(at));
  return s3(TARGET.bucket).send(new AbortMultipartUploadCommand({ ...at, UploadId }));
});
/** What a copy of an object above 5 GiB asks for beside reading it and its tags. */
export const copyInParts = (Key: string): Call =>
  on(`copy a part of ${SOURCE_KEY} to ${TARGET.bucket}/${Key}`, async ({ s3 }) => {
    const at = { Bucket: TARGET.bucket, Key };
    const { UploadId } = await s3(TARGET.bucket).send(new CreateMultipartUploadCommand(at));
    const CopySource = `${SOURCE.bucket}/${SOURCE_KEY.split('/').map(encodeURIComponent).join('/')}`;
    try {
      return await s3(TARGET.bucket).send(new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, CopySource }));
    } finally {
      await s3(TARGET.bucket).send(new AbortMultipartUploadCommand({ ...at, UploadId }));
    }
  });
export const uploads = (Bucket: string): Call =>
  on(`list the uploads under way in ${Bucket}`, ({ s3 }) => s3(Bucket).send(new ListMultipartUploadsCommand({ Bucket })));
export const listBuckets = on('list the buckets of the account', ({ s3 }) => s3(TARGET.bucket).send(new ListBucketsCommand({})));

/** What a checkpoint's life is: made once, then replaced by whoever read it. S3 wants s3:GetObject for If-Match. */
export const replace = (kind: Kind): Call =>
  on(`make and replace ${kind}/conditional.json`, async ({ s3 }) => {
    const at = { Bucket: LEDGER, Key: `${ROOT}/${kind}/conditional.json` };
    const { ETag } = await s3(LEDGER).send(new PutObjectCommand({ ...at, Body: '1', IfNoneMatch: '*' }));
    return s3(LEDGER).send(new PutObjectCommand({ ...at, Body: '2', IfMatch: ETag }));
  });
