import { MigrationError } from '../errors.ts';
import { ledgerNames } from '../ledger/names.ts';
import type { Publisher } from '../publish/places.ts';
import { rollBack, type RolledBack } from '../publish/rollback.ts';
import type { OpenPlan } from './open-plan.ts';
import { publisherOf, type PublishStageDeps } from './publish.ts';

export interface RollbackOutcome extends RolledBack {
  readonly commitUri: string;
  /** Null when nothing of ours is left in the table. */
  readonly error: MigrationError | null;
}

/**
 * Takes a publish out of the table again: this plan's, or the one whose commit is given, which may be of an earlier
 * transform or identity of the same migration. Twice is not an error.
 */
export async function rollbackStage(
  deps: Omit<PublishStageDeps, 'random'>,
  open: OpenPlan,
  { commit }: { readonly commit: string | null },
): Promise<RollbackOutcome> {
  const { plan } = open;
  const publisher = commit === null ? publisherOf(open) : publisherNamed(deps, open, commit);
  const commitName = ledgerNames(publisher.migration, publisher.identity).table(publisher.transform).publish();
  const done = await rollBack(deps, { publisher, commitName, target: plan.target });
  return { ...done, commitUri: deps.ledger.uri(commitName), error: errorOf(done) };
}

/** Whose commit a URI names. @throws MigrationError USAGE for anything but a publish commit of this migration in this ledger */
function publisherNamed({ ledger }: Pick<PublishStageDeps, 'ledger'>, { plan }: OpenPlan, uri: string): Publisher {
  const root = ledger.uri(`${plan.migration}/`);
  const [, identity, transform] =
    (uri.startsWith(root) ? /^([0-9a-f]{16,64})\/publishes\/([0-9a-f]{16,64})\.json$/.exec(uri.slice(root.length)) : null) ?? [];
  if (identity !== undefined && transform !== undefined) return { migration: plan.migration, identity, transform };
  throw new MigrationError('USAGE', `"${uri}" is not a publish of migration ${plan.migration} in its ledger`, {
    next: `Give it as the publish stage printed it: ${root}<identity>/publishes/<transform>.json`,
  });
}

function errorOf({ left }: RolledBack): MigrationError | null {
  const [first] = left;
  if (first === undefined) return null;
  return new MigrationError('DIFFERENCES_FOUND', `${left.length} files in the table have names of ours and are not what we placed`, {
    details: { first: first.key, why: first.why },
    next: 'They were left as they are. Ask whoever changed them, and decide by hand. Everything else was taken back.',
  });
}
