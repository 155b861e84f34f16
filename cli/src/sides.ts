import { bucketOf } from '../../src/s3/parties.ts';
import type { Command } from 'commander';
import { ambient } from '../../src/aws/ambient.ts';
import { systemClock, type Clock } from '../../src/clock.ts';
import type { Side } from '../../src/contracts/contract.ts';
import { wholeNumber } from '../../src/doors/terminal.ts';
import { MigrationError } from '../../src/errors.ts';
import { createS3 } from '../../src/s3/client.ts';
import { explainS3Error } from '../../src/s3/explain.ts';
import { S3Error, type BothSides, type CredentialProvider, type S3 } from '../../src/s3/types.ts';

/** The options of a command that takes two sides by their URLs, without any migration file. */
export interface SidesOptions {
  readonly endpoint?: string;
  readonly sourceEndpoint?: string;
  readonly targetEndpoint?: string;
  readonly pathStyle?: boolean;
  readonly sourceRegion?: string;
  readonly targetRegion?: string;
  readonly sourceAccount?: string;
  readonly targetAccount?: string;
  readonly inFlight?: number;
  /** The source is a bucket whose readers pay. */
  readonly requesterPays?: boolean;
}

/** Two sides that were found, and a client for each. */
export interface Sides {
  readonly clock: Clock;
  readonly source: Side;
  readonly target: Side;
  readonly s3: BothSides;
  /** What other threads make clients of their own from. */
  readonly clients: Readonly<Record<'source' | 'target', ClientPlace>>;
  /** Where S3 was said to be; null: AWS. */
  readonly endpoints: Readonly<Record<'source' | 'target', string | null>>;
  readonly credentials: CredentialProvider;
  /** Requests to each side that may be under way at once. */
  readonly inFlight: number;
  /** Opens one more bucket, which `close` closes too. @throws as openSides does */
  readonly openLedger: (url: string) => Promise<{ readonly side: Side; readonly s3: S3 }>;
  /** Closes every socket; a process with open sockets does not end. */
  readonly close: () => Promise<void>;
}

export interface ClientPlace {
  readonly region: string;
  readonly endpoint: string | null;
  readonly connections: number;
  readonly requesterPays: boolean;
}

const IN_FLIGHT = 128;
/** Beside copies: list pages, probes and the ledger's own. */
const OTHER_REQUESTS = 128;
/** Four of S3's partitions of 3,500 copies a second (userguide/optimizing-performance), at 150 ms each, twice. */
const IN_FLIGHT_UP_TO = 4200;

/** Where a bucket whose region nobody gave is asked for: S3 answers with the region that it is in. */
const REGION_TO_ASK = 'us-east-1';

export function addSidesOptions(command: Command): Command {
  return command
    .option('--endpoint <url>', "S3 endpoint of both sides; by default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or AWS's own")
    .option('--source-endpoint <url>', 'S3 endpoint of the source, where it is another one')
    .option('--target-endpoint <url>', 'S3 endpoint of the target, where it is another one')
    .option('--path-style', 'buckets in the path instead of the host name; with an endpoint of your own they always are')
    .option('--source-region <region>', "the source's region; by default the one that S3 says it is in")
    .option('--target-region <region>', "the target's region; by default the one that S3 says it is in")
    .option('--source-account <id>', 'account that must own the source: a bucket of another one is refused')
    .option('--target-account <id>', 'account that must own the target: a bucket of another one is refused')
    .option('--in-flight <n>', `requests to each side at once; by default ${IN_FLIGHT}`, wholeNumber(IN_FLIGHT_UP_TO));
}

/** Bucket and prefix of a side; a prefix is a folder, so that `s3://bucket/A` never takes in `AB/`. @throws MigrationError USAGE */
export function parseSide(url: string): { readonly bucket: string; readonly prefix: string } {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(url);
  if (match?.[1] === undefined) {
    throw new MigrationError('USAGE', `"${url}" is not the URL of a bucket or a prefix`, {
      next: 'Give it as s3://bucket/ or s3://bucket/prefix/.',
    });
  }
  const prefix = match[2] ?? '';
  return { bucket: match[1], prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

/**
 * Opens both sides: asks each for its first key, so that a bucket that is not there, is in another region or may not be
 * listed is told before any work.
 * @throws MigrationError USAGE, BUCKET_MISSING, ACCESS_DENIED, CREDENTIALS_MISSING …, which names the bucket
 */
export async function openSides(
  env: NodeJS.ProcessEnv,
  sourceUrl: string,
  targetUrl: string,
  options: SidesOptions,
  signal: AbortSignal,
): Promise<Sides> {
  const clock = systemClock(env);
  const inFlight = Math.max(1, options.inFlight ?? IN_FLIGHT);
  const anywhere = options.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? null;
  const credentials = ambient({ clock });
  const nearest = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? REGION_TO_ASK;
  const shared = { clock, credentials, inFlight, pathStyle: options.pathStyle === true };
  const sides = [
    {
      ...parseSide(sourceUrl),
      what: 'the source',
      requesterPays: options.requesterPays === true,
      endpoint: options.sourceEndpoint ?? anywhere,
      region: options.sourceRegion ?? null,
      account: checkedAccount(options.sourceAccount),
    },
    {
      ...parseSide(targetUrl),
      what: 'the target',
      requesterPays: false,
      endpoint: options.targetEndpoint ?? anywhere,
      region: options.targetRegion ?? null,
      account: checkedAccount(options.targetAccount),
    },
  ];
  const opened = await Promise.allSettled(sides.map((side) => openSide({ ...shared, ...side, nearest }, signal)));
  const clients = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value.s3] : []));
  const close = async () => {
    await Promise.all(clients.map((client) => client.close()));
  };
  const [source, target] = opened;
  const failed = opened.find((one) => one.status === 'rejected');
  if (source?.status !== 'fulfilled' || target?.status !== 'fulfilled') {
    await close();
    throw failed?.reason;
  }
  return {
    clock,
    inFlight,
    source: source.value.side,
    target: target.value.side,
    s3: { source: source.value.s3, target: target.value.s3 },
    clients: { source: source.value.client, target: target.value.client },
    endpoints: { source: options.sourceEndpoint ?? anywhere, target: options.targetEndpoint ?? anywhere },
    credentials,
    openLedger: async (url) => {
      const ledger = {
        ...parseSide(url),
        what: 'the ledger',
        requesterPays: false,
        endpoint: options.targetEndpoint ?? anywhere,
        region: null,
        account: '',
      };
      const found = await openSide({ ...shared, ...ledger, nearest: target.value.side.region }, signal);
      clients.push(found.s3);
      return found;
    },
    close,
  };
}

interface SideToOpen {
  readonly what: string;
  readonly requesterPays: boolean;
  readonly bucket: string;
  readonly prefix: string;
  readonly account: string;
  readonly endpoint: string | null;
  /** Null: asked of S3. */
  readonly region: string | null;
  readonly nearest: string;
  readonly pathStyle: boolean;
  readonly clock: Clock;
  readonly credentials: CredentialProvider;
  readonly inFlight: number;
}

async function openSide(open: SideToOpen, signal: AbortSignal): Promise<{ side: Side; s3: S3; client: ClientPlace }> {
  const { bucket, prefix, account } = open;
  let region = open.region ?? open.nearest;
  for (let asked = 0; ; asked += 1) {
    const client = clientPlaceOf(open, region);
    const s3 = createS3({ ...client, credentials: open.credentials, clock: open.clock, random: Math.random });
    try {
      await s3.listPage({ from: bucketOf({ bucket, account }), prefix, maxKeys: 1 }, signal);
      return { side: { bucket, prefix, account, region }, s3, client };
    } catch (error) {
      await s3.close();
      if (!(error instanceof S3Error)) throw error;
      const elsewhere = error.bucketRegion;
      if (open.region !== null || elsewhere === undefined || elsewhere === region || asked > 0)
        throw explainS3Error(error, `looking at ${open.what}`);
      region = elsewhere;
    }
  }
}

function clientPlaceOf({ endpoint, pathStyle, inFlight, requesterPays }: SideToOpen, region: string): ClientPlace {
  const regional = pathStyle ? `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}` : null;
  return { region, endpoint: endpoint ?? regional, connections: inFlight + OTHER_REQUESTS, requesterPays };
}

/** Empty: nobody has said who must own the bucket. @throws MigrationError USAGE */
function checkedAccount(account: string | undefined): string {
  if (account === undefined || /^\d{12}$/.test(account)) return account ?? '';
  throw new MigrationError('USAGE', `"${account}" is not an AWS account`, { next: 'Give its id of 12 digits.' });
}
