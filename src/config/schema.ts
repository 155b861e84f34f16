import { z } from 'zod';
import { field } from './field.ts';
import { objects } from './schema-objects.ts';

/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/;
const RESERVED_BUCKET = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+){1,2}-[0-9]{1,2}$/;
const ACCOUNT = /^[0-9]{12}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const PREFIX = /^$|\/$/;
const PREFIX_WITH_SLASH = /^[^/][\s\S]*\/$/;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[A-Za-z0-9+=,.@_/-]+$/;
const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;
/** EMR knows two families of labels, emr-7.13.0 and emr-spark-8.0.0; which of them exist, only DescribeReleaseLabel can say. */
const RELEASE = /^emr-(?:[a-z]+-)?[0-9]+\.[0-9]+\.[0-9]+$/;
/** Names of the Glue catalogue that Athena and Spark can both write without quotes. */
const CATALOGUE_NAME = /^[a-z_][a-z0-9_]{0,127}$/;
const SUBNET = /^subnet-[0-9a-f]{8,17}$/;
const SECURITY_GROUP = /^sg-[0-9a-f]{8,17}$/;
const YAML_FILE = /^[^/][\s\S]*\.ya?ml$/;

const bucketName = z
  .string()
  .regex(BUCKET)
  .refine((name) => !name.includes('..'), 'has two dots beside each other; S3 allows one')
  .refine((name) => !/^[0-9]+(?:\.[0-9]+){3}$/.test(name), 'is an IP address; S3 takes names only')
  .refine((name) => !RESERVED_BUCKET.test(name), 'has a form that S3 keeps for itself');
const BUCKET_ALLOWED = 'an S3 bucket name: 3 to 63 of a-z, 0-9, "-" and ".", with a letter or digit at both ends';
const PREFIX_ALLOWED = 'empty, or a text that ends in "/"';
const MACHINE_ALLOWED = 'an EC2 instance type, such as m5.4xlarge';

/** A day (its beginning, UTC) or a moment. */
const dayOrMoment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const MOMENT_ALLOWED = 'a day (2020-01-15) or a moment with its zone (2020-01-15T00:00:00Z)';

const side = (of: 'source' | 'target') =>
  z.strictObject({
    bucket: field('identity', BUCKET_ALLOWED, `The ${of}'s bucket.`, bucketName),
    region: field('identity', 'an AWS region, such as us-east-1', "The bucket's region.", z.string().regex(REGION)),
    account: field(
      'identity',
      'an AWS account id: 12 digits in quotes, such as "111122223333"',
      'The account that owns the bucket: 12 digits, in quotes, or YAML takes it for a number. S3 is told to refuse when another account owns it.',
      z.string().regex(ACCOUNT),
    ),
    prefix: field(
      'identity',
      PREFIX_ALLOWED,
      'What stands before the folders in every key; empty, or ending in a slash.',
      z.string().regex(PREFIX).default(''),
    ),
  });

const role = (of: string, account: 'source' | 'target') =>
  field(
    'operational',
    'a role ARN, such as arn:aws:iam::111122223333:role/bucket-brigade-plan',
    `The role ${of}, in the ${account}'s account. By default the one that the templates in infra/ make.`,
    z.string().regex(ROLE_ARN).optional(),
  );

export const migrationFile = z
  .strictObject({
    version: field('operational', '1', 'The version of this file format.', z.literal(1)),
    name: field(
      'identity',
      'a-z, 0-9 and "-", 1 to 64 characters, such as checkout-history',
      'The identity of the migration. State is kept under this name; two migrations never share one.',
      z.string().regex(NAME),
    ),
    source: side('source').describe('Where the objects are. Nothing is ever written or deleted there.'),
    target: side('target').describe('Where they go, under the same names below the prefix.'),
    layout: z
      .strictObject({
        key: field(
          'identity',
          'the form of a key: {folder} first, {document} last, such as "{folder}/{sub}/id/{document}"',
          'The form of a key below the prefix. Every object is copied; documents that do not fit are counted as rejects by the partition half.',
          z.string().min(1).max(1000),
        ),
        folders: field(
          'identity',
          'folder names or patterns in quotes, such as "{00..FF}_{CheckoutOrder,FulfillmentOrder}"',
          'The folders that must exist at the source: names, or patterns with hex ranges {00..FF}, decimal ranges {0..15} and lists {a,b}. Together at most 100,000.',
          z.array(z.string().min(1).max(1000)).min(1),
        ),
        except: field(
          'identity',
          'folder names or patterns in quotes',
          'Folders that the patterns name but that do not exist at the source, in the same notation.',
          z.array(z.string().min(1).max(1000)).default([]),
        ),
      })
      .describe('How keys are built, and which folders are expected: a missing one is found before it hurts.'),
    cutoff: z
      .strictObject({
        lastModified: field(
          'identity',
          MOMENT_ALLOWED,
          "Objects modified at or after this moment are the live pipeline's: counted as excluded, never copied.",
          dayOrMoment.optional(),
        ),
        document: field(
          'identity',
          MOMENT_ALLOWED,
          "Documents whose own date is at or after this moment are the live pipeline's: counted as rejects by the partition half.",
          dayOrMoment.optional(),
        ),
      })
      .describe("What belongs to the migration. The rest is the live pipeline's.")
      .prefault({}),
    copy: z
      .strictObject({
        // GitHub allows 256 legs in a matrix (docs.github.com/en/actions/reference/limits).
        shards: field(
          'operational',
          'a whole number from 1 to 256',
          'Copy workers, one job each. By default 16, or one for each folder where that is less.',
          z.int().min(1).max(256).optional(),
        ),
        executor: field(
          'operational',
          'runner or fleet',
          'Where a worker runs: "runner" inside the job of the workflow, "fleet" on an EC2 instance of its own.',
          z.enum(['runner', 'fleet']).default('runner'),
        ),
        machine: z
          .strictObject({
            type: field(
              'operational',
              MACHINE_ALLOWED,
              'The instance type of a worker.',
              z.string().regex(INSTANCE_TYPE).default('m5.4xlarge'),
            ),
            subnet: field(
              'operational',
              'a subnet id, such as subnet-0123456789abcdef0',
              "A subnet of the target's region, with a way out to S3 in both regions and to SSM; by default one of the account's default network.",
              z.string().regex(SUBNET).optional(),
            ),
            securityGroup: field(
              'operational',
              'a security group id, such as sg-0123456789abcdef0',
              "The workers' security group; they need no inbound rule. By default the network's own.",
              z.string().regex(SECURITY_GROUP).optional(),
            ),
          })
          .describe('The machine of a worker; used by the executor "fleet" only.')
          .prefault({}),
        // 3,500 copies a second of one partition at 150 ms are 525 in flight. With 64 partitions, 16 workers at 100 ms can use 1,400 each; at
        // 300 ms three times that.
        inFlight: field(
          'operational',
          'a whole number from 1 to 4200',
          'Copies that one worker has under way at a time, at most: it takes as many as its rate and the distance to S3 ask for.',
          z.int().min(1).max(4200).default(256),
        ),
        // S3 takes 3,500 copies a second and partition, and tells by 503 when it will not (userguide/optimizing-performance).
        copiesPerSecond: field(
          'operational',
          'a whole number from 1 to 1000000',
          'Copies a second of all workers together, at most; by default as many as S3 takes. For buckets that others need meanwhile.',
          z.int().min(1).max(1_000_000).optional(),
        ),
        threads: field(
          'operational',
          'a whole number from 1 to 64',
          'Threads of one worker that copy, and share what it has in flight. By default one on a runner, and on a machine of the fleet one for each 64 in flight, up to its cores.',
          z.int().min(1).max(64).optional(),
        ),
        jobsAtOnce: field(
          'operational',
          'a whole number from 1 to 256',
          'Copy jobs that may be under way at a time; by default all of them. A free plan of GitHub runs 20.',
          z.int().min(1).max(256).optional(),
        ),
        objects,
      })
      .describe('How the copying is done. Changes here continue the same work, but for what objects become.')
      .prefault({}),
    // Without defaults here, like `objects`.
    verify: z
      .strictObject({
        executor: field(
          'operational',
          'runner or fleet',
          'Where both sides are listed and compared: "runner" (the default) inside the job of the workflow, "fleet" on one EC2 instance in the target\'s region.',
          z.enum(['runner', 'fleet']).optional(),
        ),
        machine: z
          .strictObject({
            type: field(
              'operational',
              MACHINE_ALLOWED,
              'Its instance type; by default m5.large. One core does the work, in less than 1 GiB of memory.',
              z.string().regex(INSTANCE_TYPE).optional(),
            ),
            subnet: field(
              'operational',
              'a subnet id, such as subnet-0123456789abcdef0',
              'Its subnet, with the same ways out as that of the copy workers. By default theirs (copy.machine.subnet).',
              z.string().regex(SUBNET).optional(),
            ),
            securityGroup: field(
              'operational',
              'a security group id, such as sg-0123456789abcdef0',
              "Its security group. By default the copy workers' (copy.machine.securityGroup).",
              z.string().regex(SECURITY_GROUP).optional(),
            ),
          })
          .describe('The machine that verifies; used by the executor "fleet" only.')
          .prefault({}),
      })
      .describe('Where it is found out whether anything is missing.')
      .prefault({}),
    partition: z
      .strictObject({
        clusters: field(
          'operational',
          'a whole number from 1 to 256',
          'EMR clusters, one job each. By default 32, or one for each folder where that is less.',
          z.int().min(1).max(256).optional(),
        ),
        jobsAtOnce: field(
          'operational',
          'a whole number from 1 to 256',
          'Partition jobs, and with them clusters, that may be under way at a time; by default all of them.',
          z.int().min(1).max(256).optional(),
        ),
        machines: z
          .strictObject({
            primary: field(
              'operational',
              MACHINE_ALLOWED,
              "The primary node's instance type; Spark's driver runs on it.",
              z.string().regex(INSTANCE_TYPE).default('r5.2xlarge'),
            ),
            core: field(
              'operational',
              MACHINE_ALLOWED,
              "The core nodes' instance type; Spark's executors run on them.",
              z.string().regex(INSTANCE_TYPE).default('c5.4xlarge'),
            ),
            coreCount: field(
              'operational',
              'a whole number from 1 to 100',
              'Core nodes of one cluster.',
              z.int().min(1).max(100).default(2),
            ),
          })
          .describe('The machines of one cluster.')
          .prefault({}),
        subnet: field(
          'operational',
          'a subnet id, such as subnet-0123456789abcdef0',
          "The clusters' subnet; by default one of the account's default network. It and its VPC carry the tag for-use-with-amazon-emr-managed-policies=true (infra/README.md).",
          z.string().regex(SUBNET).optional(),
        ),
        launch: z
          .strictObject({
            paced: field(
              'operational',
              'true or false',
              'Whether clusters start in waves, each released by the canaries of the one before. Clusters that start all at once have failed without a message.',
              z.boolean().default(true),
            ),
            waveSize: field('operational', 'a whole number from 1 to 32', 'Clusters of one wave.', z.int().min(1).max(32).default(8)),
          })
          .describe('How clusters are launched.')
          .prefault({}),
        release: field(
          'operational',
          'an EMR release label, such as emr-7.13.0',
          'The EMR release.',
          z.string().regex(RELEASE).default('emr-7.13.0'),
        ),
        rules: field(
          'transform',
          'a path to a .yml file, relative to this one',
          'The rules of the transformation, relative to this file.',
          z.string().regex(YAML_FILE),
        ),
        schema: field(
          'transform',
          'a path to a .yml file, relative to this one',
          "The table's schema, relative to this file.",
          z.string().regex(YAML_FILE),
        ),
        table: z
          .strictObject({
            database: field(
              'transform',
              'a-z, 0-9 and "_", not a digit first',
              'The database in the Glue catalogue.',
              z.string().regex(CATALOGUE_NAME),
            ),
            name: field(
              'transform',
              'a-z, 0-9 and "_", not a digit first',
              'The table in that database.',
              z.string().regex(CATALOGUE_NAME),
            ),
            prefix: field(
              'transform',
              'a text that ends in "/" and does not begin with it, such as consumable_tables/checkout/',
              "Where the table's files are, in the target's bucket, counted from the bucket's root.",
              z.string().regex(PREFIX_WITH_SLASH),
            ),
          })
          .describe('The table that the documents become rows of.'),
        ranges: field(
          'transform',
          'days in ascending order, such as [2018-01-01, 2019-01-01]',
          'The days at which a new date range begins. Files never mix ranges, and each range is compacted by itself. What is older than the first day is a range of its own, so nothing falls between two.',
          z.array(z.iso.date()).max(255).default([]),
        ),
      })
      .describe('How the documents become a partitioned table. Without this section the migration ends with the verified copy.')
      .optional(),
    access: z
      .strictObject({
        mode: field(
          'operational',
          'managed or manual',
          'Who lets the copy role into the source bucket: "managed" writes a statement that ends by itself, "manual" prints it for a person to apply.',
          z.enum(['managed', 'manual']).default('managed'),
        ),
        // Jobs can be run again for 30 days (docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs);
        // each of them extends its own grant, so a longer one would only stand open.
        hours: field(
          'operational',
          'a whole number of hours from 1 to 720 (30 days, the time in which GitHub runs a job again)',
          'How long a grant lives when nobody extends it. Every job that needs it extends it.',
          z.int().min(1).max(720).default(24),
        ),
        roles: z
          .strictObject({
            plan: role('that looks at the source and writes the plan', 'target'),
            operate: role('of the jobs that work', 'target'),
            approve: role('that may write approvals, and nothing else', 'target'),
            agent: role('that copies', 'target'),
            job: role("of the clusters' machines: reads the documents, writes staged files", 'target'),
            emr: role('that EMR itself works under', 'target'),
            publish: role('that places files into the table, and takes them out again', 'target'),
            survey: role('that may list the source', 'source'),
            grant: role("that may change the source bucket's policy", 'source'),
          })
          .describe('The roles, where they are not those of the templates.')
          .prefault({}),
      })
      .describe('Under which roles the work is done, and for how long.')
      .prefault({}),
    ledger: z
      .strictObject({
        bucket: field(
          'operational',
          BUCKET_ALLOWED,
          "A bucket in the target's account and region, and not the target: whoever may write the target must not write approvals (docs/decisions/0006).",
          bucketName,
        ),
        prefix: field(
          'operational',
          PREFIX_ALLOWED,
          'What stands before the keys of the state; empty, or ending in a slash.',
          z.string().regex(PREFIX).default(''),
        ),
      })
      .describe('Where all state is kept: plans, checkpoints, manifests, findings, receipts.'),
    limits: z
      .strictObject({
        usd: field(
          'operational',
          'an amount of US dollars above 0',
          'A plan whose estimate is above this amount is refused.',
          z.number().positive().max(1e9).optional(),
        ),
        // A workflow run lives for at most 35 days (docs.github.com/en/actions/reference/limits).
        hours: field(
          'operational',
          'a number of hours above 0, up to 840 (35 days, the life of a workflow run)',
          "A plan that needs longer than this at the rate of one of S3's partitions, 3,500 copies a second, is refused.",
          z.number().positive().max(840).optional(),
        ),
      })
      .describe('Caps on what a plan may cost.')
      .prefault({}),
  })
  .describe('A migration of bucket-brigade.');

/** The file with its defaults filled in. */
export type Written = z.output<typeof migrationFile>;
