import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import type { RoleName } from '../../../sandbox/infra.ts';
import {
  NEW,
  OUR_FILE,
  on,
  keeps,
  list,
  get,
  getTags,
  put,
  remove,
  become,
  locate,
  getPolicy,
  putPolicy,
  deletePolicy,
  copy,
  instances,
  runInstances,
  getImage,
  sendCommand,
  machines,
  endInstances,
  clusters,
  endClusters,
  rent,
  tagged,
  idle,
  listRoles,
  widen,
  upload,
  uploads,
  listBuckets,
  replace,
  network,
  ofOthers,
  type Call,
  type Kind,
} from './calls.ts';
import { JOB_FILE, KINDS, LEDGER, ROOT, SOURCE, SOURCE_KEY, TABLE_KEY, TABLE_PREFIX, TARGET, TARGET_KEY } from './stage.ts';

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
      ...keeps(TARGET.bucket),
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
        ...keeps(SOURCE.bucket),
        ...keeps(LEDGER),
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
