import { z } from 'zod';
import { digest, moment } from './contract.ts';

/** That one plan may be carried out. Its place in the ledger is named by the plan's digest: another plan needs another one. */
export const approval = z.object({
  contract: z.literal('approval/1'),
  migration: z.string(),
  identity: digest,
  plan: digest,
  /** Who asked for the run. Who approved the job, GitHub's environment knows. */
  requestedBy: z.string(),
  /** The run's page, where there is one. */
  run: z.string().nullable(),
  approvedAt: moment,
});
export type Approval = z.output<typeof approval>;
