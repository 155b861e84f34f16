/** Where each kind of state lies, below the ledger's prefix. The roles in infra/ are written against these names. */
export interface LedgerNames {
  /** When work on this identity first began. */
  start(): string;
  plan(planDigest: string): string;
  order(planDigest: string, round: number, shard: string): string;
  checkpoint(folder: string): string;
  segment(folder: string, generation: number, index: number): string;
  result(planDigest: string, round: number, shard: string): string;
  findings(findingsDigest: string): string;
  findingsList(findingsDigest: string): string;
  receipt(moment: string): string;
  report(moment: string): string;
  latestReceipt(): string;
  lease(subject: string): string;
}

/** A changed identity is a new copy version: it has a root of its own. */
export function ledgerNames(migration: string, identity: string): LedgerNames {
  const root = `${migration}/${identity}`;
  const round = (planDigest: string, number: number) => `${planDigest}/round-${number}`;
  return {
    start: () => `${root}/plans/start.json`,
    plan: (planDigest) => `${root}/plans/${planDigest}.json`,
    order: (planDigest, number, shard) => `${root}/orders/${round(planDigest, number)}/${shard}.json`,
    checkpoint: (folder) => `${root}/folders/${folder}/checkpoint.json`,
    segment: (folder, generation, index) =>
      `${root}/folders/${folder}/manifest/${String(generation).padStart(4, '0')}/${String(index).padStart(6, '0')}.ndjson.gz`,
    result: (planDigest, number, shard) => `${root}/results/${round(planDigest, number)}/${shard}.json`,
    findings: (findingsDigest) => `${root}/findings/${findingsDigest}.json`,
    findingsList: (findingsDigest) => `${root}/findings/${findingsDigest}.ndjson.gz`,
    receipt: (moment) => `${root}/receipts/${fileMoment(moment)}.json`,
    report: (moment) => `${root}/receipts/${fileMoment(moment)}.md`,
    latestReceipt: () => `${root}/receipts/latest.json`,
    lease: (subject) => `${root}/leases/${subject}.json`,
  };
}

/** `2026-11-22T18:57:56Z` without the colons, which some file systems refuse. */
function fileMoment(moment: string): string {
  return moment.replaceAll(':', '');
}
