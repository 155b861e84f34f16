import { afterAll, beforeAll, describe } from 'vitest';
import { openEmrStage, TIME_SCALE, type EmrStage } from './emr-stage.ts';
import { adminCases, launchCases, ruleCases } from './fault-cases.ts';
import { lifeCases, pageCases } from './life-cases.ts';
import { processCases } from './process-cases.ts';
import { overheadCases, stepCases } from './step-cases.ts';
import { submitCases } from './submit-cases.ts';

/** One server, and with it one JVM, for all that runs steps. */
let stage: EmrStage;
const open = () => stage;
beforeAll(async () => {
  stage = await openEmrStage(TIME_SCALE);
});
afterAll(() => stage?.close());

launchCases(open);
pageCases(open);
describe.concurrent('side by side', () => {
  lifeCases(open);
  stepCases(open);
  submitCases(open);
  ruleCases(open);
});
adminCases(open);
overheadCases(open);
// Last: it kills the server.
processCases(open);
