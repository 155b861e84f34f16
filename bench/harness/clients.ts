import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { whichProgram } from '../../setup/search-path.mjs';
import type { Command } from './measure.ts';

/** Who is measured, and the command line with which each does the same work with as much in flight. */
export const PEERS = ['s5cmd-cp', 's5cmd-sync', 'rclone', 'aws-s3-sync', 'sdk-v3', 's3sync'] as const;
export type Peer = (typeof PEERS)[number];
export type Client = Peer | 'ours';

export interface Work {
  readonly endpoint: string;
  readonly source: string;
  readonly target: string;
  readonly inFlight: number;
  /** For a client that can say what it would do, without doing it. */
  readonly dryRun?: boolean;
  /** Both sides compared, by size alone where the client is a peer's: nothing is written anywhere. */
  readonly verify?: boolean;
  /** Ours only. */
  readonly threads?: number;
  /** Ours only: below both buckets, ending in a slash. */
  readonly prefix?: string;
  /** Ours only: a ledger of its own for each process. */
  readonly ledger?: string;
  readonly resume?: boolean;
  /** PEM of whom the client is to trust. */
  readonly certificate?: string;
  /** Of the engine alone: these folders, as a worker of a fleet is given them. */
  readonly folders?: readonly string[];
}

export interface Programs {
  readonly root: string;
  readonly peersVenv: string;
  readonly searchPath: string;
  /** Ours is the engine alone (bench/engine.ts), without the command around it. */
  readonly engineAlone: boolean;
}

/** Where a program is, or why it cannot be measured. */
type Found = { readonly program: string } | { readonly leftOut: string };

export function commandOf(client: Client, programs: Programs, work: Work): Command | { readonly leftOut: string } {
  const { endpoint, source, target, inFlight } = work;
  const found = programOf(client, programs);
  if ('leftOut' in found) return found;
  const { program } = found;
  if (work.verify === true) return verifying(client, program, programs, work);
  switch (client) {
    case 'ours':
      if (programs.engineAlone) return engineAlone(program, programs, work);
      return {
        program,
        args: [
          path.join(programs.root, 'cli/bin.mjs'),
          'copy',
          `s3://${source}/${work.prefix ?? ''}`,
          `s3://${target}/${work.prefix ?? ''}`,
          ...['--endpoint', endpoint, '--path-style', '--ledger', `s3://ledger/${work.ledger ?? 'bench/'}`],
          ...['--in-flight', String(inFlight), '--threads', String(work.threads ?? 1), '--json'],
          ...(work.dryRun === true ? ['--dry-run'] : []),
          ...(work.resume === true ? ['--resume'] : []),
        ],
        ...trusting(work),
      };
    case 's5cmd-cp':
      return { program, args: [...s5cmd(work), 'cp', `s3://${source}/*`, `s3://${target}/`] };
    case 's5cmd-sync':
      return { program, args: [...s5cmd(work), 'sync', `s3://${source}/*`, `s3://${target}/`] };
    case 'rclone':
      return {
        program,
        args: [
          ...['sync', '--checksum', '--fast-list', '--transfers', String(inFlight), '--checkers', String(inFlight), '--quiet'],
          `${rcloneRemote(endpoint)}${source}`,
          `${rcloneRemote(endpoint)}${target}`,
        ],
      };
    case 'aws-s3-sync':
      // Ten in flight are its default, which a config file alone can change: it has one of its own here.
      return {
        program,
        args: ['s3', 'sync', `s3://${source}/`, `s3://${target}/`, '--endpoint-url', endpoint, '--only-show-errors'],
        env: { AWS_CONFIG_FILE: path.join(programs.root, 'bench/peers/aws-config') },
      };
    case 'sdk-v3':
      return {
        program,
        args: [path.join(programs.root, 'bench/peers/sdk-v3.ts'), endpoint, source, target, String(inFlight)],
        ...trusting(work),
      };
    case 's3sync':
      return {
        program,
        args: [
          ...[
            '--source-endpoint-url',
            endpoint,
            '--target-endpoint-url',
            endpoint,
            '--source-force-path-style',
            '--target-force-path-style',
          ],
          ...['--server-side-copy', '--worker-size', String(inFlight), `s3://${source}/`, `s3://${target}/`],
        ],
      };
    default:
      return client satisfies never;
  }
}

function verifying(client: Client, program: string, { root }: Programs, work: Work): Command | { readonly leftOut: string } {
  const { endpoint, source, target, inFlight } = work;
  const [from, to] = [`s3://${source}/`, `s3://${target}/`];
  switch (client) {
    case 'ours':
      return {
        program,
        args: [path.join(root, 'cli/bin.mjs'), 'verify', from, to, '--endpoint', endpoint, '--in-flight', String(inFlight)],
      };
    case 'rclone':
      return {
        program,
        args: [
          ...['check', '--size-only', '--fast-list', '--checkers', String(inFlight), '--quiet'],
          ...[`${rcloneRemote(endpoint)}${source}`, `${rcloneRemote(endpoint)}${target}`],
        ],
      };
    case 'aws-s3-sync':
      return {
        program,
        args: ['s3', 'sync', from, to, '--endpoint-url', endpoint, '--only-show-errors', '--dryrun', '--size-only'],
        env: { AWS_CONFIG_FILE: path.join(root, 'bench/peers/aws-config') },
      };
    default:
      return { leftOut: 'it has no way to compare alone' };
  }
}

/** It knows no dry run: it lists, joins, finds everything equal, and writes the manifest as well. No prefix, no threads. */
function engineAlone(program: string, { root }: Programs, work: Work): Command | { readonly leftOut: string } {
  const { endpoint, source, target, inFlight, ledger = 'bench/', prefix } = work;
  const named = work.folders ?? (prefix === undefined ? [] : [prefix.replace(/\/$/, '')]);
  const folders = named.flatMap((folder) => ['--folder', folder]);
  return {
    program,
    args: [
      ...['--disable-warning=ExperimentalWarning', path.join(root, 'bench/engine.ts'), '--endpoint', endpoint],
      ...['--source', source, '--target', target, '--ledger', ledger, '--in-flight', String(inFlight), ...folders],
    ],
    ...trusting(work),
  };
}

const s5cmd = ({ endpoint, inFlight, certificate }: Work): readonly string[] => [
  ...['--endpoint-url', endpoint, '--log', 'error', '--numworkers', String(inFlight)],
  ...(certificate === undefined ? [] : ['--no-verify-ssl']),
];

const trusting = ({ certificate }: Work): Pick<Command, 'env'> =>
  certificate === undefined ? {} : { env: { NODE_EXTRA_CA_CERTS: certificate } };

/** rclone takes a whole remote as text: no config file. */
const rcloneRemote = (endpoint: string): string =>
  `:s3,provider=AWS,env_auth=true,force_path_style=true,no_check_bucket=true,endpoint="${endpoint}":`;

function programOf(client: Client, { peersVenv, searchPath }: Programs): Found {
  switch (client) {
    case 'ours':
    case 'sdk-v3':
      return { program: process.execPath };
    case 's5cmd-cp':
    case 's5cmd-sync': {
      // The package's own `s5cmd` is a Python script around it, whose start would be charged to s5cmd.
      const library = path.join(peersVenv, 'lib');
      const python = existsSync(library) ? readdirSync(library).find((name) => name.startsWith('python3')) : undefined;
      return foundAt(path.join(library, python ?? 'python3', 'site-packages/s5cmd/bin/s5cmd'));
    }
    case 'rclone':
      return foundAt(path.join(peersVenv, 'bin/rclone'));
    case 'aws-s3-sync':
      return foundAt(path.join(peersVenv, 'bin/aws'));
    case 's3sync': {
      const program = whichProgram('s3sync', searchPath);
      return program === undefined ? { leftOut: 'it is not on PATH (cargo install s3sync)' } : { program };
    }
    default:
      return client satisfies never;
  }
}

const foundAt = (program: string): Found => (existsSync(program) ? { program } : { leftOut: `there is no ${program}` });
