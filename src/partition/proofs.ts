import { eachUpTo } from '../pool.ts';
import type { Unit, Work, WorkDeps } from './work.ts';

const READS_AT_ONCE = 16;
/** Steps run one after another, so what lies this far behind a missing commit is hardly there. */
const LOOK_AHEAD = 3;

/** What the ledger proves of a batch's units. Commits are the only success; one that was seen stays, for nothing deletes them. */
export interface Proofs<Commit> {
  readonly commits: ReadonlyMap<string, Commit>;
  missing(): readonly Unit[];
  /** Looks for every missing commit. @returns what is still missing */
  readAll(): Promise<readonly Unit[]>;
  /** Looks for the next ones of these only: a few reads a minute instead of one for each unit. */
  readOn(asked: ReadonlySet<string>): Promise<void>;
}

export function proofsOf<Commit>({ ledger, signal }: Pick<WorkDeps, 'ledger' | 'signal'>, work: Work<Commit>): Proofs<Commit> {
  const commits = new Map<string, Commit>();
  const missing = () => work.units.filter(({ name }) => !commits.has(name));
  const read = async (unit: string): Promise<boolean> => {
    const name = work.commitName(unit);
    const stored = await ledger.read(name, signal);
    if (stored === null) return false;
    commits.set(unit, work.parseCommit(stored.body.toString('utf8'), ledger.uri(name), unit));
    return true;
  };
  return {
    commits,
    missing,
    readAll: async () => {
      await eachUpTo(missing(), READS_AT_ONCE, async ({ name }) => {
        await read(name);
      });
      return missing();
    },
    readOn: async (asked) => {
      let absent = 0;
      for (const { name } of missing()) {
        if (absent === LOOK_AHEAD) return;
        if (asked.has(name) && !(await read(name))) absent += 1;
      }
    },
  };
}
