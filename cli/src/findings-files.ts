import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Finding, TwoSidesOutcome } from '../../src/contracts/findings.ts';
import { MigrationError } from '../../src/errors.ts';
import { combinedLine, findingLine, signOf, type Lines } from '../../src/verify/lines.ts';

export interface FindingsFiles {
  /** The outcome with every finding, as one JSON document. */
  readonly json?: string | undefined;
  /** Every finding, one a line. */
  readonly ndjson?: string | undefined;
  /** Every key, in the notation of `rclone check --combined`. */
  readonly combined?: string | undefined;
}

/**
 * Writes findings to files while they are found: there may be as many as keys, and none is held in memory. Which folders are
 * missing as a whole is known at the end only, so the lines wait in a file of their own until then.
 */
export class FindingsWriter implements Lines {
  readonly #files: FindingsFiles;
  readonly #waiting: { readonly file: string; readonly out: WriteStream } | null;
  readonly #combined: WriteStream | null;
  readonly equal: Lines['equal'];

  private constructor(files: FindingsFiles, waiting: WriteStream | null, waitingFile: string, combined: WriteStream | null) {
    this.#files = files;
    this.#waiting = waiting === null ? null : { file: waitingFile, out: waiting };
    this.#combined = combined;
    this.equal = combined === null ? undefined : (key) => write(combined, combinedLine('=', key));
  }

  /** @throws MigrationError USAGE when a file cannot be written */
  static async open(files: FindingsFiles): Promise<FindingsWriter> {
    const beside = files.json ?? files.ndjson;
    const waitingFile = `${beside}.partial`;
    const waiting = beside === undefined ? null : await opened(waitingFile);
    const combined = files.combined === undefined ? null : await opened(files.combined);
    return new FindingsWriter(files, waiting, waitingFile, combined);
  }

  finding(finding: Finding): Promise<void> | undefined {
    const waits = [
      this.#waiting === null ? undefined : write(this.#waiting.out, findingLine(finding)),
      // An anomaly is a word about a key that is equal, and has its line as such.
      this.#combined === null || finding.key === null || finding.class === 'layout-anomaly'
        ? undefined
        : write(this.#combined, combinedLine(signOf(finding), finding.key)),
    ].filter((wait) => wait !== undefined);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  /** The files as they should be; null: there is no outcome, and what was begun is removed. */
  async end(outcome: TwoSidesOutcome | null): Promise<void> {
    const { json, ndjson } = this.#files;
    const waiting = this.#waiting;
    try {
      if (this.#combined !== null) await ended(this.#combined);
      if (waiting === null) return;
      await ended(waiting.out);
      if (outcome !== null && json !== undefined) await writeJson(json, outcome, waiting.file);
      if (outcome !== null && ndjson !== undefined) await writeLines(ndjson, outcome, waiting.file);
    } finally {
      if (waiting !== null) await rm(waiting.file, { force: true });
    }
  }
}

/** `{"verdict", "counts", "findings": [{"class", "key", "source", "target"}], "digests": {"source", "target"}}` */
async function writeJson(file: string, outcome: TwoSidesOutcome, waiting: string): Promise<void> {
  const out = await opened(file);
  const { counts, digests, folders, verdict } = outcome;
  const standing = new Set(folders.map(({ folder }) => folder));
  let separator = '';
  const add = async (finding: Finding) => {
    const { class: of, folder, key, source, target } = finding;
    const named = key ?? (folder === '' ? '' : `${folder}/`);
    await write(out, `${separator}${JSON.stringify({ class: of, key: named, source, target })}`);
    separator = ',\n';
  };
  await write(out, `{"verdict":${JSON.stringify(verdict)},"counts":${JSON.stringify(counts)},"findings":[\n`);
  for (const finding of folders) await add(finding);
  // Keys of a folder that stands for them are not told one by one.
  for await (const finding of linesOf(waiting)) if (finding.folder === '' || !standing.has(finding.folder)) await add(finding);
  const sums = { source: digests.source.digest, target: digests.target.digest };
  await write(out, `\n],"digests":${JSON.stringify(sums)}}\n`);
  await ended(out);
}

async function writeLines(file: string, { folders }: TwoSidesOutcome, waiting: string): Promise<void> {
  const out = await opened(file);
  const whole = new Map(folders.map((finding) => [finding.folder, finding.class] as const));
  for (const finding of folders) await write(out, findingLine(finding));
  for await (const finding of linesOf(waiting)) {
    const of = finding.folder === '' ? undefined : whole.get(finding.folder);
    await write(out, findingLine(of === undefined ? finding : { ...finding, class: of }));
  }
  await ended(out);
}

/** Not by readline, which takes U+2028 in a key for the end of a line. */
async function* linesOf(file: string): AsyncGenerator<Finding> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Finding;
  }
}

async function opened(file: string): Promise<WriteStream> {
  const out = createWriteStream(file);
  try {
    await once(out, 'open');
    // Whatever goes wrong later is told by whoever waits for room, or for the end.
    out.on('error', () => undefined).setMaxListeners(0);
    return out;
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): MigrationError {
  return new MigrationError('USAGE', `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
    next: 'Give a file in a folder that exists, that you may write to, and that has room.',
  });
}

async function ended(out: WriteStream): Promise<void> {
  out.end();
  await finished(out).catch((cause: unknown) => Promise.reject(unwritable(String(out.path), cause)));
}

/** Undefined while there is room; else resolves when there is again. */
function write(out: WriteStream, text: string): Promise<void> | undefined {
  // A stream that has failed has no room, and tells nobody a second time.
  if (out.errored !== null) return Promise.reject(unwritable(String(out.path), out.errored));
  return out.write(text) ? undefined : room(out);
}

async function room(out: WriteStream): Promise<void> {
  try {
    await once(out, 'drain');
  } catch (cause) {
    throw unwritable(String(out.path), cause);
  }
}
