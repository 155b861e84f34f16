/** What a machine is told to do at its birth. Bash; no absolute path, so that the sandbox's shims are all that it can reach. */
export function userData(ttlSeconds: number): string {
  return [
    '#!/bin/bash',
    // First, before anything can fail: whatever becomes of us, the machine ends itself (its shutdown behaviour is to terminate).
    `systemd-run --on-active=${ttlSeconds}s poweroff`,
    // Amazon Linux 2023 brings the SSM agent and the AWS CLI; Node 24 it has as a package whose program is node-24.
    // Its repository may be slow to answer at the moment when a fleet boots.
    'for wait in 5 15 45 90; do dnf install -y -q nodejs24 && break; sleep $wait; done',
    '',
  ].join('\n');
}

/** What an agent is started for. */
export type AgentWork =
  | { readonly kind: 'copy'; readonly shard: string; readonly round: number }
  | { readonly kind: 'verify'; readonly pass: number; readonly deep: { readonly percent: number; readonly seed: number } | null };

export interface AgentStart {
  /** The bundle, in the ledger's bucket. */
  readonly agent: { readonly uri: string; readonly sha256: string };
  readonly plan: string;
  readonly ledgerAccount: string;
  readonly region: string;
  readonly work: AgentWork;
  /** The start's own name: heartbeats and stop requests carry it. */
  readonly process: string;
}

/**
 * Fetches the agent, checks that it is ours, and starts it as a unit that outlives the command and is started again when
 * it dies; one that dies again and again is left dead after five starts within ten minutes, so that its silence is seen. A unit
 * of this name that runs already makes the command fail: there is one agent per machine and start.
 */
export function agentScript({ agent, plan, ledgerAccount, process, region, work }: AgentStart): readonly string[] {
  const file = `agent-${agent.sha256.slice(0, 16)}.mjs`;
  const command = `${commandOf(work)} --plan ${plan} --owner ${ledgerAccount} --region ${region} --process ${process}`;
  return [
    'set -e',
    // SSM may be there before the user data has brought Node.
    'cloud-init status --wait',
    `aws s3 cp --only-show-errors --region ${region} ${agent.uri} ${file}`,
    `echo "${agent.sha256}  ${file}" | sha256sum -c -`,
    `systemd-run --unit=bucket-brigade-${process} --collect --same-dir -p Restart=on-failure -p RestartSec=2 -p StartLimitIntervalSec=600 -p StartLimitBurst=5 node-24 ${file} ${command}`,
  ];
}

/** The agent's own command line (agent/src/program.ts). */
function commandOf(work: AgentWork): string {
  if (work.kind === 'copy') return `copy --shard ${work.shard} --round ${work.round}`;
  const deep = work.deep === null ? '' : ` --deep ${work.deep.percent}% --seed ${work.deep.seed}`;
  return `verify --pass ${work.pass}${deep}`;
}
