import path from 'node:path';

/**
 * The import arrows of the house, as a table: doors → stages → rooms, and rooms downwards only.
 * A room may import the rooms of the lines below its own, never one of its own line.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['access', 'copy', 'fleet', 'partition', 'plan', 'publish', 'report', 'verify'],
  ['ledger'],
  ['listing'],
  ['config', 's3'],
  ['contracts'],
];

/** Files of src/ itself: everybody's words, importing nothing but each other. */
const GROUND = ['errors', 'clock', 'pool'];

const ROOMS = FLOORS.flat();

/** Who may import what, by the names that `placeOf` gives. Absent: anything (tests and benchmarks look everywhere). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(FLOORS.flatMap((floor, at) => floor.map((room) => [room, [room, ...FLOORS.slice(at + 1).flat(), ...GROUND]]))),
  ...Object.fromEntries(GROUND.map((file) => [file, GROUND])),
  stages: ['stages', ...ROOMS, ...GROUND],
  aws: ['aws', ...ROOMS, ...GROUND],
  github: ['github', ...ROOMS, ...GROUND],
  doors: ['doors', 'stages', 'aws', 'github', ...ROOMS, ...GROUND],
  actions: ['actions', 'doors', 'stages', 'aws', 'github', ...ROOMS, ...GROUND],
  agent: ['agent', 'doors', 'stages', 'aws', ...ROOMS, ...GROUND],
  cli: ['cli', 'doors', 'stages', 'aws', ...ROOMS, ...GROUND],
  sandbox: ['sandbox', 'doors', 'stages', 'aws', 'github', ...ROOMS, ...GROUND],
  // The lint of workflow files reads them as the local runner does.
  scripts: ['scripts', 'setup', 'sandbox', ...ROOMS, ...GROUND],
  setup: ['setup'],
};

/** Packages that only one place speaks to; tests and benchmarks compare against them. */
const OWNED_PACKAGES: readonly { readonly name: RegExp; readonly owners: readonly string[]; readonly rule: string }[] = [
  { name: /^@(aws-sdk|smithy)\//, owners: ['aws', 'sandbox', 'test', 'bench'], rule: 'only src/aws speaks to the AWS SDK' },
  {
    name: /^@actions\/(core|github|exec|io|http-client)(\/|$)/,
    owners: ['github', 'test'],
    rule: 'only src/github speaks to the Actions toolkit',
  },
  {
    name: /^@actions\/(workflow-parser|expressions|languageservice)(\/|$)/,
    owners: ['sandbox', 'test', 'scripts'],
    rule: 'the product never reads workflow files',
  },
];

/** Where the world may be looked at: environment, clock, randomness. Everywhere else they arrive as arguments. */
const DOORS = new Set(['doors', 'actions', 'agent', 'cli', 'github', 'clock', 'sandbox', 'scripts', 'setup', 'test', 'bench']);

export const isDoor = (file: string): boolean => DOORS.has(placeOf(file));

/** The place of a file in the house: a room of src/, a file of src/ without its ending, or a top folder. */
export function placeOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : file.includes('/') ? top : '';
}

/**
 * Why this file may not import this, or undefined when it may.
 * @param file  the importer, relative to the repository's root, with forward slashes
 */
export function forbidden(file: string, specifier: string): string | undefined {
  const from = placeOf(file);
  if (!specifier.startsWith('.')) {
    const owned = OWNED_PACKAGES.find(({ name, owners }) => name.test(specifier) && !owners.includes(from) && from !== '');
    return owned && `${from} may not import ${specifier}: ${owned.rule}`;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  const to = placeOf(target);
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined || allowed.includes(to)) {
    return from === 'actions' && to === 'actions' && folderOf(file) !== folderOf(target)
      ? 'an action may not import another one: what two of them need is a stage'
      : undefined;
  }
  return `${from} may not import ${to} (${target}): ${from} imports ${allowed.filter((name) => name !== from).join(', ') || 'nothing'}`;
}

const folderOf = (file: string): string => file.split('/').slice(0, 2).join('/');
