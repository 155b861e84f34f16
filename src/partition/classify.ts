import { printable } from '../errors.ts';
import { STEP_STATES, type Cluster, type Step } from './clusters.ts';

/** What is known of a unit that has no commit although its cluster is at its end. */
export interface Evidence {
  /** Null: EMR does not know the cluster any more. */
  readonly cluster: Cluster | null;
  /** Null: EMR shows no such step. */
  readonly step: Step | null;
  /** The end of the step's own log; null where there is none (yet). */
  readonly log: string | null;
}

/** Every class of failure: whether the same again can help, and what a person does when it did not. */
export const FAILURE_CLASSES = {
  /** What the original met when sixteen clusters were started in one minute; it "ran unchanged at the end". */
  silent: { heals: true, next: 'Keep partition.launch.paced on, and re-run this job.' },
  stuck: {
    heals: true,
    next: "Look at the step's log for what it waited for (containers that YARN never gave: take larger partition.machines.core), then re-run this job.",
  },
  'launch-failed': { heals: true, next: 'Re-run this job later; if it stays, ask AWS support with the cluster id.' },
  throttled: { heals: true, next: 'Keep partition.launch.paced on, or take a smaller waveSize; then re-run this job.' },
  capacity: {
    heals: true,
    next: 'Re-run this job later, or take other partition.machines or another partition.subnet (its availability zone).',
  },
  'instance-lost': { heals: true, next: 'Re-run this job.' },
  hdfs: { heals: true, next: 'Re-run this job; if it stays, take more or larger partition.machines.core.' },
  'slow-down': { heals: true, next: 'Re-run this job: S3 splits a prefix under load, which takes half an hour.' },
  validation: {
    heals: false,
    next: 'Correct partition.machines, partition.release or partition.subnet in the migration file, or deploy infra/ again.',
  },
  quota: {
    heals: false,
    next: 'Ask for a higher EC2 vCPU quota (Service Quotas), or take fewer partition.clusters; then re-run this job.',
  },
  'access-denied': { heals: false, next: 'Compare the job role and the emr role with infra/machines.yml, then re-run this job.' },
  /** EMR says this of any call that its service role may not make, and names none. */
  'emr-role': {
    heals: false,
    next: 'Tag the subnet of the clusters, its VPC and the security groups ElasticMapReduce-* in it with for-use-with-amazon-emr-managed-policies=true (a new plan names what lacks it, with the command), and compare the emr role with infra/machines.yml; then re-run this job.',
  },
  'bad-order': { heals: false, next: 'Use one version of bucket-brigade for the plan, this job and its files; then re-run this job.' },
  'manifest-mismatch': {
    heals: false,
    next: "Restore the folder's manifest segments from the bucket's earlier versions, or copy the folder again.",
  },
  libraries: {
    heals: false,
    next: 'Take a partition.release with Python 3.11; or delete what it names: this job puts its own files there again.',
  },
  'ledger-changed': {
    heals: false,
    next: 'Look at the object that it names: somebody changed it. Restore or delete it, then re-run this job.',
  },
  memory: {
    heals: false,
    next: 'Take a partition.machines.core with more memory for each core (m5 for c5, r5 for m5), or a larger partition.machines.primary where the driver ended; then re-run this job.',
  },
  'job-error': { heals: false, next: 'This is a defect of the Spark job: please report it with the lines above.' },
  'no-commit': {
    heals: false,
    next: 'The step says that it is done and left no commit. This is a defect of the Spark job: please report it.',
  },
  cancelled: { heals: false, next: 'Somebody ended it. Re-run this job to go on.' },
  interrupted: { heals: false, next: 'Re-run this job to go on.' },
  unknown: { heals: false, next: "Look at the step's log, mend what it names, then re-run this job." },
} as const satisfies Record<string, { heals: boolean; next: string }>;
export type FailureClass = keyof typeof FAILURE_CLASSES;

export interface Verdict {
  readonly class: FailureClass;
  readonly heals: boolean;
  /** EMR's or the job's own words, one line. */
  readonly evidence: string;
  readonly next: string;
}

type Rule = readonly [words: RegExp, failure: FailureClass];

/** What AWS writes when it could not start or keep a cluster; the first that fits counts. Code and message are matched together. */
const CLUSTER_RULES: readonly Rule[] = [
  [/throttled from amazon ec2|RequestLimitExceeded|rate exceeded/i, 'throttled'],
  [/insufficient[ _]?(instance)?[ _]?capacity|out of capacity|NO_CAPACITY|INSTANCE_FLEET_TIMEOUT/i, 'capacity'],
  [/vcpu (limit|quota)|VcpuLimitExceeded|InstanceLimitExceeded|(exceeds?|reached) .{0,40}(limit|quota)|MAX_INSTANCES|QUOTA/i, 'quota'],
  [/insufficient EC2 permissions/i, 'emr-role'],
  [/access ?denied|not authorized|UnauthorizedOperation|insufficient .{0,20}permissions/i, 'access-denied'],
  [/^VALIDATION_ERROR/, 'validation'],
  [/^(BOOTSTRAP_FAILURE|INTERNAL_ERROR)/, 'launch-failed'],
  [/^INSTANCE_FAILURE/, 'instance-lost'],
  [/^USER_REQUEST/, 'cancelled'],
];

/** The job's own words (spark/src/partition_job/errors.py): it ends with one line, `CODE: thing: reason`. */
const JOB_CODES: Readonly<Record<string, FailureClass>> = {
  ACCESS_DENIED: 'access-denied',
  ACCOUNTS_OPEN: 'job-error',
  COMMIT_CONFLICT: 'ledger-changed',
  CREDENTIALS_MISSING: 'access-denied',
  INTERNAL: 'job-error',
  LIBRARIES_DAMAGED: 'libraries',
  LIBRARIES_MISSING: 'libraries',
  LIBRARIES_UNLOADABLE: 'libraries',
  MANIFEST_MISMATCH: 'manifest-mismatch',
  ORDER_CODE: 'bad-order',
  ORDER_CONTRACT: 'bad-order',
  ORDER_FOREIGN: 'bad-order',
  ORDER_INVALID: 'bad-order',
  ORDER_MISSING: 'bad-order',
  S3_FAILED: 'slow-down',
  STAGED_CHANGED: 'ledger-changed',
  USAGE: 'bad-order',
};
const JOB_LINE = new RegExp(`\\b(${Object.keys(JOB_CODES).join('|')}): \\S`);

/** What Spark and YARN say of a step, in EMR's extract or in its log. */
const STEP_RULES: readonly Rule[] = [
  [
    /killed by yarn for exceeding|beyond .{0,20}(physical|virtual) memory limits|exit (code|status)(:| is)? ?(137|143)\b|OutOfMemoryError|\bMemoryError\b|above the max threshold|Cannot allocate memory|Total size of serialized results/i,
    'memory',
  ],
  [/\bSlowDown\b|ServiceUnavailable|\b503 Slow/i, 'slow-down'],
  [
    /replicated to 0 nodes|error opening zip file|could not obtain block|SafeModeException|NoRouteToHost|:8020 failed on connection/i,
    'hdfs',
  ],
  [/(executor|node|slave|worker) (was )?lost|on lost node|Container from a bad node/i, 'instance-lost'],
  [/access ?denied|not authorized to perform|\b403 Forbidden/i, 'access-denied'],
];
/** Says only that something was thrown, or a code of the job that this version does not know: anything that says more comes first. */
const THROWN = /Traceback \(most recent call last\)|^\s*(?:\w+\.)*\w*(Error|Exception)\b|^[A-Z]+(_[A-Z]+)+: \S/m;

/** An application that YARN has accepted: whatever failed, it was not the start. */
const APPLICATION = /\bapplication_\d{6,}_\d+\b/;
/** What EMR writes when it cannot tell (API_FailureDetails, Reason). */
const NOTHING_KNOWN = /^\s*(unknown error\.?)?\s*$/i;

/** The class of one failure, from what EMR and the log say of it. Pure. */
export function classify({ cluster, log, step }: Evidence): Verdict {
  if (step !== null && step.state === 'COMPLETED') return verdict('no-commit', `step ${step.id} is COMPLETED`);
  if (step !== null && step.state === 'FAILED') {
    const own = ofStep(step, log);
    // A node that died takes steps with it, and they say nothing or anything: then the cluster knows better.
    const whole = ofCluster(cluster);
    return ['silent', 'unknown', 'job-error'].includes(own.class) && whole !== null && whole.class !== 'cancelled' ? whole : own;
  }
  const whole = ofCluster(cluster);
  if (whole !== null) return whole;
  if (step?.state === 'CANCELLED' || step?.state === 'CANCEL_PENDING') return verdict('cancelled', `step ${step.id} is ${step.state}`);
  if (step?.state === 'INTERRUPTED') return verdict('interrupted', `step ${step.id} is INTERRUPTED`);
  if (cluster === null) return verdict('instance-lost', 'EMR does not know the cluster any more');
  return verdict('unknown', `the cluster is ${cluster.state}, the step ${step === null ? 'not to be seen' : step.state}`);
}

/** The class of a unit whose cluster we have ended for the sake of a step that did not end; null for one that had its own end. */
export function classifyStuck(step: Step | null, stuck: Step): Verdict | null {
  const owed = step === null || step.id === stuck.id || !STEP_STATES[step.state].begun;
  return owed ? verdict('stuck', `step ${stuck.id} (${stuck.name}) ran until its cluster was ended`) : null;
}

function ofStep(step: Step, log: string | null): Verdict {
  const said = [step.failure?.message ?? '', step.failure?.reason ?? ''].filter((words) => !NOTHING_KNOWN.test(words)).join(': ');
  // EMR's extract is of the end; a log also tells what was survived.
  const texts = [said, log ?? ''];
  for (const text of texts) {
    const line = text.split('\n').findLast((one) => JOB_LINE.test(one));
    const code = line === undefined ? undefined : JOB_LINE.exec(line)?.[1];
    if (line !== undefined && code !== undefined) return verdict(JOB_CODES[code] ?? 'unknown', line.trim());
  }
  for (const text of texts) {
    for (const [words, failure] of STEP_RULES) {
      const found = words.exec(text);
      if (found !== null) return verdict(failure, lineAround(text, found.index));
    }
  }
  for (const text of texts) {
    const found = THROWN.exec(text);
    if (found !== null) return verdict('job-error', lineAround(text, found.index));
  }
  if (said !== '') return verdict('unknown', said);
  if (log !== null && APPLICATION.test(log)) return verdict('unknown', `no message; the log ends in: ${lastLine(log)}`);
  return verdict(
    'silent',
    `step ${step.id} FAILED without a message${log === null ? ', and has no log' : ', before YARN had an application of it'}`,
  );
}

/** Null where the cluster itself has done nothing wrong. */
function ofCluster(cluster: Cluster | null): Verdict | null {
  if (cluster === null) return null;
  const said = [cluster.reason, ...cluster.errors].map(({ code, message }) => [code, message].filter((words) => words !== '').join(': '));
  const rule = CLUSTER_RULES.find(([words]) => said.some((text) => words.test(text)));
  return rule === undefined ? null : verdict(rule[1], said.find((text) => rule[0].test(text)) ?? '');
}

/** Whether a step of the cluster has begun that is a unit's: then a repeat is a new generation, and before it the same request again. */
export function hasBegun(steps: readonly Step[], names: ReadonlySet<string>): boolean {
  return steps.some((step) => names.has(step.name) && STEP_STATES[step.state].begun);
}

const EVIDENCE_CHARACTERS = 300;

function verdict(failure: FailureClass, evidence: string): Verdict {
  const short = evidence.length > EVIDENCE_CHARACTERS ? `${evidence.slice(0, EVIDENCE_CHARACTERS)} …` : evidence;
  return { class: failure, ...FAILURE_CLASSES[failure], evidence: printable(short) };
}

function lineAround(text: string, index: number): string {
  // A traceback's own line says nothing; the error behind it does.
  const line = text.slice(text.lastIndexOf('\n', index - 1) + 1).split('\n', 1)[0] ?? '';
  return line.startsWith('Traceback') ? lastLine(text.slice(index)) : line.trim();
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
