import { expandBraces } from './expand.ts';
import { nearest } from './nearest.ts';
import { quoted } from './reading.ts';

/** A plan lists every folder, and one job's output holds its matrix: above this, folders are too small a unit for the layout. */
export const FOLDERS_AT_MOST = 100_000;

/** A key has at most 1,024 bytes (API_PutObject); the ledger's names put about 200 around a folder's. */
const FOLDER_BYTES_AT_MOST = 512;

export interface LayoutProblem {
  readonly list: 'folders' | 'except';
  readonly index: number;
  /** Where in the pattern, when one place is to blame. */
  readonly offset?: number;
  readonly text: string;
}

export interface FolderList {
  readonly folders: readonly string[];
  readonly problems: readonly LayoutProblem[];
}

/** The expected folders without the exceptions, in UTF-8 byte order, or everything that is wrong with the two lists. */
export function foldersOf(patterns: readonly string[], except: readonly string[]): FolderList {
  const expected = namesOf(patterns, 'folders');
  const exceptions = namesOf(except, 'except');
  const problems = [...expected.problems, ...exceptions.problems];
  if (expected.problems.length === 0) {
    for (const [index, names] of exceptions.byPattern.entries()) {
      const stranger = names.find((name) => !expected.first.has(name));
      if (stranger !== undefined)
        problems.push({
          list: 'except',
          index,
          text: stranger === except[index] ? 'layout.folders does not name' : `names ${quoted(stranger)}, which layout.folders does not`,
        });
    }
  }
  const folders = inByteOrder([...expected.first.keys()].filter((name) => !exceptions.first.has(name)));
  if (problems.length === 0 && folders.length === 0)
    problems.push({ list: 'except', index: 0, text: 'leaves no folder: every one that layout.folders names is excepted' });
  return { folders, problems };
}

/** The order of S3's listings; `<` compares UTF-16 units and disagrees above U+FFFF. */
function inByteOrder(names: readonly string[]): string[] {
  return names
    .map((name) => Buffer.from(name))
    .toSorted(Buffer.compare)
    .map(String);
}

function namesOf(patterns: readonly string[], list: 'folders' | 'except') {
  const problems: LayoutProblem[] = [];
  /** Each name, with the pattern that named it first. */
  const first = new Map<string, number>();
  const byPattern: string[][] = [];
  for (const [index, pattern] of patterns.entries()) {
    const expansion = expandBraces(pattern, FOLDERS_AT_MOST - first.size);
    byPattern.push(expansion.ok ? expansion.names : []);
    if (!expansion.ok) {
      const allowed = expansion.tooMany ? `; allowed: at most ${FOLDERS_AT_MOST.toLocaleString('en-US')} in all` : '';
      problems.push({ list, index, offset: expansion.at, text: expansion.reason + allowed });
      continue;
    }
    const wrong = expansion.names.map((name) => ({ name, reason: notAFolder(name) })).find(({ reason }) => reason !== null);
    if (wrong !== undefined)
      problems.push({
        list,
        index,
        text: wrong.name === pattern ? `${wrong.reason}` : `names the folder ${quoted(wrong.name)}, which ${wrong.reason}`,
      });
    const twice: string[] = [];
    let by = index;
    for (const name of expansion.names) {
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, index);
      else if (twice.push(name) === 1) by = earlier;
    }
    if (twice.length > 0) problems.push({ list, index, text: repeated(twice, pattern, by === index ? null : `layout.${list}[${by}]`) });
  }
  return { first, byPattern, problems };
}

function repeated([name, ...others]: readonly string[], pattern: string, by: string | null): string {
  if (name === pattern) return `${by} names already`;
  const more = others.length === 0 ? '' : ` and ${others.length.toLocaleString('en-US')} more`;
  return by === null ? `names ${quoted(name ?? '')}${more} twice` : `names ${quoted(name ?? '')}${more}, as ${by} does already`;
}

function notAFolder(name: string): string | null {
  if (name.includes('/')) return 'has a "/"; a folder is one part of the key';
  if (name === '.' || name === '..') return 'is no name that every tool keeps';
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has a control character';
  // Half of a surrogate pair has no form in UTF-8.
  if (!name.isWellFormed()) return 'is not text';
  if (Buffer.byteLength(name) > FOLDER_BYTES_AT_MOST) return `is longer than ${FOLDER_BYTES_AT_MOST} bytes`;
  return null;
}

const PLACEHOLDERS = ['folder', 'sub', 'document'] as const;

/** What is wrong with the form of a key, and where. */
export function keyFormProblem(key: string): { readonly offset: number; readonly text: string } | null {
  const seen = new Set<string>();
  for (const match of key.matchAll(/\{([^{}]*)\}|[{}]/g)) {
    const [whole, word] = match;
    const offset = match.index;
    if (word === undefined) return { offset, text: `has a "${whole}" without its other half` };
    if (!PLACEHOLDERS.some((known) => known === word)) {
      const meant = nearest(word, PLACEHOLDERS);
      return {
        offset,
        text: `has the placeholder ${whole}; ${meant === null ? 'allowed: {folder}, {sub}, {document}' : `did you mean {${meant}}?`}`,
      };
    }
    if (seen.has(word)) return { offset, text: `has ${whole} twice` };
    seen.add(word);
    const alone = (offset === 0 || key[offset - 1] === '/') && (offset + whole.length === key.length || key[offset + whole.length] === '/');
    if (!alone) return { offset, text: `has ${whole} beside other characters; a placeholder stands alone between slashes` };
  }
  if (!key.startsWith('{folder}/')) return { offset: 0, text: 'must begin with {folder}/' };
  if (!key.endsWith('/{document}')) return { offset: key.lastIndexOf('/') + 1, text: 'must end with /{document}' };
  return null;
}
