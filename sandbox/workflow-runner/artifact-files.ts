import { glob, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { StandInProblem } from './artifact-inputs.ts';

export interface FoundFiles {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Names in the artifact begin below it. */
  readonly root: string;
}

/** The files that lines of paths, patterns and `!` exclusions name, in the order of the lines (rules artifact.root, artifact.hidden). */
export async function findFiles(lines: string, workspace: string, withHidden: boolean): Promise<FoundFiles> {
  // After a checkout the workspace is a link; patterns do not go through links.
  const base = await realpath(workspace);
  const patterns = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const found = new Set<string>();
  const searched: string[] = [];
  for (const line of patterns) {
    const isExclusion = line.startsWith('!');
    const pattern = absolute(isExclusion ? line.slice(1).trim() : line, base);
    if (/[{}]|[!?+*@]\(/.test(pattern))
      throw new StandInProblem(`'${line}': braces and brackets of extended patterns are not supported by the local runner`);
    const from = searchPath(pattern);
    if (!isExclusion) searched.push(from);
    for (const file of await filesOf(pattern)) {
      if (isExclusion) found.delete(file);
      else if (withHidden || !isHidden(file, from)) found.add(file);
    }
  }
  const files = [...found].toSorted();
  for (const file of files) {
    const letter = /["<>|:*?\r\n]/.exec(file)?.[0];
    if (letter !== undefined) throw new StandInProblem(`The path of an artifact's file may not hold ${JSON.stringify(letter)}: ${file}`);
  }
  return { files, root: rootOf(files, searched) };
}

function absolute(path: string, base: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
  return resolve(base, expanded);
}

/** The part before the first wildcard. */
function searchPath(pattern: string): string {
  const parts = pattern.split(sep);
  const wild = parts.findIndex((part) => /[*?[]/.test(part));
  return wild < 0 ? pattern : parts.slice(0, wild).join(sep) || sep;
}

/** A folder that matches stands for all below it. Links are followed; one that leads nowhere, or back to where it came from, is left out. */
async function filesOf(pattern: string): Promise<string[]> {
  const matches: string[] = [];
  if (searchPath(pattern) === pattern) matches.push(pattern);
  else for await (const match of glob(pattern)) matches.push(match);
  const files = await Promise.all(matches.map((match) => below(match, [])));
  return files.flat();
}

async function below(path: string, inside: readonly string[]): Promise<string[]> {
  const kind = await stat(path).catch(() => null);
  if (kind === null) return [];
  if (!kind.isDirectory()) return [path];
  const real = await realpath(path);
  if (inside.includes(real)) return [];
  const names = await readdir(path);
  const files = await Promise.all(names.map((name) => below(join(path, name), [...inside, real])));
  return files.flat();
}

function isHidden(file: string, from: string): boolean {
  return [basename(from), ...relative(from, file).split(sep)].some((name) => name.startsWith('.') && name !== '..');
}

function rootOf(files: readonly string[], searched: readonly string[]): string {
  const paths = [...new Set(searched)];
  const outer = paths.filter((path) => !paths.some((other) => other !== path && isInside(path, other)));
  const [first = sep] = outer;
  if (outer.length === 1) return files.length === 1 && files[0] === first ? dirname(first) : first;
  const parts = outer.map((path) => path.split(sep));
  const [head = []] = parts;
  const common = head.findIndex((name, at) => parts.some((path) => path[at] !== name));
  return (common < 0 ? head : head.slice(0, common)).join(sep) || sep;
}

export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
