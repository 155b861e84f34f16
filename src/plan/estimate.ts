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
  readonly unit: 'requests' | 'GB';
  readonly usd: number;
}

/** The estimate's cost, item by item; `estimate.usd` is their sum. */
export function costLines({ estimate, source, target }: Pick<Plan, 'estimate' | 'source' | 'target'>): CostLine[] {
  return linesOf(estimate, transferPrice(source.region, target.region));
}

function linesOf(
  { copyRequests, listRequests, bytes }: Pick<Plan['estimate'], 'copyRequests' | 'listRequests' | 'bytes'>,
  transfer: TransferPrice,
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
  ];
}

/**
 * What S3 will ask for copying everything once and verifying it once. Not in it, and small beside it: the ledger's own
 * requests, KMS, repeats. A lower bound where the survey saw only the first page of a folder.
 */
export function estimateOf(folders: readonly PlannedFolder[], sourceRegion: string, targetRegion: string): Plan['estimate'] {
  const sum = (of: (folder: PlannedFolder) => number) => folders.reduce((total, folder) => total + of(folder), 0);
  const objects = sum(({ keys }) => keys);
  const counted = {
    objects,
    bytes: sum(({ bytes }) => bytes),
    copyRequests: objects,
    listRequests: LISTINGS * sum(({ keys }) => Math.max(1, Math.ceil(keys / KEYS_PER_PAGE))),
  };
  const transfer = transferPrice(sourceRegion, targetRegion);
  return {
    ...counted,
    usd: rounded(linesOf(counted, transfer).reduce((total, { usd }) => total + usd, 0)),
    secondsAtOnePartition: Math.ceil(objects / COPIES_PER_SECOND),
    pricesOf: [PRICES_OF, ...(transfer.note === null ? [] : [transfer.note])].join('; '),
  };
}

/** To a hundredth of a cent. */
function rounded(amount: number): number {
  return Math.round(amount * 1e4) / 1e4;
}
