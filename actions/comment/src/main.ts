import { runStoppableAction } from '../../../src/doors/action.ts';
import { githubOf } from '../../../src/github/api.ts';
import { writeComment } from '../../../src/github/comment.ts';

await runStoppableAction(process.env, async ({ input, log, number, signals }) => {
  const comment = await writeComment(githubOf(process.env, signals.stop), {
    token: input('token', { required: true }),
    number: number('number', { min: 1, max: 2 ** 31 }),
    topic: input('topic', { required: true }),
    body: input('body', { required: true }),
  });
  log(`Comment: ${comment}`);
  return { outputs: { comment }, summary: '', error: null };
});
