import { evaluateCondition } from './conditions.ts';
import { githubContext } from './contexts.ts';
import { evaluateCount, evaluateDeep, evaluateString, evaluateTemplate, isTruthy } from './expressions.ts';
import type { Graph } from './graph.ts';
import { type JobServices, type LegPlan, runPlannedLeg } from './legs.ts';
import { expandMatrix, legName } from './matrix.ts';
import { isCall, type Job } from './model.ts';
import type { JobOutcome, LegOutcome } from './outcome.ts';
import { ancestorsOf, planRerun, type RerunPlan } from './rerun.ts';
import { jobStatusFunctions, mergeOutputs, mergeResults, type Result } from './semantics.ts';
import { createSlots } from './slots.ts';

/** Runs every job as soon as what it needs has ended. Outcomes in the order of the file. */
export async function runJobs(services: JobServices, graph: Graph): Promise<JobOutcome[]> {
  const { jobs } = graph.workflow.definition;
  const plans = graph.previous === null ? null : planRerun(jobs, graph.previous);
  const settled = new Map<string, Promise<JobOutcome>>();
  const settle = (id: string): Promise<JobOutcome> => {
    const known = settled.get(id);
    if (known !== undefined) return known;
    const outcome = Promise.all((jobs[id]?.needs ?? []).map(settle)).then(async () => {
      const ancestors = await Promise.all(ancestorsOf(jobs, id).map(settle));
      return runJob(services, graph, id, new Map(ancestors.map((ancestor) => [ancestor.id, ancestor])), plans?.get(id) ?? { kind: 'anew' });
    });
    settled.set(id, outcome);
    return outcome;
  };
  return Promise.all(Object.keys(jobs).map(settle));
}

interface JobEnd {
  readonly result: Result;
  readonly outcome: Result;
  readonly legs: readonly LegOutcome[];
  readonly outputs: Readonly<Record<string, string>>;
}

const ended = (result: Result): JobEnd => ({ result, outcome: result, legs: [], outputs: {} });

async function runJob(
  services: JobServices,
  graph: Graph,
  id: string,
  ancestors: ReadonlyMap<string, JobOutcome>,
  plan: RerunPlan,
): Promise<JobOutcome> {
  const job = graph.workflow.definition.jobs[id] as Job;
  const { now, emit } = services;
  const startedAt = now();
  const key = graph.caller === null ? id : `${graph.caller.key}/${id}`;
  const plainName = typeof job.name === 'string' && !job.name.includes('${{') ? job.name : id;
  const name = graph.caller === null ? plainName : `${graph.caller.name} / ${plainName}`;
  if (plan.kind === 'keep') {
    emit({ type: 'job-finished', job: key, name, result: plan.outcome.result, durationMs: plan.outcome.durationMs, kept: true });
    return plan.outcome;
  }
  const end = await decideAndRun(services, graph, { id, key, name, job, ancestors, plan });
  const finishedAt = now();
  emit({ type: 'job-finished', job: key, name, result: end.result, durationMs: finishedAt - startedAt, kept: false });
  return {
    id,
    name,
    needs: job.needs,
    result: end.result,
    outcome: end.outcome,
    outputs: { ...end.outputs },
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    durationMs: finishedAt - startedAt,
    legs: [...end.legs].toSorted((a, b) => a.index - b.index),
  };
}

interface JobPlace {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly job: Job;
  readonly ancestors: ReadonlyMap<string, JobOutcome>;
  readonly plan: RerunPlan;
}

async function decideAndRun(services: JobServices, graph: Graph, place: JobPlace): Promise<JobEnd> {
  const { id, job, name, ancestors } = place;
  const { facts, killed, annotate } = services;
  const needs = Object.fromEntries(
    job.needs.map((need) => [need, { result: ancestors.get(need)?.result, outputs: ancestors.get(need)?.outputs ?? {} }]),
  );
  // Rule job.if-before-matrix.
  const contexts = { github: githubContext(facts, { job: id }), needs, vars: facts.vars, inputs: graph.inputs };
  const results = [...ancestors.values()].map((ancestor) => ancestor.result);
  const wanted = (): boolean => evaluateCondition(job.if, { contexts, status: jobStatusFunctions(results, graph.cancelled.aborted) });
  try {
    if (killed.aborted) return ended('cancelled');
    if (!wanted()) {
      // A job that only the cancel kept from starting was cancelled; one that would not have run anyway is skipped.
      const wouldRun = graph.cancelled.aborted && evaluateCondition(job.if, { contexts, status: jobStatusFunctions(results, false) });
      return ended(wouldRun ? 'cancelled' : 'skipped');
    }
    return await runLegs(services, graph, place, contexts, wanted);
  } catch (thrown) {
    annotate({ level: 'error', message: (thrown as Error).message, job: name });
    return ended('failure');
  }
}

async function runLegs(
  services: JobServices,
  graph: Graph,
  place: JobPlace,
  contexts: Readonly<Record<string, unknown>>,
  wanted: () => boolean,
): Promise<JobEnd> {
  const { key, name, job } = place;
  const failFast = evaluateTemplate(job.strategy?.['fail-fast'] ?? true, { contexts }) !== false;
  const planned = planLegs(place, contexts);
  const maxParallel = evaluateCount('max-parallel', job.strategy?.['max-parallel'] ?? planned.length, { contexts });
  const isMatrix = planned.some(({ matrix }) => matrix !== null);
  const strategy = {
    'fail-fast': failFast,
    'job-total': planned.length,
    'max-parallel': job.strategy?.['max-parallel'] === undefined ? (isMatrix ? planned.length : 1) : maxParallel,
  };
  const kept = planned.flatMap((leg) => (leg.previous?.result === 'success' ? [leg.previous] : []));
  services.emit({ type: 'job-started', job: key, name, legs: planned.length, isMatrix, kept: kept.length });
  const slots = createSlots(maxParallel);
  const cancels = new Map(planned.map((leg) => [leg.index, new AbortController()]));
  const cancelAll = (reason: string): void => {
    for (const controller of cancels.values()) controller.abort(new Error(reason));
  };
  const onCancel = (): void => {
    // Rule cancel.re-evaluates. A called workflow's jobs answer for themselves.
    if (!isCall(job) && !stillWanted(wanted)) cancelAll('The run was cancelled');
  };
  const onKill = (): void => cancelAll('The run was ended');
  graph.cancelled.addEventListener('abort', onCancel);
  services.killed.addEventListener('abort', onKill);
  const finished: LegOutcome[] = kept.toSorted((a, b) => a.finishedAt.localeCompare(b.finishedAt));
  const forgiven = new Set<number>();
  try {
    await Promise.all(
      planned.map(async (leg) => {
        if (leg.previous?.result === 'success') return;
        const legContexts = { ...contexts, strategy: { ...strategy, 'job-index': leg.index }, matrix: leg.matrix ?? null };
        const continues = !isCall(job) && isTruthy(evaluateTemplate(job['continue-on-error'] ?? false, { contexts: legContexts }));
        const named = { ...leg, name: nameOf(place, graph, leg, legContexts) };
        const cancel = cancels.get(leg.index)?.signal ?? graph.cancelled;
        const outcome = await runPlannedLeg(services, graph, {
          ...place,
          leg: named,
          contexts: legContexts,
          cancel,
          slots,
          runCalled: (called) => runJobs(services, called),
        });
        finished.push(outcome);
        if (continues) forgiven.add(leg.index);
        else if (outcome.result === 'failure' && failFast) cancelAll(`The leg '${named.name}' failed, and fail-fast is on`);
      }),
    );
  } finally {
    graph.cancelled.removeEventListener('abort', onCancel);
    services.killed.removeEventListener('abort', onKill);
  }
  const effective = finished.map(({ index, result }) => (result === 'failure' && forgiven.has(index) ? 'success' : result));
  return {
    result: mergeResults(effective),
    outcome: mergeResults(finished.map(({ result }) => result)),
    legs: finished,
    outputs: mergeOutputs(finished.map(({ outputs }) => outputs)),
  };
}

function planLegs({ key, job, plan }: JobPlace, contexts: Readonly<Record<string, unknown>>): Omit<LegPlan, 'name'>[] {
  const keyOf = (index: number, isMatrix: boolean): string => (isMatrix ? `${key}.${index}` : key);
  if (plan.kind === 'legs') {
    return plan.outcome.legs.map((previous) => ({
      index: previous.index,
      key: previous.key,
      matrix: previous.matrix,
      label: previous.name,
      previous,
    }));
  }
  const matrix = job.strategy?.matrix;
  if (matrix === undefined) return [{ index: 0, key: keyOf(0, false), matrix: null, label: '', previous: null }];
  return expandMatrix(evaluateDeep(matrix, { contexts })).map(({ values, label }, index) => ({
    index,
    key: keyOf(index, true),
    matrix: values,
    label,
    previous: null,
  }));
}

/** A name with expressions is the leg's whole name; another one gets the leg's values (rule matrix.leg-name). */
function nameOf({ id, job }: JobPlace, graph: Graph, leg: Omit<LegPlan, 'name'>, contexts: Readonly<Record<string, unknown>>): string {
  if (leg.previous !== null) return leg.previous.name;
  const given = job.name ?? id;
  const own = typeof given === 'string' && given.includes('${{') ? evaluateString(given, { contexts }) : legName(String(given), leg.label);
  return graph.caller === null ? own : `${graph.caller.name} / ${own}`;
}

function stillWanted(wanted: () => boolean): boolean {
  try {
    return wanted();
  } catch {
    // It was evaluated before, with the same contexts; only the status has changed.
    return false;
  }
}
