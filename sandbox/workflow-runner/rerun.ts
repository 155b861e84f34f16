import type { Job } from './model.ts';
import type { JobOutcome } from './outcome.ts';

/** What a re-run does with a job: keep it whole, run again the legs that did not pass, or run it anew. */
export type RerunPlan =
  | { readonly kind: 'keep'; readonly outcome: JobOutcome }
  | { readonly kind: 'legs'; readonly outcome: JobOutcome }
  | { readonly kind: 'anew' };

/** All jobs that must have ended before a job, near and far. */
export function ancestorsOf(jobs: Readonly<Record<string, Pick<Job, 'needs'>>>, id: string): string[] {
  const found = new Set<string>();
  for (const queue = [...(jobs[id]?.needs ?? [])]; queue.length > 0;) {
    const next = queue.pop() ?? '';
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...(jobs[next]?.needs ?? []));
  }
  return [...found];
}

/** Rule rerun.failed: a failed or cancelled job and everything after it; the legs of a job are frozen unless something before it runs again. */
export function planRerun(
  jobs: Readonly<Record<string, Pick<Job, 'needs'>>>,
  previous: readonly JobOutcome[],
): ReadonlyMap<string, RerunPlan> {
  const before = new Map(previous.map((outcome) => [outcome.id, outcome]));
  const unfinished = (id: string): boolean => {
    const outcome = before.get(id)?.outcome;
    return outcome === undefined || outcome === 'failure' || outcome === 'cancelled';
  };
  return new Map(
    Object.keys(jobs).map((id): [string, RerunPlan] => {
      const outcome = before.get(id);
      if (outcome === undefined || ancestorsOf(jobs, id).some(unfinished)) return [id, { kind: 'anew' }];
      if (!unfinished(id)) return [id, { kind: 'keep', outcome }];
      return [id, outcome.legs.length === 0 ? { kind: 'anew' } : { kind: 'legs', outcome }];
    }),
  );
}
