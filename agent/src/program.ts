import type { Command } from 'commander';
import { withAgentRole } from '../../src/doors/aws.ts';
import { crewForPlan } from '../../src/doors/plan-crew.ts';
import { stopOnSignals } from '../../src/doors/signals.ts';
import { runProgram, terminalProgram, wholeNumber } from '../../src/doors/terminal.ts';
import { printable } from '../../src/errors.ts';
import { workStage } from '../../src/stages/work.ts';

interface Options {
  readonly plan: string;
  readonly owner: string;
  readonly region: string;
  readonly shard: string;
  readonly round: number;
  readonly process: string;
}

/** What of a machine's agent is no thread of it. */
export async function runAgent(): Promise<void> {
  const program: Command = terminalProgram('bucket-brigade-agent')
    .description('Does the work of one copy shard on this machine, under the role of its instance profile.')
    .requiredOption('--plan <uri>', 'URI of the plan in the ledger')
    .requiredOption('--owner <account>', 'the account that must own the ledger')
    .requiredOption('--region <region>', "the ledger's region")
    .requiredOption('--shard <shard>', 'the shard')
    .requiredOption('--round <n>', '0 for the order of the plan', wholeNumber(9))
    .requiredOption('--process <name>', 'the name of this start');

  program.action(async ({ owner, plan, process: name, region, round, shard }: Options) => {
    const log = (line: string) => void process.stdout.write(`${printable(line)}\n`);
    const { signals, settle } = stopOnSignals(log);
    try {
      const error = await withAgentRole(
        { env: process.env, idToken: null, worker: `agent-${shard}` },
        { uri: plan, role: null, account: owner, region },
        signals.stop,
        (world, open) =>
          workStage(
            {
              ...world,
              random: Math.random,
              log,
              crew: crewForPlan(open.plan, {
                env: process.env,
                // This file, of which a thread does another part (main.ts).
                entry: process.argv[1]!,
                credentials: world.credentials,
                log,
              }),
            },
            open,
            { shard, round, process: name, machine: world.machine },
            signals,
          ),
      );
      // What is wrong is in the ledger, where the leg reads it; systemd starts again what dies, not what has ended.
      log(error === null ? `Shard ${shard}: done` : `Shard ${shard}: ${error.code}: ${error.message}`);
    } finally {
      settle();
    }
  });

  const failed = await runProgram(program, (text) => process.stderr.write(text));
  if (failed !== undefined) process.exitCode = failed;
}
