import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { stripTypeScriptTypes } from 'node:module';
import { init, parse } from 'es-module-lexer';

/**
 * What the actions' bundle is made from: the source files that it really contains, found by walking the imports, the
 * packages that these import, and the tools. `npm run build` commits the digests beside the bundle; `npm run check`
 * compares, and so needs no rebuild. Nothing outside of the walk (the sandbox, tests, docs) makes a bundle stale.
 */

/** One entry of the bundle: what an action.yml starts. */
export interface Door {
  /** `plan`, `plan/post`, or `sync-shard/thread`. */
  readonly name: string;
  /** Relative to the root: actions/plan/src/main.ts. */
  readonly source: string;
  /** Relative to the root: actions/plan/dist/index.js. */
  readonly file: string;
}

/** File or package → what identifies its content. */
type Digests = Readonly<Record<string, string>>;

export interface BundleRecord {
  readonly inputs: Digests;
  readonly packages: Digests;
  readonly outputs: Digests;
}

export const RECORD_FILE = 'actions/bundles.json';
export const SHARED_DIST = 'actions/dist';
/** The agent's entry, and its bundle in the folder of the action that starts it. */
export const AGENT_SOURCE = 'agent/src/main.ts';
/** The Spark job, in the folder of the action that starts clusters. */
export const JOB_FOLDER = 'actions/emr-partition/job';
export const AGENT_FILE = 'actions/sync-shard/agent/index.mjs';

const TOOL_FILES = ['scripts/build.ts', 'scripts/bundle-inputs.ts', 'tsconfig.json', 'tsconfig.build.json'];
const TOOL_PACKAGES = ['@vercel/ncc', 'rolldown', 'typescript'];

/** Every folder of actions/ with an action.yml: main, and where there are, post, and what main starts as a thread. */
export function doorsOf(root: string): readonly Door[] {
  return fs
    .readdirSync(path.join(root, 'actions'))
    .toSorted()
    .filter((name) => fs.existsSync(path.join(root, 'actions', name, 'action.yml')))
    .flatMap((name) => {
      const door = (file: 'post' | 'thread'): Door => ({
        name: `${name}/${file}`,
        source: `actions/${name}/src/${file}.ts`,
        file: `actions/${name}/dist/${file}.js`,
      });
      const main: Door = { name, source: `actions/${name}/src/main.ts`, file: `actions/${name}/dist/index.js` };
      return [main, ...(['post', 'thread'] as const).map(door).filter(({ source }) => fs.existsSync(path.join(root, source)))];
    });
}

/** @returns one line per difference between what is committed and what the bundle would be made from; none when fresh */
export async function staleBundles(root: string): Promise<readonly string[]> {
  const fix = 'npm run build makes the bundles anew';
  const recordFile = path.join(root, RECORD_FILE);
  if (!fs.existsSync(recordFile)) return [`${RECORD_FILE} is missing: ${fix}`];
  const recorded = JSON.parse(fs.readFileSync(recordFile, 'utf8')) as BundleRecord;
  const current = await bundleRecord(root);
  const reasons = [
    ...differences(recorded.inputs, current.inputs),
    ...differences(recorded.packages, current.packages),
    ...differences(recorded.outputs, current.outputs).map((line) => `${line} (nobody but the build writes there)`),
  ];
  return reasons.length === 0 ? [] : [...reasons, fix];
}

export async function bundleRecord(root: string): Promise<BundleRecord> {
  const doors = doorsOf(root);
  const { files, packages } = await walkImports(root, [...doors.map(({ source }) => source), AGENT_SOURCE]);
  return {
    inputs: digests(root, [...files, ...TOOL_FILES, ...jobSources(root)]),
    packages: packageClosure(root, [...packages, ...TOOL_PACKAGES]),
    outputs: digests(
      root,
      [...doors.map(({ file }) => path.dirname(file)), SHARED_DIST, path.dirname(AGENT_FILE), JOB_FOLDER].flatMap((directory) =>
        filesIn(root, directory),
      ),
    ),
  };
}

/** What spark/build_job.py reads. */
function jobSources(root: string): readonly string[] {
  const inPackage = fs.readdirSync(path.join(root, 'spark/src'), { recursive: true, encoding: 'utf8' });
  const sources = inPackage.filter((name) => name.endsWith('.py')).map((name) => `spark/src/${name.split(path.sep).join('/')}`);
  return [...sources, 'spark/main.py', 'spark/build_job.py', 'spark/libraries.py', 'spark/libraries.lock.json'];
}

function differences(recorded: Digests, current: Digests): readonly string[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(current)])].toSorted();
  return names
    .filter((name) => recorded[name] !== current[name])
    .map(
      (name) =>
        `${name} ${recorded[name] === undefined ? 'is new' : current[name] === undefined ? 'is gone' : 'has changed'} since the build`,
    );
}

/** Static and dynamic imports from the entries on; what exists for types only is not in the bundle. */
export async function walkImports(
  root: string,
  entries: readonly string[],
): Promise<{ readonly files: readonly string[]; readonly packages: readonly string[] }> {
  await init;
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file) || !fs.existsSync(path.join(root, file))) return;
    files.add(file);
    if (!file.endsWith('.ts')) return;
    const [imports] = parse(stripTypeScriptTypes(fs.readFileSync(path.join(root, file), 'utf8')), file);
    for (const { n: specifier } of imports) {
      if (specifier === undefined || specifier.startsWith('node:')) continue;
      if (specifier.startsWith('.')) visit(path.posix.join(path.posix.dirname(file), specifier));
      else packages.add(packageOf(specifier));
    }
  };
  entries.forEach(visit);
  return { files: [...files], packages: [...packages] };
}

/** `@scope/name/sub/path` → `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The packages and all that they depend on, as the lock file pins them, found as Node finds them: upwards from the importer. */
function packageClosure(root: string, names: readonly string[]): Digests {
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockedPackage> };
  const found: Record<string, string> = {};
  const visit = (name: string, importer: string): void => {
    const place = placesFrom(importer, name).find((candidate) => lock.packages[candidate] !== undefined);
    if (place === undefined || found[place] !== undefined) return;
    const locked = lock.packages[place] ?? {};
    found[place] = `${locked.version} ${short(locked.integrity ?? '')}`;
    for (const dependency of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) visit(dependency, place);
  };
  for (const name of names) visit(name, '');
  return sorted(Object.entries(found).map(([place, version]) => [place.replace(/^node_modules\//, ''), version]));
}

/** Where Node looks for a package: in the importer's own node_modules, then in those around it, up to the root's. */
function placesFrom(importer: string, name: string): readonly string[] {
  const around = importer.split('/node_modules/').map((_, at, parts) => parts.slice(0, parts.length - at).join('/node_modules/'));
  return [...around.filter((place) => place !== '').map((place) => `${place}/node_modules/${name}`), `node_modules/${name}`];
}

const digests = (root: string, files: readonly string[]): Digests =>
  sorted(files.map((file) => [file, short(fs.readFileSync(path.join(root, file)))]));

const sorted = (entries: readonly (readonly [string, string])[]): Digests =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

const short = (content: string | Buffer): string => crypto.createHash('sha256').update(content).digest('hex').slice(0, 16);

function filesIn(root: string, directory: string): readonly string[] {
  if (!fs.existsSync(path.join(root, directory))) return [];
  return fs.readdirSync(path.join(root, directory)).map((name) => `${directory}/${name}`);
}
