import { afterAll, beforeAll, describe } from 'vitest';
import { openEmrStage, stepOf, TIME_SCALE, type EmrStage } from './emr-stage.ts';
import { adminCases, launchCases, ruleCases } from './fault-cases.ts';
import { lifeCases, pageCases } from './life-cases.ts';
import { coldCases, processCases } from './process-cases.ts';
import { overheadCases, stepCases } from './step-cases.ts';
import { submitCases } from './submit-cases.ts';

/** Five seconds of both processors, which others may be using. */
const STARTS_WITHIN_MS = 150_000;

/** One server, and with it one JVM, for all that runs steps. */
let stage: EmrStage;
const open = () => stage;
beforeAll(async () => {
  stage = await openEmrStage(TIME_SCALE);
  const startedAt = Date.now();
  const id = await stage.run({ Steps: [stepOf('warm-up', ['sum'])] });
  await stage.until(id, 'TERMINATED');
  console.log(`Spark was up, and a first step done, after ${Date.now() - startedAt} ms`);
}, STARTS_WITHIN_MS);
afterAll(() => stage?.close());

launchCases(open);
pageCases(open);
describe.concurrent('side by side', () => {
  coldCases(open);
  lifeCases(open);
  stepCases(open);
  submitCases(open);
  ruleCases(open);
});
adminCases(open);
overheadCases(open);
// Last: it kills the server.
processCases(open);
