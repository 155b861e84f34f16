import type { Migration } from '../config/migration.ts';
import type { Plan, PlannedFolder } from '../contracts/plan.ts';
import { MigrationError, printable } from '../errors.ts';

/** Enough to see a pattern in them; the count says the rest. */
const NAMED_AT_MOST = 20;

/** An expected folder without any key is missing: found before anything is granted, rented or copied. @throws MigrationError SOURCE_FOLDER_MISSING */
export function surveyProblems({ folders, source }: Migration, survey: readonly PlannedFolder[]): void {
  const keys = new Map(survey.map((folder) => [folder.folder, folder.keys]));
  const missing = folders.filter((folder) => (keys.get(folder) ?? 0) === 0);
  if (missing.length === 0) return;
  const named = missing.slice(0, NAMED_AT_MOST).map(printable).join(', ');
  const others = missing.length > NAMED_AT_MOST ? ` and ${(missing.length - NAMED_AT_MOST).toLocaleString('en-US')} more` : '';
  const count = `${missing.length.toLocaleString('en-US')} of ${folders.length.toLocaleString('en-US')} expected folders ${missing.length === 1 ? 'has' : 'have'} no key`;
  throw new MigrationError('SOURCE_FOLDER_MISSING', `${count} in s3://${source.bucket}/${printable(source.prefix)}: ${named}${others}`, {
    next:
      missing.length === folders.length
        ? 'Not one is there: compare source.bucket, source.prefix and layout.folders with the keys of the bucket.'
        : 'Restore them at the source, or, where they never existed, list them under layout.except of the migration file; then plan again.',
  });
}

export interface Limits {
  readonly usd: number | null;
  readonly hours: number | null;
}

/** @throws MigrationError LIMIT_EXCEEDED when the estimate is above a cap of the migration file */
export function refuseOverLimits({ migration, estimate, folders }: Plan, limits: Limits): void {
  const hours = estimate.secondsAtOnePartition / 3600;
  const above = [
    ...(limits.usd !== null && estimate.usd > limits.usd
      ? [`the cost of $${amount(estimate.usd)} is above limits.usd, $${amount(limits.usd)}`]
      : []),
    ...(limits.hours !== null && hours > limits.hours ? [`the ${amount(hours)} hours are above limits.hours, ${limits.hours}`] : []),
  ];
  if (above.length === 0) return;
  throw new MigrationError('LIMIT_EXCEEDED', `The estimate for ${migration} exceeds its limits: ${above.join('; ')}`, {
    details: {
      objects: `${estimate.objects.toLocaleString('en-US')}${folders.some(({ more }) => more) ? ' or more' : ''}`,
      bytes: estimate.bytes.toLocaleString('en-US'),
      prices: estimate.pricesOf,
    },
    next: 'If that is meant, raise the limit in the migration file; else take fewer folders. Nothing has been started.',
  });
}

function amount(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
