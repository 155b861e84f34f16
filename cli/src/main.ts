import { Option, type Command } from 'commander';
import { reportMode } from '../../src/contracts/receipt.ts';
import { rentedIds, runProgram, terminalProgram, wholeNumber } from '../../src/doors/terminal.ts';
import { addCopyOptions, type CopyOptions } from './copy-options.ts';
import { addSidesOptions } from './sides.ts';
import type * as commands from './commands.ts';
import type * as tableCommands from './table.ts';
import type { Terminal } from './terminal.ts';
import type { VerifyOptions } from './verify.ts';
import { stopOnSignals } from '../../src/doors/signals.ts';

const EXIT_CODES = `
Exit codes: 0 done and equal; 1 failed; 2 usage or config; 3 differences found; 4 refused; 5 unproven (a side could not be seen whole).
Credentials: --role is assumed with what the environment gives (profile, keys, instance role); without it these are used as they are.
Another endpoint than AWS's own: AWS_ENDPOINT_URL.`;

const { signals, settle: giveBackSignals } = stopOnSignals((line) => process.stderr.write(`${line}\n`));
/** npm tells a script its name: whoever came by `npm run cli` has no `bucket-brigade` on the PATH. */
const self = process.env['npm_lifecycle_event'] === 'cli' ? 'npm run cli --' : 'bucket-brigade';
const terminal: Terminal = { env: process.env, signals, say: (line) => process.stdout.write(`${line}\n`), pid: process.pid, self };

const program = terminalProgram(self)
  .description('Moves a very large tree of S3 objects between accounts and regions, and proves that nothing is missing.')
  .addHelpText('after', EXIT_CODES)
  .showHelpAfterError(`(${self} COMMAND --help shows what a command takes)`);

/** Runs one of them; none is loaded but for that: the SDK, YAML and Parquet take half a second and 20 MB that a copy has no use for. */
const running =
  <M, O>(load: () => Promise<M>, pick: (from: M) => (terminal: Terminal, options: O) => Promise<number>) =>
  async (options: O) => {
    process.exitCode = await pick(await load())(terminal, options);
  };
const run = <O>(pick: (from: typeof commands) => (terminal: Terminal, options: O) => Promise<number>) =>
  running(() => import('./commands.ts'), pick);
const runOnTable = <O>(pick: (from: typeof tableCommands) => (terminal: Terminal, options: O) => Promise<number>) =>
  running(() => import('./table.ts'), pick);

program
  .command('plan')
  .description('look once at every expected folder and plan the shards; refuse what is wrong before anything starts')
  .requiredOption('--config <file>', 'the migration file')
  .option('--role <arn>', 'role to plan under')
  .option('--json <file>', 'write the plan and its place as JSON')
  .action(run(({ plan }) => plan));

function planCommand(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption('--plan <uri>', 'the plan in the ledger, as `plan` printed it')
    .requiredOption('--region <region>', "the ledger's region")
    .option('--role <arn>', 'role to work under')
    .option('--account <id>', 'account that must own the ledger; by default that of the role')
    .option('--json <file>', 'write the outcome as JSON');
}

planCommand('approve', 'say that the plan may be carried out; every stage but settle, release, reap and report refuses without it')
  .option('--digest <digest>', 'the plan that was reviewed: any other one is refused')
  .action(run(({ approve }) => approve));
planCommand('access', 'let the agent role read the source for a limited time, or prove that a person has done so').action(
  run(({ access }) => access),
);
planCommand('launch-fleet', 'ask for the machines of all shards that have work, and wait for none of them').action(
  run(({ launchFleet }) => launchFleet),
);
planCommand('sync-shard', 'make the folders of one shard equal at the target; safe to run again at any moment')
  .requiredOption('--shard <name>', 'the shard')
  .option('--round <n>', "0 for the plan's order, or the pass of the verify that named the shard", wholeNumber(9), 0)
  .action(run(({ syncShard }) => syncShard));
addCopyOptions(
  program
    .command('copy')
    .description('make a target equal to a source, server-side, without any migration file: s3://a/ s3://b/; safe to stop and to resume')
    .argument('<source>', 'the URL of a bucket or prefix')
    .argument('<target>', 'the URL of a bucket or prefix'),
).action(async (source: string, target: string, options: CopyOptions) => {
  const { copy } = await import('./copy.ts');
  process.exitCode = await copy(terminal, source, target, options);
});
addSidesOptions(
  program
    .command('verify')
    .description(
      'list both sides afresh, and name what differs: of a plan, with the shards to repeat; or of two buckets or prefixes, s3://a/ s3://b/, without any file',
    )
    .argument('[source]', 'the URL of a bucket or prefix; with it, no plan is needed')
    .argument('[target]', 'the one to compare it with')
    .option('--plan <uri>', 'the plan in the ledger, as `plan` printed it')
    .option('--region <region>', "the ledger's region")
    .option('--role <arn>', 'role to work under')
    .option('--account <id>', 'account that must own the ledger; by default that of the role')
    .option('--pass <n>', 'number of this pass', wholeNumber(9), 1)
    .option('--json <file>', 'write the outcome as JSON')
    .option('--ndjson <file>', 'of two URLs: write every finding, one a line')
    .option('--combined <file>', 'of two URLs: write every key as = + - * or !, in the notation of `rclone check --combined`')
    .option('--deep <percent>', 'compare checksums or bytes of this share of the keys that a listing shows as equal, for example 1%')
    .option('--seed <n>', 'which keys the share takes', wholeNumber(2 ** 31 - 1), 1)
    .option('--layout <form>', 'of two URLs: the form that keys should have, for example {folder}/{sub}/id/{document}'),
).action(async (source: string | undefined, target: string | undefined, options: VerifyOptions) => {
  const { verify } = await import('./verify.ts');
  process.exitCode = await verify(terminal, source, target, options);
});
planCommand('verify-table', 'hold the published table against what its documents make of it; changes nothing').action(
  runOnTable(({ verifyTable }) => verifyTable),
);
planCommand('emr-partition', 'turn the folders of one batch into staged rows, on a cluster of its own')
  .requiredOption('--batch <name>', 'the batch, one of the plan')
  .action(runOnTable(({ emrPartition }) => emrPartition));
planCommand('plan-compact', 'group the date ranges by rows, once every folder is committed').action(
  runOnTable(({ planCompact }) => planCompact),
);
planCommand('compact', 'make the files of the table for the date ranges of one batch, on a cluster of its own')
  .requiredOption('--batch <name>', 'the batch, one of plan-compact')
  .action(runOnTable(({ compact }) => compact));
planCommand('publish', 'place the files into the table and register their partitions; touches no file of others').action(
  runOnTable(({ publish }) => publish),
);
planCommand('rollback', 'take exactly the files out of the table that a publish has placed')
  .option('--commit <uri>', "the publish to take back; by default the plan's own")
  .action(runOnTable(({ rollback }) => rollback));
planCommand('settle', 'find out whether machines or clusters work on although nothing waits for them, before release ends them')
  .option('--cancelled', 'the work was cancelled: nothing is to go on, whatever still does', false)
  .action(run(({ settle }) => settle));
planCommand('release', 'give back what the migration was lent')
  .option('--keep <id...>', 'a machine or cluster to leave alone, as `settle` printed it; may be repeated', rentedIds)
  .action(run(({ release }) => release));
program
  .command('reap')
  .description('end machines and clusters that nobody works with: those that an earlier call, 20 minutes ago or more, has named as idle')
  .requiredOption('--config <file>', 'the migration file; its newest plan is looked at')
  .option('--role <arn>', 'role to work under')
  .option('--json <file>', 'write the outcome as JSON')
  .action(run(({ reap }) => reap));
planCommand('report', 'write the receipt and the report')
  .requiredOption('--started-at <moment>', 'when the run began, in ISO 8601')
  .addOption(
    new Option('--mode <mode>', 'what the run was asked to do: only that can be incomplete').choices(reportMode.options).default('all'),
  )
  .option('--findings <uri...>', "findings of the run's verify passes")
  .option('--table-findings <uri>', "findings of the run's verify-table")
  .action(run(({ report }) => report));

const failed = await runProgram(program, (text) => process.stderr.write(text));
if (failed !== undefined) process.exitCode = failed;
giveBackSignals();
