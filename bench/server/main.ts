import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { completePlan } from './plan.ts';
import { startServer } from './server.ts';

/** The server as a process: one JSON line with its port when it is ready; ends with its standard input, or by SIGTERM. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    plan: { type: 'string', default: '{}' },
    'tls-key': { type: 'string' },
    'tls-cert': { type: 'string' },
    'grants-from': { type: 'string' },
    stay: { type: 'boolean', default: false },
  },
});
const key = values['tls-key'];
const cert = values['tls-cert'];
const server = await startServer({
  plan: completePlan(JSON.parse(values.plan) as Parameters<typeof completePlan>[0]),
  port: Number(values.port),
  grantsFromPort: values['grants-from'] === undefined ? undefined : Number(values['grants-from']),
  ...(key === undefined || cert === undefined ? {} : { tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } }),
});
process.stdout.write(`${JSON.stringify({ port: server.port, control: server.controlPort, grants: server.grantsPort })}\n`);
if (!values.stay) process.stdin.resume().once('end', () => void server.close().then(() => process.exit(0)));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.close().then(() => process.exit(0)));
