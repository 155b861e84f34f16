import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { createGzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { objectPolicyOf, STORAGE_CLASSES, type ObjectPolicy } from '../../src/contracts/objects.ts';
import { timeScaleOf } from '../../src/clock.ts';
import { threadsOf } from '../../src/copy/crew-threads.ts';
import type { Crew } from '../../src/copy/crew.ts';
import { createRate, START_PER_SECOND } from '../../src/copy/rate.ts';
import { crewOfThreads, mayStartThreads, type ThreadSetup } from '../../src/doors/threads.ts';
import { MigrationError, renderError } from '../../src/errors.ts';
import { readProgress, piecesOf } from '../../src/ledger/checkpoint.ts';
import { fileLedger } from '../../src/ledger/file-store.ts';
import { readManifest } from '../../src/ledger/manifest.ts';
import { s3Ledger, type LedgerStore } from '../../src/ledger/store.ts';
import type { WrittenRules } from '../../src/listing/rules.ts';
import { copyStage, type CopyOutcome } from '../../src/stages/copy.ts';
import { THREAD, type Terminal } from './commands.ts';
import { wholeNumber } from '../../src/doors/terminal.ts';
import { addSidesOptions, openSides, parseSide, type Sides, type SidesOptions } from './sides.ts';
import { showProgress } from './progress.ts';

export interface CopyOptions extends SidesOptions {
  readonly dryRun?: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly onlyClass?: readonly string[];
  readonly modifiedBefore?: string;
  readonly ledger?: string;
  readonly resume?: boolean;
  readonly manifest?: string;
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

const many = (text: string, before: readonly string[] | undefined) => [...(before ?? []), text];

/** S3 allows 3,500 writes a second and partition (userguide/optimizing-performance); one process hardly makes more. */
const RATE_UP_TO = 100_000;
const THREADS_UP_TO = 64;

export function addCopyOptions(command: Command): Command {
  return addSidesOptions(command)
    .option('--dry-run', 'say what would be copied, and write nothing; ends with 3 when there is something')
    .option(
      '--include <pattern>',
      'only keys that fit: * is any run but slashes, ** any run, ? one character; counts from the source prefix',
      many,
    )
    .option('--exclude <pattern>', 'no keys that fit', many)
    .addOption(new Option('--only-class <class>', 'only objects of this storage class').argParser(many))
    .option('--modified-before <moment>', 'only objects last modified before this moment, in ISO 8601')
    .option(
      '--ledger <place>',
      'where checkpoints and manifest are kept: s3://bucket/prefix/ or a folder; without it they are gone at the end',
    )
    .option('--resume', 'go on with what an earlier run has left unfinished in the ledger')
    .option('--manifest <file>', 'write every key proven at the target, as NDJSON in key order; packed when the name ends in .gz')
    .option('--rate <n>', 'copies a second, at most', wholeNumber(RATE_UP_TO))
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

export async function copy({ env, signals, say, pid }: Terminal, source: string, target: string, options: CopyOptions): Promise<number> {
  const policy = policyOf(options);
  const { rules, described } = rulesOf(options, parseSide(source).prefix);
  const sides = await openSides(env, source, target, options, signals.stop);
  const own = options.ledger === undefined ? await mkdtemp(path.join(tmpdir(), 'bucket-brigade-')) : null;
  try {
    const place = ledgerPlaceOf(options.ledger, own, sides);
    const ledger = 'folder' in place ? fileLedger(place.folder) : s3Ledger(sides.s3.target, place);
    const crew = crewOf(sides, place, env, options);
    const rate = createRate({
      clock: sides.clock,
      random: Math.random,
      ceilingPerSecond: options.rate ?? Infinity,
      startPerSecond: START_PER_SECOND,
      inFlightUpTo: sides.inFlight,
    });
    const progress = showProgress({
      say,
      json: options.json === true,
      clock: sides.clock,
      isTerminal: process.stderr.isTTY === true,
      facts: () => crew?.facts() ?? rate.facts(),
    });
    const outcome = await copyStage(
      { s3: sides.s3, ledger, clock: sides.clock, holder: `${hostname()}-${pid}`, rate, crew },
      {
        source: sides.source,
        target: sides.target,
        rules,
        policy,
        options: { ...described, ...describedPolicy(policy) },
        inFlight: sides.inFlight,
        dryRun: options.dryRun === true,
        resume: options.resume === true,
      },
      signals,
      progress.update,
    ).finally(progress.end);
    if (options.manifest !== undefined && options.dryRun !== true) await writeManifest(ledger, outcome, options.manifest);
    say(options.json === true ? JSON.stringify(asJson(outcome, sides, crew)) : asText(outcome));
    if (outcome.error === null) return 0;
    process.stderr.write(`${renderError(outcome.error)}\n`);
    return outcome.error.exitCode;
  } finally {
    await sides.close();
    if (own !== null) await rm(own, { recursive: true, force: true });
  }
}

/** @throws MigrationError USAGE */
function rulesOf(
  { include = [], exclude = [], onlyClass = [], modifiedBefore }: CopyOptions,
  prefix: string,
): { readonly rules: WrittenRules; readonly described: Record<string, string> } {
  const cutoffMs = modifiedBefore === undefined ? null : Date.parse(modifiedBefore);
  if (Number.isNaN(cutoffMs)) {
    throw new MigrationError('USAGE', `--modified-before ${modifiedBefore} is not a moment`, {
      next: 'Give it in ISO 8601, for example 2026-01-31T00:00:00Z.',
    });
  }
  const described: Record<string, string> = {
    ...(include.length > 0 ? { include: include.join(' ') } : {}),
    ...(exclude.length > 0 ? { exclude: exclude.join(' ') } : {}),
    ...(onlyClass.length > 0 ? { 'only-class': onlyClass.join(' ') } : {}),
    ...(modifiedBefore === undefined ? {} : { 'modified-before': modifiedBefore }),
  };
  return { rules: { cutoffMs, include, exclude, onlyClass, prefix }, described };
}

function policyOf(options: CopyOptions): ObjectPolicy {
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

/** What of the policy is not the default, by the names of the options. */
function describedPolicy(policy: ObjectPolicy): Record<string, string> {
  const usual = objectPolicyOf();
  return Object.fromEntries(
    Object.entries(policy)
      .filter(([name, value]) => value !== usual[name as keyof ObjectPolicy])
      .map(([name, value]) => [name, String(value)]),
  );
}

/** Where the ledger is; `own`: a folder for this run alone, where nobody gave a place. */
function ledgerPlaceOf(place: string | undefined, own: string | null, { target }: Sides): ThreadSetup['ledger'] {
  if (place === undefined || !place.startsWith('s3://')) return { folder: own ?? path.resolve(place ?? '.') };
  const { bucket, prefix } = parseSide(place);
  return { bucket, prefix, account: bucket === target.bucket ? target.account : '' };
}

/** The threads that copy; undefined: this one does. */
function crewOf(sides: Sides, ledger: ThreadSetup['ledger'], env: NodeJS.ProcessEnv, options: CopyOptions): Crew | undefined {
  const { inFlight, credentials, clients } = sides;
  const threads = threadsOf(options.threads ?? null, { cores: availableParallelism(), inFlight });
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  if (threads === 1 || !mayStartThreads(log)) return undefined;
  return crewOfThreads({
    entry: THREAD,
    threads,
    credentials,
    log,
    setup: {
      ...clients,
      timeScale: timeScaleOf(env),
      ledger,
      inFlight,
      ceilingPerSecond: options.rate ?? Infinity,
      startPerSecond: START_PER_SECOND,
      dryRun: options.dryRun === true,
    },
  });
}

async function writeManifest(ledger: LedgerStore, { names, parts }: CopyOutcome, file: string): Promise<void> {
  async function* lines() {
    for (const part of parts) {
      const found = await readProgress(ledger, names, part);
      const pieces = found === null ? [] : piecesOf(found.checkpoint);
      for await (const entries of readManifest(ledger, names, part, pieces))
        yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    }
  }
  const out = createWriteStream(file);
  await (file.endsWith('.gz') ? pipeline(lines, createGzip({ level: 1 }), out) : pipeline(lines, out));
}

function asJson({ verdict, tally, attempt }: CopyOutcome, { s3 }: Sides, crew: Crew | undefined) {
  const clients = s3.source === s3.target ? [s3.source] : [s3.source, s3.target];
  const requests: Record<string, number> = {};
  for (const { counters } of [...clients, ...(crew === undefined ? [] : [crew])])
    for (const [name, count] of Object.entries(counters)) requests[name] = (requests[name] ?? 0) + Number(count);
  return { event: 'end', verdict, accounts: tally.accounts, reasons: tally.reasons, failures: tally.failures, attempt, requests };
}

function asText({ verdict, tally: { accounts, reasons }, attempt }: CopyOutcome): string {
  const because = Object.entries(reasons)
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => `  ${times} ${reason}`);
  return [
    `${verdict}: listed ${accounts.listed} = identical ${accounts.identical} + copied ${accounts.copied} + failed ${accounts.failed} + vanished ${accounts.vanished} + excluded ${accounts.excluded}`,
    `at the target: listed ${accounts.targetListed} = matched ${accounts.matched} + target-only ${accounts.targetOnly}`,
    ...because,
    `${attempt.copies} copied now in ${attempt.seconds.toFixed(1)} s`,
  ].join('\n');
}
