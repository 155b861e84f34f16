import type { Plan, PlannedFolder } from '../contracts/plan.ts';

/** COPY, LIST and PUT into the Standard class: USD for each 1,000 (aws.amazon.com/s3/pricing, us-east-1). */
const USD_PER_1000_REQUESTS = 0.005;
const GIB = 2 ** 30;
/** ListObjectsV2 answers at most 1,000 keys (API_ListObjectsV2). */
const KEYS_PER_PAGE = 1000;
/** Copying lists both sides once, and one verify lists both again. */
const LISTINGS = 4;
/** S3 serves 3,500 COPY requests a second for each partition, and begins with one (userguide/optimizing-performance). */
const COPIES_PER_SECOND = 3500;

/**
 * Keys of both sides that one machine lists and compares in a second. Its CPU would do for 800,000 (some 1.2 µs each: docs/benchmarks.md);
 * so few are counted because each lane waits for its pages, and a cap is to err on the safe side.
 */
const KEYS_VERIFIED_PER_SECOND = 100_000;
/** Until an instance runs, SSM sees it and the agent is there: billed as well. */
const MACHINE_BOOT_SECONDS = 5 * 60;

/**
 * USD an hour of a "large" of each family, on demand, with Linux, in us-east-1; all other sizes are multiples of it. All of it, the multiples too, was held
 * against the data of ec2instances.info as of 28 May 2025 (Go module github.com/cristim/ec2-instances-info), which is AWS's own price list.
 */
const LARGE_PER_HOUR: Readonly<Record<string, number>> = {
  ...{ m5: 0.096, m5a: 0.086, m5n: 0.119, m6a: 0.0864, m6i: 0.096, m6g: 0.077, m7i: 0.1008, m7g: 0.0816 },
  ...{ c5: 0.085, c5a: 0.077, c5n: 0.108, c6a: 0.0765, c6i: 0.085, c6g: 0.068, c6gn: 0.0864, c7i: 0.08925, c7g: 0.0725 },
  ...{ r5: 0.126, r6i: 0.126, r6g: 0.1008, r7g: 0.1071, t3: 0.0832, t3a: 0.0752, t4g: 0.0672 },
};
/** For a family that the table does not know: above all that it knows. */
const UNKNOWN_LARGE_PER_HOUR = 0.25;

/** Of an instance type, by its family and size. */
export function machinePrice(type: string): number {
  const [family = '', size = ''] = type.split('.');
  const large = Object.hasOwn(LARGE_PER_HOUR, family) ? LARGE_PER_HOUR[family]! : UNKNOWN_LARGE_PER_HOUR;
  return large * largesIn(size);
}

/** How many times a "large" a size is: each step of the lower ones halves, and "Nxlarge" is N times an "xlarge", which is two. */
function largesIn(size: string): number {
  const below = ['large', 'medium', 'small', 'micro', 'nano'].indexOf(size);
  if (below >= 0) return 1 / 2 ** below;
  const times = /^(\d*)xlarge$/.exec(size)?.[1];
  // Whole hosts (metal) are as large as the largest size of a family, or smaller: an estimate errs on the safe side.
  return times === undefined ? 96 : 2 * Number(times === '' ? 1 : times);
}

const PRICES_OF = 'AWS list prices of October 2026 (aws.amazon.com/s3/pricing), requests as in us-east-1';

/**
 * USD for each GB that leaves a region for another, by the beginning of the source's name (aws.amazon.com/s3/pricing, "Data transfer";
 * transfer is billed to the source's account). Only the prices within the US were checked again in October 2026.
 */
const TRANSFER_OUT: readonly (readonly [region: string, usd: number])[] = [
  ['us-gov-', 0.03],
  ['us-', 0.02],
  ['ca-', 0.02],
  ['eu-', 0.02],
  ['ap-northeast-2', 0.08],
  ['ap-south-1', 0.086],
  ['ap-southeast-2', 0.098],
  ['ap-southeast-3', 0.1],
  ['ap-east-1', 0.09],
  ['ap-northeast-', 0.09],
  ['ap-southeast-1', 0.09],
  ['me-south-1', 0.1105],
  ['sa-east-1', 0.138],
  ['af-south-1', 0.147],
];
/** For a region that the table does not know: its highest price, so that a cap errs on the safe side. */
const HIGHEST_TRANSFER_OUT = 0.147;

export interface TransferPrice {
  readonly usdPerGb: number;
  /** What the estimate says about it; null where nothing is transferred. */
  readonly note: string | null;
}

export function transferPrice(from: string, to: string): TransferPrice {
  if (from === to) return { usdPerGb: 0, note: null };
  const say = (usdPerGb: number, remark = '') => ({ usdPerGb, note: `transfer ${from} to ${to} at $${usdPerGb}/GB${remark}` });
  if (from !== to && isEasternUs(from) && isEasternUs(to)) return say(0.01);
  const usd = TRANSFER_OUT.find(([region]) => from.startsWith(region))?.[1];
  if (usd === undefined) return say(HIGHEST_TRANSFER_OUT, ', the highest that we know: the region is not in our table');
  return say(usd, bothInUs(from, to) ? '' : ', not checked again since 2023');
}

const isEasternUs = (region: string): boolean => region === 'us-east-1' || region === 'us-east-2';
const bothInUs = (from: string, to: string): boolean => [from, to].every((region) => /^us-(?:east|west)-/.test(region));

export interface CostLine {
  readonly what: string;
  readonly count: number;
  readonly unit: 'requests' | 'GB' | 'hours';
  readonly usd: number;
}

/** The estimate's cost, item by item; `estimate.usd` is their sum. */
export function costLines({ estimate, source, target, verify }: Pick<Plan, 'estimate' | 'source' | 'target' | 'verify'>): CostLine[] {
  return linesOf(estimate, transferPrice(source.region, target.region), verify?.machine.instanceType ?? null);
}

function linesOf(
  {
    copyRequests,
    listRequests,
    bytes,
    machineHours = 0,
  }: Pick<Plan['estimate'], 'copyRequests' | 'listRequests' | 'bytes' | 'machineHours'>,
  transfer: TransferPrice,
  verifyMachine: string | null,
): CostLine[] {
  const requests = (what: string, count: number): CostLine => ({
    what,
    count,
    unit: 'requests',
    usd: rounded((count / 1000) * USD_PER_1000_REQUESTS),
  });
  const gb = bytes / GIB;
  return [
    requests('COPY', copyRequests),
    requests('LIST', listRequests),
    { what: 'transfer between regions', count: rounded(gb), unit: 'GB', usd: rounded(gb * transfer.usdPerGb) },
    ...(verifyMachine === null
      ? []
      : [
          {
            what: `the machine that verifies (${verifyMachine})`,
            count: machineHours,
            unit: 'hours' as const,
            usd: rounded(machineHours * machinePrice(verifyMachine)),
          },
        ]),
  ];
}

/**
 * What S3 will ask for copying everything once and verifying it once, and EC2 for the machine that verifies. Not in it, and small
 * beside it: the ledger's own requests, KMS, repeats. A lower bound where the survey saw only the first page of a folder.
 * @param verifyMachine its instance type; null: the job verifies
 */
export function estimateOf(
  folders: readonly PlannedFolder[],
  sourceRegion: string,
  targetRegion: string,
  verifyMachine: string | null = null,
): Plan['estimate'] {
  const sum = (of: (folder: PlannedFolder) => number) => folders.reduce((total, folder) => total + of(folder), 0);
  const objects = sum(({ keys }) => keys);
  const counted = {
    objects,
    bytes: sum(({ bytes }) => bytes),
    copyRequests: objects,
    listRequests: LISTINGS * sum(({ keys }) => Math.max(1, Math.ceil(keys / KEYS_PER_PAGE))),
    ...(verifyMachine === null ? {} : { machineHours: rounded((MACHINE_BOOT_SECONDS + (2 * objects) / KEYS_VERIFIED_PER_SECOND) / 3600) }),
  };
  const transfer = transferPrice(sourceRegion, targetRegion);
  return {
    ...counted,
    usd: rounded(linesOf(counted, transfer, verifyMachine).reduce((total, { usd }) => total + usd, 0)),
    secondsAtOnePartition: Math.ceil(objects / COPIES_PER_SECOND),
    pricesOf: [
      PRICES_OF,
      ...(verifyMachine === null ? [] : ['EC2 on demand, as in us-east-1']),
      ...(transfer.note === null ? [] : [transfer.note]),
    ].join('; '),
  };
}

/** To a hundredth of a cent. */
function rounded(amount: number): number {
  return Math.round(amount * 1e4) / 1e4;
}
