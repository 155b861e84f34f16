import type { Command } from 'commander';
import type { StopSignals } from '../../src/copy/settle.ts';
import { withAgentRole } from '../../src/doors/aws.ts';
import { crewForPlan } from '../../src/doors/plan-crew.ts';
import { stopOnSignals } from '../../src/doors/signals.ts';
import { runProgram, terminalProgram, wholeNumber } from '../../src/doors/terminal.ts';
import { printable, type MigrationError } from '../../src/errors.ts';
import { workStage } from '../../src/stages/work.ts';
import { keepHeapSmall } from '../../src/doors/heap.ts';
import { workVerifyStage } from '../../src/stages/work-verify.ts';
import { parsePercent } from '../../src/verify/deep.ts';

interface Start {
  readonly plan: string;
  readonly owner: string;
  readonly region: string;
  readonly process: string;
}
type CopyStart = Start & { readonly shard: string; readonly round: number };
type VerifyStart = Start & { readonly pass: number; readonly deep?: string; readonly seed: number };

type Log = (line: string) => void;
type World = Parameters<Parameters<typeof withAgentRole>[3]>[0];
type Open = Parameters<Parameters<typeof withAgentRole>[3]>[1];
type Work = (world: World, open: Open, log: Log, signals: StopSignals) => Promise<MigrationError | null>;

/** What of a machine's agent is no thread of it. */
export async function runAgent(): Promise<void> {
  const program: Command = terminalProgram('bucket-brigade-agent').description(
    'Does the work of one copy shard, or a pass of verify, on this machine, under the role of its instance profile.',
  );

  started(program, 'copy', 'makes the folders of a shard equal')
    .requiredOption('--shard <shard>', 'the shard')
    .requiredOption('--round <n>', '0 for the order of the plan', wholeNumber(9))
    .action(({ process: name, round, shard, ...start }: CopyStart) =>
      work({ ...start, process: name }, `agent-${shard}`, `Shard ${shard}`, (world, open, log, signals) => {
        const crew = crewForPlan(open.plan, {
          env: process.env,
          // This file, of which a thread does another part (main.ts).
          entry: process.argv[1]!,
          credentials: world.credentials,
          log,
        });
        const deps = { ...world, random: Math.random, log, crew };
        return workStage(deps, open, { shard, round, process: name, machine: world.machine }, signals);
      }),
    );

  started(program, 'verify', 'lists both sides and says what differs')
    .requiredOption('--pass <n>', 'number of the pass in the run, from 1', wholeNumber(9))
    .option('--deep <share>', 'share of the equal keys that is looked at closer, for example 1%')
    .option('--seed <n>', 'which keys the share takes', wholeNumber(2 ** 31 - 1), 1)
    .action(({ deep: share, pass, process: name, seed, ...start }: VerifyStart) => {
      const deep = share === undefined ? null : { percent: parsePercent(share), seed };
      keepHeapSmall();
      return work({ ...start, process: name }, 'agent-verify', `Pass ${pass}`, (world, open, log, signals) =>
        workVerifyStage({ ...world, log }, open, { pass, deep, process: name, machine: world.machine }, signals),
      );
    });

  const failed = await runProgram(program, (text) => process.stderr.write(text));
  if (failed !== undefined) process.exitCode = failed;
}

/** What every start is told. */
function started(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption('--plan <uri>', 'URI of the plan in the ledger')
    .requiredOption('--owner <account>', 'the account that must own the ledger')
    .requiredOption('--region <region>', "the ledger's region")
    .requiredOption('--process <name>', 'the name of this start');
}

async function work({ owner, plan, region }: Start, worker: string, called: string, doIt: Work): Promise<void> {
  const log = (line: string) => void process.stdout.write(`${printable(line)}\n`);
  const { signals, settle } = stopOnSignals(log);
  try {
    const error = await withAgentRole(
      { env: process.env, idToken: null, worker },
      { uri: plan, role: null, account: owner, region },
      signals.stop,
      (world, open) => doIt(world, open, log, signals),
    );
    // What is wrong is in the ledger, where the leg reads it; systemd starts again what dies, not what has ended.
    log(error === null ? `${called}: done` : `${called}: ${error.code}: ${error.message}`);
  } finally {
    settle();
  }
}
