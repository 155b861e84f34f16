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
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { RoleName } from '../../../sandbox/infra.ts';
import { clusterRequest } from '../../../src/partition/request.ts';
import { sizingOf } from '../../../src/partition/leg.ts';
import {
  assume,
  JOB_FILE,
  KINDS,
  LEDGER,
  ROOT,
  SOURCE,
  SOURCE_KEY,
  TABLE_KEY,
  TABLE_PREFIX,
  TARGET,
  TARGET_KEY,
  type Session,
  type Stage,
} from './stage.ts';

/** One thing that a role may try; the session is that role's own. */
export interface Call {
  readonly what: string;
  readonly make: (session: Session, stage: Stage) => Promise<unknown>;
}
type Kind = (typeof KINDS)[number];

const NEW = 'new.json';
const OUR_FILE = `${TABLE_PREFIX}YEAR=2018/MONTH=10/DAY=31/bucket-brigade-m-0123-r00-000.parquet`;
const on = (what: string, make: Call['make']): Call => ({ what, make });

export const list = (Bucket: string): Call => on(`list ${Bucket}`, ({ s3 }) => s3(Bucket).send(new ListObjectsV2Command({ Bucket })));
export const get = (Bucket: string, Key: string): Call =>
  on(`get ${Bucket}/${Key}`, ({ s3 }) => s3(Bucket).send(new GetObjectCommand({ Bucket, Key })));
export const getTags = (Bucket: string, Key: string): Call =>
  on(`get the tags of ${Bucket}/${Key}`, ({ s3 }) => s3(Bucket).send(new GetObjectTaggingCommand({ Bucket, Key })));
const put = (Bucket: string, Key: string, more: { Tagging?: string } = {}): Call =>
  on(`put ${Bucket}/${Key}${more.Tagging === undefined ? '' : ' with tags'}`, ({ s3 }) =>
    s3(Bucket).send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more })),
  );
const remove = (Bucket: string, Key: string): Call =>
  on(`delete ${Bucket}/${Key}`, ({ s3 }) => s3(Bucket).send(new DeleteObjectCommand({ Bucket, Key })));
const become = (role: RoleName): Call => on(`become ${role}`, (session, { roles }) => assume(session, roles[role]));
const locate = (Bucket: string): Call => on(`locate ${Bucket}`, ({ s3 }) => s3(Bucket).send(new GetBucketLocationCommand({ Bucket })));
const getPolicy = (Bucket: string): Call =>
  on(`get the policy of ${Bucket}`, ({ s3 }) => s3(Bucket).send(new GetBucketPolicyCommand({ Bucket })));
const putPolicy = (Bucket: string): Call =>
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
const deletePolicy = (Bucket: string): Call =>
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
const instances = (region: string): Call =>
  on(`describe instances in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeInstancesCommand({})));
const network = (region: string): readonly Call[] => [
  on(`describe instance types in ${region}`, ({ ec2 }) =>
    ec2(region).send(new DescribeInstanceTypesCommand({ InstanceTypes: ['m5.large'] })),
  ),
  on(`describe subnets in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeSubnetsCommand({}))),
  on(`describe networks in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeVpcsCommand({}))),
  on(`describe security groups in ${region}`, ({ ec2 }) => ec2(region).send(new DescribeSecurityGroupsCommand({}))),
];
const runInstances = on('run an instance without the tag', ({ ec2 }) =>
  ec2(TARGET.region).send(new RunInstancesCommand({ ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, DryRun: true })),
);
const getImage = on('look up the newest image', ({ ssm }) =>
  ssm.send(new GetParameterCommand({ Name: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' })),
);
const sendCommand = on('send a command to a machine of somebody else', ({ ssm }) =>
  ssm.send(
    new SendCommandCommand({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: ['i-1234567890abcdef0'],
      Parameters: { commands: ['true'] },
    }),
  ),
);
const machines = on('ask which machines answer', ({ ssm }) => ssm.send(new DescribeInstanceInformationCommand({})));
const endInstances = on('terminate an instance', ({ ec2 }) =>
  ec2(TARGET.region).send(new TerminateInstancesCommand({ InstanceIds: ['i-1234567890abcdef0'] })),
);
const clusters = on('list clusters', ({ emr }) => emr.send(new ListClustersCommand({})));
const endClusters = on('terminate a cluster', ({ emr }) => emr.send(new TerminateJobFlowsCommand({ JobFlowIds: ['j-1234567890ABC'] })));
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
const rent = (what: string, change: (request: RunJobFlowCommandInput) => RunJobFlowCommandInput = (request) => request): Call =>
  on(what, async ({ emr }, stage) => {
    const { JobFlowId = '' } = await emr.send(new RunJobFlowCommand(change(clusterOfOurs(stage))));
    return emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [JobFlowId] }));
  });
const tagged = (...tags: readonly string[]) =>
  rent(`ask for a cluster with the tags ${tags.join(', ') || 'none'}`, ({ Tags = [], ...request }) => ({
    ...request,
    Tags: Tags.filter(({ Key = '' }) => tags.includes(Key)),
  }));
const OTHERS_CLUSTER = 'j-1234567890ABC';
const ofOthers = [
  on('look at a cluster of somebody else', ({ emr }) => emr.send(new DescribeClusterCommand({ ClusterId: OTHERS_CLUSTER }))),
  on('tag a cluster of somebody else', ({ emr }) =>
    emr.send(new AddTagsCommand({ ResourceId: OTHERS_CLUSTER, Tags: [{ Key: 'bucket-brigade:migration', Value: 'mine' }] })),
  ),
];
const idle = on('let a cluster of somebody else end itself', ({ emr }) =>
  emr.send(new PutAutoTerminationPolicyCommand({ ClusterId: OTHERS_CLUSTER, AutoTerminationPolicy: { IdleTimeout: 60 } })),
);
const listRoles = on('list the roles of the account', ({ iam }) => iam.send(new ListRolesCommand({})));
const widen = (role: RoleName): Call =>
  on(`give ${role} another policy`, ({ iam }) => {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    });
    return iam.send(new PutRolePolicyCommand({ RoleName: `bucket-brigade-${role}`, PolicyName: 'more', PolicyDocument }));
  });
const upload = on('begin an upload to the target in parts, and abort it', async ({ s3 }) => {
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
const uploads = (Bucket: string): Call =>
  on(`list the uploads under way in ${Bucket}`, ({ s3 }) => s3(Bucket).send(new ListMultipartUploadsCommand({ Bucket })));
const listBuckets = on('list the buckets of the account', ({ s3 }) => s3(TARGET.bucket).send(new ListBucketsCommand({})));

/** What a checkpoint's life is: made once, then replaced by whoever read it. S3 wants s3:GetObject for If-Match. */
const replace = (kind: Kind): Call =>
  on(`make and replace ${kind}/conditional.json`, async ({ s3 }) => {
    const at = { Bucket: LEDGER, Key: `${ROOT}/${kind}/conditional.json` };
    const { ETag } = await s3(LEDGER).send(new PutObjectCommand({ ...at, Body: '1', IfNoneMatch: '*' }));
    return s3(LEDGER).send(new PutObjectCommand({ ...at, Body: '2', IfMatch: ETag }));
  });

const read = (...kinds: readonly Kind[]) => kinds.map((kind) => get(LEDGER, `${ROOT}/${kind}/there-before.json`));
const write = (...kinds: readonly Kind[]) => kinds.map((kind) => put(LEDGER, `${ROOT}/${kind}/${NEW}`));
const puts = (...names: readonly string[]) => names.map((name) => put(LEDGER, `${ROOT}/${name}`));
const TRANSFORM = '0123456789abcdef0123456789abcdef';
/** A migration may have folders of these names, and whoever writes folders writes theirs. */
const NAMED_LIKE_A_KIND = ['table', 'orders', 'approvals', 'results', 'folders'] as const;
const missing = (kind: Kind) => get(LEDGER, `${ROOT}/${kind}/never-written.json`);
const except = (...kinds: readonly Kind[]) => KINDS.filter((kind) => !kinds.includes(kind));

export interface Verdicts {
  readonly may: readonly Call[];
  readonly mayNot: readonly Call[];
  /** Objects that are not there, and that the role is told so about: 404, not 403. */
  readonly misses: readonly Call[];
}

/** What each role is for, and everything near it that it is not for. The source's own answer to the agent is another table. */
export const TABLE: Readonly<Record<RoleName, Verdicts>> = {
  plan: {
    may: [
      ...network(TARGET.region),
      getImage,
      become('survey'),
      list(LEDGER),
      list(TARGET.bucket),
      ...read('plans', 'orders'),
      ...write('plans', 'orders'),
    ],
    misses: [missing('plans'), missing('orders')],
    mayNot: [
      ...[
        list(SOURCE.bucket),
        get(SOURCE.bucket, SOURCE_KEY),
        getTags(SOURCE.bucket, SOURCE_KEY),
        put(SOURCE.bucket, NEW),
        locate(SOURCE.bucket),
      ],
      ...[getPolicy(SOURCE.bucket), putPolicy(SOURCE.bucket), putPolicy(TARGET.bucket), putPolicy(LEDGER)],
      ...[get(TARGET.bucket, TARGET_KEY), put(TARGET.bucket, NEW), remove(TARGET.bucket, TARGET_KEY), copy(NEW), uploads(TARGET.bucket)],
      ...[rent('ask for a cluster'), ...ofOthers, idle],
      ...read(...except('plans', 'orders')),
      ...write(...except('plans', 'orders')),
      ...[put(LEDGER, NEW), put(LEDGER, `plans/${NEW}`), remove(LEDGER, `${ROOT}/plans/there-before.json`)],
      ...[become('operate'), become('approve'), become('agent'), become('grant')],
      ...[...network(SOURCE.region), instances(TARGET.region), clusters, listRoles, widen('plan'), listBuckets],
    ],
  },
  operate: {
    may: [
      ...[become('agent'), become('grant'), list(LEDGER)],
      ...read(...KINDS),
      ...write('orders', 'findings', 'receipts', 'leases', 'intents'),
      ...[become('publish'), machines, put(LEDGER, `_jobs/${NEW}`), put(LEDGER, `${ROOT}/results/table/${NEW}`)],
      ...[replace('leases'), instances(TARGET.region), clusters, rent('ask for a cluster as the product does, and end it')],
    ],
    misses: [missing('folders'), missing('approvals')],
    mayNot: [
      ...write('plans', 'folders', 'results', 'approvals', 'table', 'publishes'),
      ...network(TARGET.region),
      ...[tagged(), tagged('for-use-with-amazon-emr-managed-policies'), tagged('bucket-brigade:migration'), ...ofOthers],
      ...[become('job'), become('emr'), sendCommand, put(TARGET.bucket, `${TABLE_PREFIX}${NEW}`), remove(TARGET.bucket, TABLE_KEY)],
      put(LEDGER, `${ROOT}/approvals/there-before.json`),
      put(LEDGER, `other-migration/0123456789abcdef/approvals/${NEW}`),
      ...[
        list(SOURCE.bucket),
        get(SOURCE.bucket, SOURCE_KEY),
        put(SOURCE.bucket, NEW),
        getPolicy(SOURCE.bucket),
        putPolicy(SOURCE.bucket),
        deletePolicy(SOURCE.bucket),
      ],
      ...[
        list(TARGET.bucket),
        get(TARGET.bucket, TARGET_KEY),
        put(TARGET.bucket, NEW),
        copy(NEW),
        remove(TARGET.bucket, TARGET_KEY),
        putPolicy(TARGET.bucket),
      ],
      ...[
        remove(LEDGER, `${ROOT}/plans/there-before.json`),
        remove(LEDGER, `${ROOT}/approvals/there-before.json`),
        putPolicy(LEDGER),
        deletePolicy(LEDGER),
      ],
      on('stop the versions of the ledger', ({ s3 }) =>
        s3(LEDGER).send(new PutBucketVersioningCommand({ Bucket: LEDGER, VersioningConfiguration: { Status: 'Suspended' } })),
      ),
      ...[become('plan'), become('approve'), become('operate'), become('survey')],
      ...[instances(SOURCE.region), runInstances, endInstances, endClusters, listRoles, widen('operate'), widen('agent'), listBuckets],
    ],
  },
  approve: {
    may: [...read('plans'), ...write('approvals')],
    misses: [],
    mayNot: [
      ...read(...except('plans')),
      // It may not list, so it is not told whether a plan is missing.
      missing('plans'),
      ...write(...except('approvals')),
      ...[put(LEDGER, `approvals/${NEW}`), list(LEDGER), remove(LEDGER, `${ROOT}/approvals/there-before.json`), putPolicy(LEDGER)],
      ...[list(SOURCE.bucket), get(SOURCE.bucket, SOURCE_KEY), putPolicy(SOURCE.bucket)],
      ...[list(TARGET.bucket), get(TARGET.bucket, TARGET_KEY), put(TARGET.bucket, NEW), copy(NEW)],
      ...[become('plan'), become('operate'), become('agent'), become('survey'), become('grant')],
      ...[instances(TARGET.region), clusters, listRoles, widen('approve')],
    ],
  },
  agent: {
    may: [
      ...[list(TARGET.bucket), put(TARGET.bucket, NEW), put(TARGET.bucket, 'tagged.json', { Tagging: 'kind=order' }), upload],
      uploads(TARGET.bucket),
      on('put tags on a target object', ({ s3 }) =>
        s3(TARGET.bucket).send(
          new PutObjectTaggingCommand({ Bucket: TARGET.bucket, Key: TARGET_KEY, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
        ),
      ),
      ...[list(LEDGER), ...read('plans', 'orders', 'folders', 'results', 'leases'), ...write('folders', 'results'), replace('folders')],
      get(LEDGER, JOB_FILE),
      ...puts(
        ...NAMED_LIKE_A_KIND.flatMap((name) => [`folders/${name}/checkpoint.json`, `folders/${name}/manifest/0001/000000.ndjson.gz`]),
      ),
      ...puts('results/0123/round-1/03.json', 'results/heartbeats/03.json'),
    ],
    misses: [missing('folders'), missing('orders')],
    mayNot: [
      // A wildcard of IAM goes over slashes.
      ...puts(`table/${TRANSFORM}/folders/E9_FulfillmentOrder/m0001/commit.json`, `table/${TRANSFORM}/results/${NEW}`),
      ...puts(`results/table/${TRANSFORM}/partition-00.json`, `orders/table/${TRANSFORM}/folders/00.json`, `orders/stops/results/${NEW}`),
      ...puts(`approvals/0123/folders/${NEW}`, `approvals/0123/results/${NEW}`),
      ...[get(TARGET.bucket, TARGET_KEY), remove(TARGET.bucket, TARGET_KEY), putPolicy(TARGET.bucket), getPolicy(TARGET.bucket)],
      on('delete several target objects', ({ s3 }) =>
        s3(TARGET.bucket).send(new DeleteObjectsCommand({ Bucket: TARGET.bucket, Delete: { Objects: [{ Key: TARGET_KEY }] } })),
      ),
      on('open a target object to all', ({ s3 }) =>
        s3(TARGET.bucket).send(new PutObjectAclCommand({ Bucket: TARGET.bucket, Key: TARGET_KEY, ACL: 'public-read' })),
      ),
      ...[
        put(SOURCE.bucket, NEW),
        remove(SOURCE.bucket, SOURCE_KEY),
        getPolicy(SOURCE.bucket),
        putPolicy(SOURCE.bucket),
        deletePolicy(SOURCE.bucket),
        uploads(SOURCE.bucket),
        uploads(LEDGER),
      ],
      ...read('findings', 'receipts', 'approvals', 'intents', 'table', 'publishes'),
      ...write(...except('folders', 'results')),
      put(LEDGER, `_jobs/${NEW}`),
      ...[remove(LEDGER, `${ROOT}/folders/there-before.json`), putPolicy(LEDGER)],
      ...[become('plan'), become('operate'), become('approve'), become('survey'), become('grant')],
      ...[instances(TARGET.region), clusters, runInstances, listRoles, widen('agent'), listBuckets],
    ],
  },
  job: {
    may: [
      ...[list(TARGET.bucket), list(LEDGER), get(TARGET.bucket, TARGET_KEY), get(LEDGER, JOB_FILE)],
      ...read('orders', 'folders', 'table'),
      ...write('table'),
      replace('table'),
      ...puts(...[...NAMED_LIKE_A_KIND, 'manifest'].map((name) => `table/${TRANSFORM}/folders/${name}/m0001/commit.json`)),
      ...puts(`table/${TRANSFORM}/logs/j-1/steps/s-1/stderr.gz`, `table/${TRANSFORM}/canaries/00-g001.json`),
    ],
    misses: [missing('folders'), missing('table')],
    mayNot: [
      // What lies below another kind, at a name that goes on with table/.
      ...puts(`orders/table/${TRANSFORM}/g002/00.json`, `results/table/${TRANSFORM}/partition-00.json`, `approvals/table/${NEW}`),
      ...puts('folders/table/checkpoint.json', 'folders/table/manifest/0001/000000.ndjson.gz'),
      ...[
        put(TARGET.bucket, NEW),
        put(TARGET.bucket, `${TABLE_PREFIX}${NEW}`),
        remove(TARGET.bucket, TABLE_KEY),
        remove(TARGET.bucket, TARGET_KEY),
      ],
      ...[putPolicy(TARGET.bucket), putPolicy(LEDGER), remove(LEDGER, `${ROOT}/table/there-before.json`), put(LEDGER, `_jobs/${NEW}`)],
      ...read('plans', 'approvals', 'receipts', 'intents', 'publishes'),
      ...write(...except('table')),
      ...[list(SOURCE.bucket), get(SOURCE.bucket, SOURCE_KEY)],
      ...[become('operate'), become('agent'), become('publish'), instances(TARGET.region), clusters, runInstances, listRoles, widen('job')],
      ...[rent('ask for a cluster'), ...ofOthers, idle],
    ],
  },
  emr: {
    may: [],
    misses: [],
    mayNot: [
      ...[list(TARGET.bucket), get(TARGET.bucket, TARGET_KEY), put(TARGET.bucket, NEW), ...read('plans', 'table'), ...write('table')],
      ...[list(SOURCE.bucket), get(SOURCE.bucket, SOURCE_KEY), become('operate'), become('job'), listRoles, widen('emr')],
    ],
  },
  publish: {
    may: [
      ...[list(TARGET.bucket), list(LEDGER), get(TARGET.bucket, TABLE_KEY), put(TARGET.bucket, OUR_FILE), remove(TARGET.bucket, OUR_FILE)],
      ...read('table', 'publishes'),
      ...write('publishes'),
      replace('publishes'),
    ],
    misses: [missing('table'), missing('publishes')],
    mayNot: [
      ...[put(TARGET.bucket, NEW), get(TARGET.bucket, TARGET_KEY), remove(TARGET.bucket, TARGET_KEY), uploads(TARGET.bucket)],
      ...[put(TARGET.bucket, TABLE_KEY), remove(TARGET.bucket, TABLE_KEY), put(TARGET.bucket, `${TABLE_PREFIX}${NEW}`)],
      ...[put(TARGET.bucket, `consumable_tables/other/${NEW}`), remove(TARGET.bucket, `consumable_tables/other/${NEW}`)],
      ...[putPolicy(TARGET.bucket), putPolicy(LEDGER), remove(LEDGER, `${ROOT}/publishes/there-before.json`)],
      ...read('plans', 'orders', 'folders', 'approvals', 'receipts', 'intents'),
      ...write(...except('publishes')),
      ...[list(SOURCE.bucket), get(SOURCE.bucket, SOURCE_KEY)],
      ...[become('operate'), become('agent'), become('job'), instances(TARGET.region), clusters, runInstances, endClusters, listRoles],
      widen('publish'),
    ],
  },
  survey: {
    may: [list(SOURCE.bucket)],
    misses: [],
    mayNot: [
      ...[
        get(SOURCE.bucket, SOURCE_KEY),
        getTags(SOURCE.bucket, SOURCE_KEY),
        put(SOURCE.bucket, NEW),
        remove(SOURCE.bucket, SOURCE_KEY),
        copy(NEW),
      ],
      ...[getPolicy(SOURCE.bucket), putPolicy(SOURCE.bucket), deletePolicy(SOURCE.bucket)],
      ...[
        list(TARGET.bucket),
        get(TARGET.bucket, TARGET_KEY),
        put(TARGET.bucket, NEW),
        list(LEDGER),
        ...read('plans'),
        ...write('plans', 'approvals'),
      ],
      ...[
        become('plan'),
        become('operate'),
        become('agent'),
        become('grant'),
        instances(SOURCE.region),
        listRoles,
        widen('survey'),
        listBuckets,
      ],
    ],
  },
  grant: {
    may: [putPolicy(SOURCE.bucket), getPolicy(SOURCE.bucket), deletePolicy(SOURCE.bucket)],
    misses: [],
    mayNot: [
      ...[
        list(SOURCE.bucket),
        get(SOURCE.bucket, SOURCE_KEY),
        getTags(SOURCE.bucket, SOURCE_KEY),
        put(SOURCE.bucket, NEW),
        remove(SOURCE.bucket, SOURCE_KEY),
        locate(SOURCE.bucket),
        copy(NEW),
      ],
      on('lift the block on public access', ({ s3 }) =>
        s3(SOURCE.bucket).send(
          new PutPublicAccessBlockCommand({
            Bucket: SOURCE.bucket,
            PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
          }),
        ),
      ),
      on('make a bucket', ({ s3 }) => s3(SOURCE.bucket).send(new CreateBucketCommand({ Bucket: 'a-bucket-of-its-own' }))),
      ...[
        putPolicy(TARGET.bucket),
        putPolicy(LEDGER),
        getPolicy(LEDGER),
        list(TARGET.bucket),
        put(TARGET.bucket, NEW),
        list(LEDGER),
        ...read('plans'),
        ...write('plans', 'approvals'),
      ],
      ...[
        become('plan'),
        become('operate'),
        become('agent'),
        become('survey'),
        instances(SOURCE.region),
        listRoles,
        widen('grant'),
        listBuckets,
      ],
    ],
  },
};
