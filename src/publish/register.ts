import type { Side } from '../contracts/contract.ts';
import type { PartitionValues } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';
import { sameLocation, valuesKey, type Catalogue, type CataloguePartition } from './catalogue.ts';
import { directoryOf } from './places.ts';

export const locationOf = (at: Side, values: PartitionValues): string => `s3://${at.bucket}/${directoryOf(at.prefix, values)}`;

/** Those of these partitions that the catalogue has. */
export async function partitionsThere(
  catalogue: Catalogue,
  wanted: readonly PartitionValues[],
  signal: AbortSignal,
): Promise<Map<string, CataloguePartition>> {
  const asked = new Set(wanted.map(valuesKey));
  const there = new Map<string, CataloguePartition>();
  if (asked.size === 0) return there;
  for await (const partition of catalogue.partitions(signal)) {
    if (asked.has(valuesKey(partition.values))) there.set(valuesKey(partition.values), partition);
  }
  return there;
}

/**
 * A partition that is registered at another place would hide our files from every reader of the catalogue.
 * @throws MigrationError PUBLISH_CONFLICT
 */
export function assertInPlace(at: Side, partitions: Iterable<CataloguePartition>): void {
  for (const { values, location } of partitions) {
    const ours = locationOf(at, values as PartitionValues);
    if (sameLocation(location, ours)) continue;
    throw new MigrationError(
      'PUBLISH_CONFLICT',
      `Partition ${values.join('/')} of the table is registered at ${location}, and our files go to ${ours}`,
      {
        next: 'Rows there would be seen by no reader of the catalogue. Move the partition to its directory, then re-run this job.',
      },
    );
  }
}

/** Somebody who registers and unregisters the same partitions all the time is told. */
const ROUNDS_UP_TO = 3;

/** Registers what is missing, and gives those that are registered by us: now, or by a run of this publish before. */
export async function registerMissing(
  catalogue: Catalogue,
  { at, mark, missing }: { readonly at: Side; readonly mark: string; readonly missing: readonly PartitionValues[] },
  signal: AbortSignal,
): Promise<PartitionValues[]> {
  const ours: PartitionValues[] = [];
  let rest = [...missing];
  for (let round = 1; rest.length > 0; round += 1) {
    if (round > ROUNDS_UP_TO) throw unsteady(rest[0]!);
    const wanted = rest.map((values) => ({ values, location: locationOf(at, values), mark }));
    const wereThere = new Set((await catalogue.register(wanted, signal)).map(valuesKey));
    const gone: PartitionValues[] = [];
    for (const values of rest) {
      // Registered since we looked: by the live pipeline, or by us, and the answer was lost.
      const found = wereThere.has(valuesKey(values)) ? await catalogue.partition(values, signal) : 'registered';
      if (found === null) gone.push(values);
      else if (found === 'registered') ours.push(values);
      else {
        assertInPlace(at, [found]);
        if (found.mark === mark) ours.push(values);
      }
    }
    rest = gone;
  }
  return ours;
}

function unsteady(values: PartitionValues): MigrationError {
  return new MigrationError('PUBLISH_CONFLICT', `Partition ${values.join('/')} is registered and unregistered by somebody else meanwhile`, {
    next: 'Let the other job end, then re-run this one: it goes on where it stopped.',
  });
}
