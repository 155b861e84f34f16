import fs from 'node:fs';
import path from 'node:path';
import { forwardSignals, run } from '../setup/processes.mjs';
import { AGENT_FILE, bundleRecord, doorsOf, JOB_FOLDER, RECORD_FILE, SHARED_DIST, type Door } from './bundle-inputs.ts';

/**
 * npm run build: one bundle for all actions (docs/decisions/0003-bundles.md). tsc writes JavaScript to build/, ncc makes
 * of it actions/dist/ with a chunk per action, per AWS client and for what they share; actions/<name>/dist/index.js
 * opens its door of it.
 */

const root = path.dirname(import.meta.dirname);
const NCC = 'node_modules/@vercel/ncc/dist/ncc/cli.js';
/** Everybody who uses one action downloads all of them, and every rebuild stays in the repository's history. */
const LARGEST_DIST_BYTES = 15e6;
const TSC = 'node_modules/typescript/bin/tsc';

async function build(): Promise<void> {
  const doors = doorsOf(root);
  // Read before the compiler does: what changes while it works is stale afterwards.
  const { inputs, packages } = await bundleRecord(root);
  fs.rmSync(path.join(root, 'build'), { recursive: true, force: true });
  await tool('the compiler', TSC, '-p', 'tsconfig.build.json');
  fs.writeFileSync(path.join(root, 'build/actions/doors.js'), doorsModule(doors));
  await tool('ncc', NCC, 'build', 'build/actions/doors.js', '--no-cache', '--quiet', '--license', 'licenses.txt', '-o', 'build/dist');
  refuseUnresolved(path.join(root, 'build/dist'));
  replaceFolder(path.join(root, 'build/dist'), path.join(root, SHARED_DIST));
  await bundleAgent();
  await bundleJob();
  for (const name of new Set(doors.map(({ file }) => path.dirname(file)))) {
    fs.rmSync(path.join(root, name), { recursive: true, force: true });
    fs.mkdirSync(path.join(root, name));
    // The nearest package.json says what a .js file is; the runner may have put this folder anywhere.
    fs.writeFileSync(path.join(root, name, 'package.json'), '{\n  "type": "module"\n}\n');
  }
  for (const door of doors) fs.writeFileSync(path.join(root, door.file), doorFile(door));
  const { outputs } = await bundleRecord(root);
  fs.writeFileSync(path.join(root, RECORD_FILE), `${JSON.stringify({ inputs, packages, outputs }, null, 2)}\n`);
  report(doors);
}

/** The bundle's only entry. The imports are dynamic, and so become chunks that are loaded on demand. */
const doorsModule = (doors: readonly Door[]): string => `const DOORS = {
${doors.map(({ name, source }) => `  '${name}': () => import('./${source.replace(/^actions\//, '').replace(/\.ts$/, '.js')}'),`).join('\n')}
};

export const open = (name) => DOORS[name]();
`;

/** The Spark job's files, which the clusters fetch by their digests. */
async function bundleJob(): Promise<void> {
  const folder = path.join(root, JOB_FOLDER);
  fs.rmSync(folder, { recursive: true, force: true });
  const python = path.join(root, '.setup/venv/bin/python');
  const { code, output } = await run(python, ['-B', path.join(root, 'spark/build_job.py'), '--out', folder], {
    cwd: root,
    env: process.env,
  });
  if (code !== 0) throw new Error(`spark/build_job.py ended with exit code ${code}:\n${output}`);
}

/** The agent as one file: machines fetch it from the ledger, and it is known by the digest of its content. */
async function bundleAgent(): Promise<void> {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({ input: path.join(root, 'build/agent/src/main.js'), platform: 'node', logLevel: 'silent' });
  fs.mkdirSync(path.join(root, path.dirname(AGENT_FILE)), { recursive: true });
  await bundle.write({
    file: path.join(root, AGENT_FILE),
    format: 'esm',
    codeSplitting: false,
    minify: { compress: true, mangle: false, codegen: true },
    comments: { legal: true },
  });
  await bundle.close();
  fs.writeFileSync(path.join(root, path.dirname(AGENT_FILE), 'package.json'), '{\n  "type": "module"\n}\n');
}

const doorFile = ({ name, file }: Door): string => `// Made by npm run build.
import { open } from '${path.posix.relative(path.posix.dirname(file), SHARED_DIST)}/index.js';

await open('${name}');
`;

async function tool(name: string, script: string, ...args: readonly string[]): Promise<void> {
  // From the root, always: ncc writes paths relative to the working directory into the bundle.
  const { code, output } = await run(process.execPath, [path.join(root, script), ...args], { cwd: root, env: process.env });
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}:\n${output}`);
}

/** ncc replaces an import that it cannot resolve by one that fails when it is reached, and says nothing. */
function refuseUnresolved(directory: string): void {
  const missing = fs
    .readdirSync(directory)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...fs.readFileSync(path.join(directory, name), 'utf8').matchAll(/eval\("require"\)\("(\.[^"]*)"\)/g)])
    .map(([, specifier]) => specifier);
  if (missing.length > 0) throw new Error(`The bundle lacks ${missing.join(', ')}: nothing there to import.`);
}

function replaceFolder(from: string, to: string): void {
  fs.rmSync(to, { recursive: true, force: true });
  fs.renameSync(from, to);
}

function report(doors: readonly Door[]): void {
  const files = fs.readdirSync(path.join(root, SHARED_DIST), { withFileTypes: true });
  const bytes = files.reduce((sum, { name }) => sum + fs.statSync(path.join(root, SHARED_DIST, name)).size, 0);
  if (bytes > LARGEST_DIST_BYTES) throw new Error(`The bundle has ${(bytes / 1e6).toFixed(1)} MB; 15 MB is the limit of this repository.`);
  console.log(`${doors.map(({ name }) => name).join(', ')}: ${(bytes / 1e6).toFixed(1)} MB in ${files.length} files of ${SHARED_DIST}`);
}

forwardSignals(() => {});
await build().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
