import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadMigration } from '../../src/config/load.ts';
import { describeDataset } from '../../sandbox/dataset/describe.ts';
import { parseSandboxSpec } from '../../sandbox/dataset/spec.ts';
import { plantedSummary } from '../../sandbox/dataset/summary.ts';
import { openExample } from '../../sandbox/example.ts';
import { startSandbox, stopSandbox, type Sandbox } from '../../sandbox/start.ts';
import { stateFile } from '../../sandbox/state.ts';
import { sandboxPython } from '../sandbox/laptop-aws.ts';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const EXAMPLE = join(ROOT, 'examples/checkout-history');
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
const python = (args: readonly string[], input = '') => spawnSync(sandboxPython(), [...args], { cwd: HERE, encoding: 'utf8', input, env });

it("is right about hand-written documents, and sees what is wrong with a table: the script's own tests", () => {
  const { status, stderr } = python(['-m', 'unittest']);
  expect(stderr).toContain('OK');
  expect(status).toBe(0);
});

it.each([
  ['migration.yml', 'sandbox.yml', undefined],
  ['quick.yml', 'quick.sandbox.yml', 4711],
])('counts the rows and rejects of %s that the sandbox says it planted', async (config, specFile, seed) => {
  const { folders } = await loadMigration((path) => readFile(path, 'utf8'), join(EXAMPLE, config));
  const sandboxSpec = parseSandboxSpec(readFileSync(join(EXAMPLE, specFile), 'utf8'), specFile);
  const input = {
    folders,
    sandboxSpec,
    seed,
    cutoff: '2020-01-15T00:00:00Z',
    sourceBucket: 'shop-orders-archive',
    account: '111122223333',
  };
  const documents = [...describeDataset(input)].filter(({ kind }) => kind !== 'object-after-cutoff' && kind !== 'vanishes');
  const script = `
import base64, collections, json, sys
from compare_table import moment, read_yaml
from own_transformation import judge_documents
documents = [(key, base64.b64decode(body)) for key, body in map(json.loads, sys.stdin)]
rules, columns = read_yaml(sys.argv[1], "transform.yml"), read_yaml(sys.argv[1], "schema.yml")["columns"]
found = judge_documents(documents, rules, columns, moment("2020-01-15T00:00:00Z"))
print(json.dumps(collections.Counter(one.reason or "row" for one in found)))`;
  const lines = documents.map(({ key, body }) => `${JSON.stringify([key, body.toString('base64')])}\n`).join('');
  const { stdout, stderr } = python(['-c', script, EXAMPLE], lines);
  expect(stderr).toBe('');
  const { rows, rejects } = plantedSummary(input);
  expect(JSON.parse(stdout)).toEqual({ row: rows, ...rejects });
});

interface Verdict {
  readonly documents: number;
  readonly rows: number;
  readonly files: number;
  readonly problemCount: number;
  readonly problems: readonly string[];
}

describe('a table in a sandbox', () => {
  const config = join(EXAMPLE, 'quick.yml');
  let dir: string;
  let sandbox: Sandbox;
  let target: S3Client;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'bb-table-'));
    sandbox = await startSandbox({
      dir,
      port: 0,
      example: await openExample('examples/checkout-history/quick.yml', ROOT),
      seeded: true,
      randomSeed: null,
      attached: true,
      timeScale: 1,
      repository: 'acme/orders',
      root: ROOT,
      python: sandboxPython(),
      clock: systemClock(),
      signal: new AbortController().signal,
      say: () => {},
    });
    const { endpoint, accounts } = sandbox.state;
    const { region, accessKeyId, secretAccessKey } = accounts.target;
    target = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  });
  afterAll(async () => {
    target?.destroy();
    await stopSandbox(dir);
  });

  const compare = () => {
    const { status, stdout, stderr } = python([join(HERE, 'compare_table.py'), stateFile(dir), config]);
    expect(stderr).toBe('');
    return { status, ...(JSON.parse(stdout) as Verdict) };
  };

  it('that is not there is told, row by row', () => {
    const { status, problems, problemCount, rows, files } = compare();
    expect(status).toBe(1);
    expect(files).toBe(0);
    // Each row of ours, and the live file that only comes with the first of them.
    expect(problemCount).toBe(rows + 1);
    expect(problems).toHaveLength(20);
    expect(problems[0]).toMatch(/its row is not in the table \(day 20\d\d-\d\d-\d\d\)$/);
  });

  it('that is right is right, with the live file that came meanwhile; one byte of another is told', async () => {
    execFileSync(sandboxPython(), [join(HERE, 'faithful_table.py'), stateFile(dir), config], { cwd: HERE, env });
    const { planted } = sandbox;
    const verdict = compare();
    expect(verdict.problems).toEqual([]);
    expect(verdict.status).toBe(0);
    // Nothing was copied here, so nothing has vanished: one order more than after a migration.
    expect(verdict).toMatchObject({
      documents: (planted?.documents ?? 0) + 1,
      rows: (planted?.rows ?? 0) + 1,
      rejects: planted?.rejects,
      live: (planted?.live?.files.length ?? 0) + 1,
    });

    const { key = '' } = planted?.live?.files[3] ?? {};
    const Bucket = sandbox.state.buckets.target;
    await target.send(new PutObjectCommand({ Bucket, Key: key, Body: 'something else' }));
    expect(compare().problems).toEqual([expect.stringContaining('a file of the live pipeline is not what it was')]);
    await target.send(new DeleteObjectCommand({ Bucket, Key: key }));
    expect(compare().problems).toContainEqual(expect.stringContaining('a file of the live pipeline is not there'));
    // Four programs of Python over a whole table: half a minute on an idle machine.
  }, 240_000);
});
