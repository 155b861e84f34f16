import { InvalidArgumentError, Option, type Command } from 'commander';
import { objectPolicyOf, STORAGE_CLASSES, type ObjectPolicy } from '../../src/contracts/objects.ts';
import { wholeNumber } from '../../src/doors/terminal.ts';
import { MigrationError } from '../../src/errors.ts';
import type { WrittenRules } from '../../src/listing/rules.ts';
import { addSidesOptions, type Sides, type SidesOptions } from './sides.ts';

export interface CopyOptions extends SidesOptions {
  readonly dryRun?: boolean;
  readonly keys?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly onlyClass?: readonly string[];
  readonly modifiedBefore?: string;
  readonly ledger?: string;
  readonly resume?: boolean;
  readonly manifest?: string;
  readonly failed?: string;
  readonly rate?: number;
  readonly threads?: number;
  readonly json?: boolean;
  readonly neverOverwrite?: boolean;
  readonly tags: ObjectPolicy['tags'];
  readonly storageClass: ObjectPolicy['storageClass'];
  readonly kmsKey?: string;
  readonly acl: ObjectPolicy['acl'];
  readonly annotations: ObjectPolicy['annotations'];
  readonly keepPartLayout?: boolean;
  readonly requesterPays?: boolean;
}

/** S3 allows 3,500 writes a second and partition (userguide/optimizing-performance); one process hardly makes more. */
const RATE_UP_TO = 100_000;
const THREADS_UP_TO = 64;

export function addCopyOptions(command: Command): Command {
  return addSidesOptions(command)
    .option('--dry-run', 'say what would be copied, and write nothing; ends with 3 when there is something')
    .option(
      '--keys <file>',
      'look at exactly these keys, counted from the source prefix: a manifest or any NDJSON with "key", lines of `rclone check --combined`, or a key a line; .gz too',
    )
    .option(
      '--include <pattern>',
      'only keys that fit: * is any run but slashes, ** any run, ? one character; counts from the source prefix',
      many,
    )
    .option('--exclude <pattern>', 'no keys that fit', many)
    .addOption(new Option('--only-class <class>', `only objects of this storage class: ${STORAGE_CLASSES.join(', ')}`).argParser(classes))
    .option('--modified-before <moment>', 'only objects last modified before this moment, in ISO 8601')
    .option(
      '--ledger <place>',
      'where checkpoints and manifest are kept: s3://bucket/prefix/ or a folder; without it they are gone at the end',
    )
    .option('--resume', 'go on with what an earlier run has left unfinished in the ledger')
    .option('--manifest <file>', 'write every key proven at the target, as NDJSON in key order; packed when the name ends in .gz')
    .option('--failed <file>', 'write every key that could not be copied, as NDJSON that --keys takes')
    .option('--rate <n>', 'copies a second, at most', aRate)
    .option(
      '--threads <n>',
      'threads that copy, which share what is in flight; by default one for each 64 of it, and no more than there are cores',
      wholeNumber(THREADS_UP_TO),
    )
    .option('--never-overwrite', 'what lies at the target and differs is a failure, not replaced')
    .addOption(new Option('--tags <policy>', 'tags of the objects').choices(['copy', 'if-allowed', 'drop']).default('copy'))
    .addOption(new Option('--storage-class <class>', 'storage class at the target').choices(['keep', ...STORAGE_CLASSES]).default('keep'))
    .option('--kms-key <arn>', 'full ARN of the key that objects are encrypted with; by default as the target bucket does')
    .addOption(new Option('--acl <acl>', 'ACL at the target').choices(['none', 'bucket-owner-full-control']).default('none'))
    .addOption(new Option('--annotations <policy>', 'annotations of the objects').choices(['exclude', 'copy']).default('exclude'))
    .option('--keep-part-layout', 'copy objects that were uploaded in parts in the same parts, so that their ETag stays')
    .option('--requester-pays', 'the source bucket is one whose readers pay')
    .option('--json', 'progress and outcome as JSON lines');
}

const many = (text: string, before: readonly string[] | undefined) => [...(before ?? []), text];

/** A misspelt class would leave out everything, and all would be well. */
function classes(text: string, before: readonly string[] | undefined): readonly string[] {
  if (!STORAGE_CLASSES.some((known) => known === text)) throw new InvalidArgumentError(`Give one of ${STORAGE_CLASSES.join(', ')}.`);
  return many(text, before);
}

/** No copy a second would be no copy at all. */
function aRate(text: string): number {
  const value = wholeNumber(RATE_UP_TO)(text);
  if (value === 0) throw new InvalidArgumentError(`Give a whole number from 1 to ${RATE_UP_TO}.`);
  return value;
}

/** A day, which begins in UTC, or a moment that says its zone: what it means must not depend on where it is typed. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** @throws MigrationError USAGE */
export function rulesOfOptions({ include, exclude, onlyClass, modifiedBefore }: CopyOptions, prefix: string): WrittenRules {
  const cutoffMs = modifiedBefore === undefined ? null : MOMENT.test(modifiedBefore) ? Date.parse(modifiedBefore) : Number.NaN;
  if (Number.isNaN(cutoffMs)) {
    throw new MigrationError('USAGE', `--modified-before ${modifiedBefore} is not a moment`, {
      next: 'Give a day, or a moment with its zone, in ISO 8601: for example 2026-01-31 or 2026-01-31T00:00:00Z.',
    });
  }
  return { cutoffMs, include, exclude, onlyClass, prefix };
}

export function policyOfOptions(options: CopyOptions): ObjectPolicy {
  return objectPolicyOf({
    tags: options.tags,
    storageClass: options.storageClass,
    kmsKey: options.kmsKey ?? null,
    acl: options.acl,
    annotations: options.annotations,
    overwrite: options.neverOverwrite === true ? 'never' : 'always',
    keepPartLayout: options.keepPartLayout === true,
    requesterPays: options.requesterPays === true,
  });
}

/**
 * What decides which keys are copied and how, where it is not the default, by the names of the options. Two servers may have buckets of
 * the same name, and what is proven of one says nothing of the other.
 */
export function described(options: CopyOptions, endpoints: Sides['endpoints']): Record<string, string> {
  const { include = [], exclude = [], onlyClass = [], modifiedBefore } = options;
  const usual = objectPolicyOf();
  const policy = Object.entries(policyOfOptions(options)).filter(([name, value]) => value !== usual[name as keyof ObjectPolicy]);
  const listed = (words: readonly string[]) => (words.length === 1 ? words[0]! : JSON.stringify([...new Set(words)].toSorted()));
  return {
    ...(include.length > 0 ? { include: listed(include) } : {}),
    ...(exclude.length > 0 ? { exclude: listed(exclude) } : {}),
    ...(onlyClass.length > 0 ? { 'only-class': listed(onlyClass) } : {}),
    ...(modifiedBefore === undefined ? {} : { 'modified-before': modifiedBefore }),
    ...(endpoints.source === null ? {} : { 'source-endpoint': sameUrl(endpoints.source) }),
    ...(endpoints.target === null ? {} : { 'target-endpoint': sameUrl(endpoints.target) }),
    ...Object.fromEntries(policy.map(([name, value]) => [POLICY_OPTIONS[name as keyof ObjectPolicy], String(value)])),
  };
}

/** However it is spelt: with a slash at its end, in capitals, with the port that it has anyway. */
const sameUrl = (url: string): string => (URL.canParse(url) ? new URL(url).href.replace(/\/$/, '') : url);

const POLICY_OPTIONS: Readonly<Record<keyof ObjectPolicy, string>> = {
  tags: 'tags',
  storageClass: 'storage-class',
  kmsKey: 'kms-key',
  acl: 'acl',
  annotations: 'annotations',
  overwrite: 'overwrite',
  requesterPays: 'requester-pays',
  keepPartLayout: 'keep-part-layout',
  partBytes: 'part-bytes',
};
