import { runStoppableAction } from '../../../src/doors/action.ts';
import { MigrationError } from '../../../src/errors.ts';
import { githubOf } from '../../../src/github/api.ts';
import { dispatchWorkflow } from '../../../src/github/dispatch.ts';

const { env } = process;

await runStoppableAction(env, async ({ input, lines, log, signals }) => {
  const inputs = Object.fromEntries(lines('inputs').map(inputOf));
  const run = await dispatchWorkflow(githubOf(env, signals.stop), { token: input('token', { required: true }), inputs });
  log(`The next run is asked for: ${run}`);
  return { outputs: { run }, summary: `### The time of this run was up\n\nIts work goes on in [the next run](${run}).\n`, error: null };
});

function inputOf(line: string): [string, string] {
  const at = line.indexOf('=');
  if (at > 0) return [line.slice(0, at), line.slice(at + 1)];
  throw new MigrationError('USAGE', `"${line}" is no input`, { next: 'Give one name=value a line.' });
}
