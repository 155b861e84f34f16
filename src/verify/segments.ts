import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Finding, Findings } from '../contracts/findings.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import { combinedLine, findingLine, signOf, type Lines } from './lines.ts';

const pack = promisify(gzip);

/** Lines of one segment: some megabytes before they are packed, so that memory does not grow with what was found. */
const SEGMENT_LINES_UP_TO = 10_000;

export interface SegmentNames {
  readonly findings: (segment: number) => string;
  readonly combined: (segment: number) => string;
}

/**
 * Every finding, as NDJSON and in rclone's notation (without its `=` lines: what is equal is in the manifests), in segments
 * of the ledger. Whoever has found something waits until there is room for it.
 */
export class LedgerLines implements Lines {
  readonly #ledger: LedgerStore;
  readonly #names: SegmentNames;
  #findings = '';
  #combined = '';
  #held = 0;
  #lines = 0;
  #segments = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(ledger: LedgerStore, names: SegmentNames) {
    this.#ledger = ledger;
    this.#names = names;
  }

  finding(finding: Finding): Promise<void> | undefined {
    this.#findings += findingLine(finding);
    if (finding.key !== null && signOf(finding) !== '=') this.#combined += combinedLine(signOf(finding), finding.key);
    this.#held += 1;
    this.#lines += 1;
    return this.#held < SEGMENT_LINES_UP_TO ? undefined : this.#flush();
  }

  /** Writes what is left. Null when nothing was found. */
  async end(): Promise<Findings['list']> {
    if (this.#held > 0) void this.#flush();
    await this.#written;
    if (this.#segments === 0) return null;
    const place = (name: string) => this.#ledger.uri(name.slice(0, name.lastIndexOf('/') + 1));
    return {
      findings: place(this.#names.findings(0)),
      combined: place(this.#names.combined(0)),
      lines: this.#lines,
      segments: this.#segments,
    };
  }

  /** One segment after the other; a failure is kept for whoever waits next. */
  #flush(): Promise<void> {
    const [findings, combined, segment] = [this.#findings, this.#combined, this.#segments];
    this.#findings = '';
    this.#combined = '';
    this.#held = 0;
    this.#segments += 1;
    this.#written = this.#written.then(async () => {
      await this.#write(this.#names.findings(segment), findings);
      await this.#write(this.#names.combined(segment), combined);
    });
    // It is awaited by whoever adds the next line too many, and by `end`.
    this.#written.catch(() => undefined);
    return this.#written;
  }

  async #write(name: string, text: string): Promise<void> {
    await writeOrThrow(this.#ledger, name, await pack(text, { level: constants.Z_BEST_SPEED }));
  }
}
