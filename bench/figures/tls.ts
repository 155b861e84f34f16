import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from '../../setup/processes.mjs';
import { atMost, type Bench, type FigureResult } from '../harness/figure.ts';
import { measureAll, type Task } from '../harness/rounds.ts';

/** CPU per object when the copies go over TLS: one core must be enough for what one partition takes. */
const OBJECTS = { quick: 20_480, full: 204_800 } as const;
const PEER_OBJECTS = 5_120;
const COPIES_PER_SECOND = 3500;

export async function tls(bench: Bench): Promise<readonly FigureResult[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'bench-tls-'));
  const [keyFile, certFile] = [path.join(directory, 'key.pem'), path.join(directory, 'cert.pem')];
  const empty = { name: 'tls', unit: 'µs of CPU per object', ours: undefined, peers: {}, goals: [], rows: [] } as const;
  try {
    const made = await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certFile],
    ]).catch((error: unknown) => ({ code: 1, output: String(error) }));
    if (made.code !== 0)
      return [{ ...empty, notes: [`left out: openssl is needed to make a certificate (${made.output.trim().split('\n').at(-1)})`] }];
    const server = await bench.startServer({ tls: { keyFile, certFile } });
    try {
      const objects = OBJECTS[bench.quick ? 'quick' : 'full'];
      const tasks: Task[] = [
        { client: 'ours', objects, target: 'empty', rounds: bench.quick ? 1 : 3 },
        ...(['s5cmd-cp', 'sdk-v3'] as const).map((client): Task => ({
          client,
          objects: PEER_OBJECTS,
          target: 'empty',
          rounds: bench.quick ? 1 : 3,
        })),
      ];
      const { measured, notes } = await measureAll(bench, server, tasks, (task) => task.objects, { certificate: certFile });
      const valueOf = (client: string): number | undefined => measured.find(({ row }) => row.client === client)?.row.value.median;
      const ours = valueOf('ours');
      const peers = Object.fromEntries(
        measured.filter(({ row }) => row.client !== 'ours').map(({ row }) => [row.client, row.value.median]),
      );
      const cores = ours === undefined ? undefined : (ours * COPIES_PER_SECOND) / 1e6;
      return [
        {
          ...empty,
          ours,
          peers,
          goals: atMost(cores, 1, 'cores', `at most one core for ${COPIES_PER_SECOND} copies a second`),
          rows: measured.map(({ row }) => row),
          notes,
        },
      ];
    } finally {
      await server.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
