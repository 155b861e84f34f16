import { afterAll, beforeAll, expect, test } from 'vitest';
import { get } from './calls.ts';
import { openStage, TARGET, TARGET_KEY, type Stage } from './stage.ts';
import { TABLE } from './verdicts.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ deepVerify: true });
}, 60_000);
afterAll(() => stage?.close());

const READ = get(TARGET.bucket, TARGET_KEY);

test('DeepVerify lets the agent read an object at the target', async () => {
  expect(TABLE.agent.mayNot.map(({ what }) => what)).toContain(READ.what);
  await expect(READ.make(stage.sessions.agent, stage)).resolves.toBeDefined();
});

test('DeepVerify lets the agent do nothing else that it may not do without', async () => {
  for (const { make, what } of TABLE.agent.mayNot.filter((call) => call.what !== READ.what))
    await expect(make(stage.sessions.agent, stage), what).rejects.toMatchObject({
      name: expect.stringMatching(/^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/),
    });
});

test('DeepVerify lets nobody else read there', async () => {
  for (const role of ['plan', 'operate', 'approve', 'grant', 'survey'] as const)
    await expect(READ.make(stage.sessions[role], stage), role).rejects.toMatchObject({ name: 'AccessDenied' });
});
