/** Where each kind of state lies, below the ledger's prefix. The roles in infra/ are written against these names. */
export interface LedgerNames {
  /** When work on this identity first began. */
  start(): string;
  /** Where a copy without a migration has cut its keys into parts. */
  parts(): string;
  plan(planDigest: string): string;
  approval(planDigest: string): string;
  order(planDigest: string, round: number, shard: string): string;
  checkpoint(folder: string): string;
  /** Below it lie the directories of a generation's pieces. */
  manifest(folder: string): string;
  /** `dir` as in a manifest's piece. */
  segment(folder: string, dir: string, index: number): string;
  result(planDigest: string, round: number, shard: string): string;
  findings(findingsDigest: string): string;
  /** Where every finding of a pass is kept; what stands behind it is the pass's own. */
  findingsLists(planDigest: string, pass: number): string;
  /** What one start of the machine that verifies has found, for the job that follows it. */
  verifyResult(planDigest: string, pass: number, process: string): string;
  /** The same for every finding of that start. */
  verifyLists(planDigest: string, pass: number, process: string): string;
  receipt(moment: string): string;
  report(moment: string): string;
  latestReceipt(): string;
  lease(subject: string): string;
  /** Which run works on the migration, whichever its identity: machines, grants and the table are the migration's. */
  runLease(): string;
  machineIntent(worker: string, attempt: number): string;
  clusterIntent(batch: string, generation: number, attempt: number): string;
  heartbeat(shard: string): string;
  stop(shard: string): string;
  /** Whose the shard is now. */
  holder(shard: string): string;
  /** What the reaper's last pass has seen idle. */
  reaper(): string;
  table(transform: string): TableNames;
}

/** State of one transformation: a changed transform repeats the partition half only, below a root of its own. */
export interface TableNames {
  order(generation: number, batch: string): string;
  canary(generation: number, batch: string): string;
  folderCommit(folder: string, manifestGeneration: number): string;
  rangeCommit(range: string, inputs: string): string;
  publish(): string;
  result(kind: 'partition' | 'compact', batch: string): string;
}

/** The directory of one range's segments; `epochDir` begins those of all ranges of an epoch. */
export const pieceDir = (generation: number, epoch: number, range: number): string =>
  `${epochDir(generation, epoch)}r${String(range).padStart(4, '0')}`;
export const epochDir = (generation: number, epoch: number): string => `${generationDir(generation)}e${String(epoch).padStart(3, '0')}-`;
export const generationDir = (generation: number): string => `${String(generation).padStart(4, '0')}/`;

/** The job's own files, by content, below the ledger's prefix: every migration of the ledger shares them. */
export function jobFileName(file: string): string {
  return `_jobs/${file}`;
}

/** Who may write the policy of a source bucket now: every migration of the ledger that copies from it. */
export function policyLeaseName(bucket: string): string {
  return `_buckets/${bucket}/leases/policy.json`;
}

/** A changed identity is a new copy version: it has a root of its own. */
export function ledgerNames(migration: string, identity: string): LedgerNames {
  const root = `${migration}/${identity}`;
  const round = (planDigest: string, number: number) => `${planDigest}/round-${number}`;
  return {
    start: () => `${root}/plans/start.json`,
    parts: () => `${root}/plans/parts.json`,
    plan: (planDigest) => `${root}/plans/${planDigest}.json`,
    approval: (planDigest) => `${root}/approvals/${planDigest}.json`,
    order: (planDigest, number, shard) => `${root}/orders/${round(planDigest, number)}/${shard}.json`,
    checkpoint: (folder) => `${root}/folders/${folder}/checkpoint.json`,
    manifest: (folder) => `${root}/folders/${folder}/manifest/`,
    segment: (folder, dir, index) => `${root}/folders/${folder}/manifest/${dir}/${String(index).padStart(6, '0')}.ndjson.gz`,
    result: (planDigest, number, shard) => `${root}/results/${round(planDigest, number)}/${shard}.json`,
    findings: (findingsDigest) => `${root}/findings/${findingsDigest}.json`,
    findingsLists: (planDigest, pass) => `${root}/findings/${planDigest}-pass-${pass}`,
    verifyResult: (planDigest, pass, process) => `${root}/results/verify/${planDigest}/pass-${pass}/${process}.json`,
    verifyLists: (planDigest, pass, process) => `${root}/results/verify/${planDigest}/pass-${pass}/${process}`,
    receipt: (moment) => `${root}/receipts/${fileMoment(moment)}.json`,
    report: (moment) => `${root}/receipts/${fileMoment(moment)}.md`,
    latestReceipt: () => `${root}/receipts/latest.json`,
    runLease: () => `${migration}/any/leases/run.json`,
    lease: (subject) => `${root}/leases/${subject}.json`,
    machineIntent: (worker, attempt) => `${root}/intents/machines/${worker}-${attempt}.json`,
    clusterIntent: (batch, generation, attempt) => `${root}/intents/clusters/${batch}-g${generation}-a${attempt}.json`,
    heartbeat: (shard) => `${root}/results/heartbeats/${shard}.json`,
    stop: (shard) => `${root}/orders/stops/${shard}.json`,
    holder: (shard) => `${root}/results/holders/${shard}.json`,
    reaper: () => `${root}/leases/reaper.json`,
    table: (transform) => tableNames(root, transform),
  };
}

function tableNames(root: string, transform: string): TableNames {
  const table = `${root}/table/${transform}`;
  const g = (generation: number) => `g${String(generation).padStart(3, '0')}`;
  return {
    order: (generation, batch) => `${root}/orders/table/${transform}/${g(generation)}/${batch}.json`,
    canary: (generation, batch) => `${table}/canaries/${batch}-${g(generation)}.json`,
    folderCommit: (folder, manifestGeneration) => `${table}/folders/${folder}/m${String(manifestGeneration).padStart(4, '0')}/commit.json`,
    rangeCommit: (range, inputs) => `${table}/ranges/${range}/${inputs.slice(0, 16)}/commit.json`,
    publish: () => `${root}/publishes/${transform}.json`,
    result: (kind, batch) => `${root}/results/table/${transform}/${kind}-${batch}.json`,
  };
}

/** `2026-11-22T18:57:56Z` without the colons, which some file systems refuse. */
function fileMoment(moment: string): string {
  return moment.replaceAll(':', '');
}
