import { systemClock } from '../../src/clock.ts';
import { parseContract } from '../../src/contracts/contract.ts';
import { receipt as receiptContract, type Receipt } from '../../src/contracts/receipt.ts';
import { MigrationError } from '../../src/errors.ts';
import { parseS3Uri } from '../../src/ledger/store.ts';
import { createS3 } from '../../src/s3/client.ts';
import type { SandboxState } from '../state.ts';

/** Reads what the run left in the ledger, as the person who owns the target's account could. */
export async function readFromLedger(state: SandboxState, uri: string): Promise<string> {
  const { bucket, key } = parseS3Uri(uri);
  const { id, region, accessKeyId, secretAccessKey } = state.accounts.target;
  const s3 = createS3({
    region,
    endpoint: state.endpoint,
    credentials: () => ({ accessKeyId, secretAccessKey }),
    clock: systemClock(),
    random: Math.random,
    connections: 1,
  });
  try {
    const stored = await s3.getObject({ bucket, owner: id }, key);
    if (stored === null)
      throw new MigrationError('SANDBOX_FAILED', `The run named ${uri}, and nothing is there`, { next: "Look into the run's folder." });
    return stored.body.toString('utf8');
  } finally {
    await s3.close();
  }
}

export async function readReceipt(state: SandboxState, uri: string): Promise<Receipt> {
  return parseContract(receiptContract, await readFromLedger(state, uri), uri);
}
