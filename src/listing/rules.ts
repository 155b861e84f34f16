import { globMatcher } from '../config/globs.ts';
import type { Rules } from './equality.ts';

/** Rules in words that can be written down and sent to another thread. */
export interface WrittenRules {
  /** As in `Rules`. */
  readonly cutoffMs: number | null;
  /** Patterns (config/globs.ts) of the keys that belong, without `prefix`; none: all do. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Storage classes of the objects that belong; none: all do. */
  readonly onlyClass?: readonly string[] | undefined;
  /** What patterns do not see of a key: the source's prefix. */
  readonly prefix?: string | undefined;
}

export function rulesOf({ cutoffMs, include = [], exclude = [], onlyClass = [], prefix = '' }: WrittenRules): Rules {
  if (include.length === 0 && exclude.length === 0 && onlyClass.length === 0) return { cutoffMs };
  const wanted = include.length === 0 ? null : globMatcher(include);
  const unwanted = exclude.length === 0 ? null : globMatcher(exclude);
  const classes = new Set(onlyClass);
  return {
    cutoffMs,
    leavesOut: ({ key, storageClass }) => {
      if (classes.size > 0 && !classes.has(storageClass)) return 'storage-class';
      const relative = key.slice(prefix.length);
      return (wanted !== null && !wanted(relative)) || (unwanted !== null && unwanted(relative)) ? 'filtered' : null;
    },
  };
}
