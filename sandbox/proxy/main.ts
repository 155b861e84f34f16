import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asMigrationError, MigrationError, renderError } from '../../src/errors.ts';
import { oidcHandler } from '../oidc/issuer.ts';
import { readIssuerKey } from '../oidc/key.ts';
import type { Handler } from './admin-door.ts';
import { startFront, type Front } from './front.ts';

/** The front as a process: one JSON line with its port when it is ready, ended by SIGTERM, SIGINT or its lifeline. */
const USAGE =
  'front --upstream URL --state-dir DIR [--port N] [--rules FILE] [--admin-token-file FILE] [--ready-file FILE] [--oidc-dir DIR] [--lifeline]';

const OIDC_PREFIX = '/_oidc';

// The front itself needs half a second at most; whatever hangs beyond that is cut off.
const END_WITHIN_MS = 900;

interface Arguments {
  readonly port: number;
  readonly upstream: string;
  readonly stateDir: string;
  readonly rulesFile: string | undefined;
  readonly tokenFile: string;
  readonly readyFile: string | undefined;
  /** Where the OIDC issuer's key lies; the issuer is then served at /_oidc. */
  readonly oidcDir: string | undefined;
  readonly lifeline: boolean;
}

function readArguments(argv: readonly string[]): Arguments {
  const { values } = parsed(argv);
  const { upstream, 'state-dir': stateDir } = values;
  if (upstream === undefined || stateDir === undefined) throw usage('--upstream and --state-dir are needed');
  if (!/^http:\/\/[^/?#]+\/?$/.test(upstream)) throw usage(`--upstream ${upstream} is not the origin of an HTTP server`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw usage(`--port ${values.port} is not a port`);
  return {
    port,
    upstream,
    stateDir,
    rulesFile: values.rules,
    tokenFile: values['admin-token-file'] ?? join(stateDir, 'admin-token'),
    readyFile: values['ready-file'],
    oidcDir: values['oidc-dir'],
    lifeline: values.lifeline,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '0' },
        upstream: { type: 'string' },
        'state-dir': { type: 'string' },
        rules: { type: 'string' },
        'admin-token-file': { type: 'string' },
        'ready-file': { type: 'string' },
        'oidc-dir': { type: 'string' },
        lifeline: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw usage((cause as Error).message);
  }
}

const usage = (problem: string) => new MigrationError('USAGE', problem, { next: USAGE });

/** The token never travels on a command line, where every process may read it. Made here when nobody has. */
function adminToken(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** The issuer's name holds the port, so the port must be known before the front listens. */
async function issuerAt(dir: string, port: number): Promise<Handler> {
  if (port === 0) throw usage('--oidc-dir needs a --port');
  const { jwks } = await readIssuerKey(dir);
  const answer = oidcHandler({ issuer: `http://127.0.0.1:${port}${OIDC_PREFIX}`, jwks });
  return { prefix: OIDC_PREFIX, handle: (request) => Promise.resolve(answer(request)) };
}

async function run(argv: readonly string[]): Promise<void> {
  const { port, upstream, stateDir, rulesFile, tokenFile, readyFile, oidcDir, lifeline } = readArguments(argv);
  mkdirSync(stateDir, { recursive: true });
  const handlers = oidcDir === undefined ? [] : [await issuerAt(oidcDir, port)];
  const front: Front = await startFront({
    port,
    upstream,
    adminToken: adminToken(tokenFile),
    rulesFile,
    handlers,
    logFile: join(stateDir, 's3-access.ndjson'),
  });
  const end = () => {
    setTimeout(() => {
      front.flushLog();
      process.exit(0);
    }, END_WITHIN_MS).unref();
    void front.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (lifeline) {
    process.stdin.once('end', end).once('error', end).resume();
  }
  const ready = `${JSON.stringify({ port: front.port, url: front.url, pid: process.pid })}\n`;
  if (readyFile !== undefined) {
    writeFileSync(`${readyFile}.new`, ready);
    renameSync(`${readyFile}.new`, readyFile);
  }
  process.stdout.write(ready);
}

try {
  await run(process.argv.slice(2));
} catch (thrown) {
  const error = asMigrationError(thrown);
  process.stderr.write(`${renderError(error)}\n`);
  process.exitCode = error.exitCode;
}
