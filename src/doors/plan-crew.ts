import { availableParallelism } from 'node:os';
import { timeScaleOf } from '../clock.ts';
import type { Plan } from '../contracts/plan.ts';
import { threadsOf } from '../copy/crew-threads.ts';
import type { Crew } from '../copy/crew.ts';
import { START_PER_SECOND } from '../copy/rate.ts';
import { ceilingOf } from '../copy/shard.ts';
import { crewOfThreads, mayStartThreads, type CrewPlace } from './threads.ts';

/** Sockets of a thread beside those of its copies: list pages and the ledger. */
const FEW_CONNECTIONS = 16;

export interface PlanCrew extends Pick<CrewPlace, 'entry' | 'credentials' | 'log'> {
  readonly env: NodeJS.ProcessEnv;
}

/** The threads that copy a shard of the plan here; undefined: the calling one does. */
export function crewForPlan(plan: Plan, { env, entry, credentials, log }: PlanCrew): Crew | undefined {
  const { executor, inFlight } = plan.copy;
  // On a hosted runner one core does what it may have in flight; a machine of ours was rented with all of its cores.
  const asked = plan.copy.threads ?? (executor === 'runner' ? 1 : null);
  const threads = threadsOf(asked, { cores: availableParallelism(), inFlight });
  if (threads === 1 || !mayStartThreads(log)) return undefined;
  const endpoint = env['AWS_ENDPOINT_URL'] ?? null;
  return crewOfThreads({
    entry,
    threads,
    credentials,
    log,
    setup: {
      timeScale: timeScaleOf(env),
      source: {
        ...{ region: plan.source.region, endpoint, connections: FEW_CONNECTIONS * threads },
        requesterPays: plan.copy.objects?.requesterPays === true,
      },
      target: { region: plan.target.region, endpoint, connections: inFlight + FEW_CONNECTIONS * threads },
      ledger: plan.ledger,
      inFlight,
      ceilingPerSecond: ceilingOf(plan),
      startPerSecond: START_PER_SECOND,
      dryRun: false,
    },
  });
}
