import { canonicalJson } from '../contracts/contract.ts';
import { digestsOf, valueAt } from './digests.ts';
import type { Kind } from './field.ts';
import { leavesOf } from './leaves.ts';
import type { Migration } from './migration.ts';

export interface FieldChange {
  /** As the file spells it: `copy.shards`. */
  readonly field: string;
  readonly kind: Kind;
  /** What the two versions of the file mean, defaults applied; undefined where a section is not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields whose meaning differs between two versions of a migration file, in the order of the schema. Pure. */
export function changesBetween(before: Migration, after: Migration): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  for (const { facts, path } of leavesOf()) {
    if (facts === undefined) continue;
    const [old, now] = [valueAt(before, path), valueAt(after, path)];
    if (canonicalJson(old ?? null) !== canonicalJson(now ?? null))
      changes.push({ field: path.join('.'), kind: facts.kind, before: old, after: now });
  }
  return changes;
}

/** What a change of the file leads to: the strongest of its kinds counts. */
export function consequenceOf(before: Migration | null, after: Migration): Kind | 'new' | 'none' {
  if (before === null) return 'new';
  const [old, now] = [digestsOf(before), digestsOf(after)];
  return (['identity', 'transform', 'operational'] as const).find((kind) => old[kind] !== now[kind]) ?? 'none';
}
