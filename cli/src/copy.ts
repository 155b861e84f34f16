import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { timeScaleOf } from '../../src/clock.ts';
import type { ObjectPolicy } from '../../src/contracts/objects.ts';
import { threadsOf } from '../../src/copy/crew-threads.ts';
import type { Crew } from '../../src/copy/crew.ts';
import { createRate, START_PER_SECOND } from '../../src/copy/rate.ts';
import { busyLoop } from '../../src/doors/loop.ts';
import { crewOfThreads, mayStartThreads, type ThreadSetup } from '../../src/doors/threads.ts';
import { MigrationError, renderError } from '../../src/errors.ts';
import { fileLedger } from '../../src/ledger/file-store.ts';
import { s3Ledger, type LedgerStore } from '../../src/ledger/store.ts';
import { copyStage } from '../../src/stages/copy.ts';
import { adviceOn, lookAtTarget } from '../../src/stages/target-settings.ts';
import { asJson, asText } from './copy-end.ts';
import { beginFiles, endFiles, giveUpFiles, partialFiles } from './copy-files.ts';
import { described, policyOfOptions, rulesOfOptions, type CopyOptions } from './copy-options.ts';
import { openKeyFile } from './key-file.ts';
import { showProgress } from './progress.ts';
import { openSides, parseSide, type Sides } from './sides.ts';
import { THREAD, type Terminal } from './terminal.ts';

export async function copy({ env, signals, say, pid }: Terminal, source: string, target: string, options: CopyOptions): Promise<number> {
  refuseOverlap(source, target, options);
  const policy = policyOfOptions(options);
  const rules = rulesOfOptions(options, parseSide(source).prefix);
  const keys = options.keys === undefined ? undefined : await openKeyFile(options.keys);
  const isDry = options.dryRun === true;
  const files = isDry ? {} : { manifest: options.manifest, failed: options.failed };
  const sides = await openSides(env, source, target, options, signals.stop);
  let own: string | null = null;
  // A second signal ends the process where it stands.
  const onExit = () => removeNow([...partialFiles(files), ...(own === null ? [] : [own])]);
  process.once('exit', onExit);
  try {
    await beginFiles(files);
    if (options.ledger === undefined) own = await mkdtemp(path.join(tmpdir(), 'bucket-brigade-'));
    const { ledger, place } = await ledgerAt(own ?? options.ledger!, sides);
    // A list is read once, by one thread.
    const crew = keys === undefined && place !== null ? crewOf(sides, place, env, options) : undefined;
    const rate = createRate({
      clock: sides.clock,
      random: Math.random,
      ceilingPerSecond: options.rate ?? Infinity,
      startPerSecond: START_PER_SECOND,
      inFlightUpTo: sides.inFlight,
    });
    const progress = showProgress({
      clock: sides.clock,
      rate: () => crew?.facts() ?? rate.facts(),
      isDry,
      out:
        options.json === true
          ? { kind: 'json', say }
          : process.stderr.isTTY === true
            ? { kind: 'terminal', write: (text) => process.stderr.write(text), columns: () => process.stderr.columns }
            : { kind: 'lines', say: (line) => process.stderr.write(`${line}\n`) },
    });
    for (const line of await advice(env, sides, policy, signals.stop)) process.stderr.write(`${line}\n`);
    const outcome = await copyStage(
      {
        ...{ s3: sides.s3, ledger, clock: sides.clock, holder: `${hostname()}-${pid}`, random: Math.random, rate, crew },
        isLoopBusy: busyLoop(),
        principal: async () => (await whoCopies(env, sides)).arn,
      },
      {
        source: sides.source,
        target: sides.target,
        rules,
        policy,
        options: described(options, sides.endpoints),
        inFlight: sides.inFlight,
        dryRun: isDry,
        resume: options.resume === true,
        keys,
      },
      signals,
      progress.begin,
    ).finally(progress.end);
    await endFiles(files, ledger, outcome);
    say(options.json === true ? JSON.stringify(asJson(outcome, sides, crew)) : asText(outcome, sides.target, isDry));
    if (outcome.error === null) return 0;
    process.stderr.write(`${renderError(outcome.error)}\n`);
    return outcome.error.exitCode;
  } finally {
    await giveUpFiles(files);
    await sides.close();
    if (own !== null) await rm(own, { recursive: true, force: true });
    process.off('exit', onExit);
  }
}

/** Threads may still write there, for some milliseconds. */
function removeNow(paths: readonly string[]): void {
  for (const at of paths) {
    try {
      rmSync(at, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    } catch {
      // Nobody is left to be told, and the system empties its temporary folder itself.
    }
  }
}

/**
 * Of two prefixes of which one lies in the other: copies would be listed and copied again without end, or take the place of what
 * is still to be copied. @throws MigrationError USAGE
 */
function refuseOverlap(source: string, target: string, { endpoint, sourceEndpoint, targetEndpoint }: CopyOptions): void {
  const [from, to] = [parseSide(source), parseSide(target)];
  if (from.bucket !== to.bucket || (sourceEndpoint ?? endpoint) !== (targetEndpoint ?? endpoint)) return;
  if (!from.prefix.startsWith(to.prefix) && !to.prefix.startsWith(from.prefix)) return;
  throw new MigrationError('USAGE', `${source} and ${target} lie in one another`, {
    next: 'Give prefixes of which none begins with the other, or another bucket.',
  });
}

/** `place`: where threads find it with clients of their own; null where they would need one more. @throws MigrationError USAGE; or why the bucket cannot be used */
async function ledgerAt(
  at: string,
  { source, target, s3, openLedger }: Sides,
): Promise<{ readonly ledger: LedgerStore; readonly place: ThreadSetup['ledger'] | null }> {
  if (!at.startsWith('s3://')) {
    const folder = path.resolve(at);
    return { ledger: fileLedger(folder), place: { folder } };
  }
  const { bucket, prefix } = parseSide(at);
  if (bucket === source.bucket && prefix.startsWith(source.prefix)) {
    throw new MigrationError('USAGE', `The ledger ${at} lies in the source, and would be copied`, {
      next: 'Give a prefix elsewhere, or a folder of this machine.',
    });
  }
  if (bucket === target.bucket) {
    const place = { bucket, prefix, account: target.account };
    return { ledger: s3Ledger(s3.target, place), place };
  }
  if (bucket === source.bucket) return { ledger: s3Ledger(s3.source, { bucket, prefix, account: source.account }), place: null };
  const own = await openLedger(at);
  return { ledger: s3Ledger(own.s3, own.side), place: own.side.region === target.region ? { bucket, prefix, account: '' } : null };
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

/** So much later a copy may begin for what decides nothing. */
const LOOK_UP_TO_MS = 5000;

/** What to know of the target's bucket before it is filled; nothing where that cannot be seen. */
async function advice(env: NodeJS.ProcessEnv, sides: Sides, { acl }: ObjectPolicy, signal: AbortSignal): Promise<readonly string[]> {
  const { clock, target } = sides;
  const writer = async (until: AbortSignal) => (await whoCopies(env, sides, until)).account;
  return adviceOn(
    await lookAtTarget({ s3: sides.s3.target, clock, signal, upToMs: LOOK_UP_TO_MS }, { target, acl, writer }),
    target.bucket,
    [target.prefix],
  );
}

/** Whom S3 names as the initiator of our uploads. Keys of another maker's server are not shown to AWS: there it must be said who knows them. */
async function whoCopies(
  env: NodeJS.ProcessEnv,
  { credentials, endpoints, target }: Sides,
  signal?: AbortSignal,
): Promise<{ account: string; arn: string }> {
  const endpoint = env['AWS_ENDPOINT_URL_STS'] ?? env['AWS_ENDPOINT_URL'] ?? null;
  if (endpoint === null && endpoints.target !== null)
    throw new Error(`${endpoints.target} is not AWS, and AWS_ENDPOINT_URL_STS is not set`);
  // On demand: few copies need to know.
  const { callerOf } = await import('../../src/aws/caller.ts');
  return await callerOf({ region: target.region, endpoint, patience: { maxAttempts: 2 } }, credentials, signal);
}
