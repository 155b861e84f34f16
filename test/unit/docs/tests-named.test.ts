import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Pages that claim something and name the test that shows it: `file below test/` "title", "title". */
const ROOT = join(import.meta.dirname, '../../..');
const PAGES = ['compare.md', ...['0017-one-key.md', '0015-traps.md', '0016-ranges.md'].map((name) => `decisions/${name}`)].map(
  (name) => `docs/${name}`,
);

const NAMED = /`([\w./-]+(?:\.test|suite)\.ts)`((?:,? "[^"]+")*)/g;

interface Claim {
  readonly page: string;
  readonly file: string;
  readonly title: string | null;
}

function claimsOf(page: string): Claim[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll('\n', ' ');
  return [...text.matchAll(NAMED)].flatMap(([, file, titles]) => {
    const found = [...titles!.matchAll(/"([^"]+)"/g)].map(([, title]) => title!);
    return (found.length === 0 ? [null] : found).map((title) => ({ page, file: file!, title }));
  });
}

/** Where a page may count from: the shorter names are those of the rooms. */
const whereIs = (file: string) =>
  [file, `test/${file}`, `test/unit/${file}`].map((name) => join(ROOT, name)).find((name) => existsSync(name));

/** The titles of a file's tests and of their cases, without their quotes: what a string or the middle of one says. */
function says(file: string, title: string): boolean {
  return readFileSync(file, 'utf8')
    .replaceAll(String.raw`\'`, "'")
    .includes(title);
}

describe('a test that a page names', () => {
  const claims = PAGES.flatMap(claimsOf);

  it.each(PAGES)('is there, under its title: %s', (page) => {
    expect(claims.filter((claim) => claim.page === page).length).toBeGreaterThan(3);
    const wrong = claims
      .filter((claim) => claim.page === page)
      .filter(({ file, title }) => {
        const at = whereIs(file);
        return at === undefined || (title !== null && !says(at, title));
      });
    expect(wrong).toEqual([]);
  });

  it('is named for each of the forty traps, or the trap is said to be another’s', () => {
    const rows = readFileSync(join(ROOT, 'docs/decisions/0015-traps.md'), 'utf8')
      .split('\n')
      .filter((line) => /^\| \d+ /.test(line));
    expect(rows.map((row) => Number(/\d+/.exec(row)![0]))).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    for (const row of rows) expect(row).toMatch(/`[\w./-]+\.ts` "|\(0017, one key\)|not its job/);
  });

  it('is named for each feature that the comparison says we have', () => {
    const rows = readFileSync(join(ROOT, 'docs/compare.md'), 'utf8')
      .split('\n')
      .filter((line) => /^\| [^|]+ \| [YPN–] \| /.test(line));
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) expect(row).toMatch(/ \| ([YP] \| .*`[\w./-]+\.ts` "|[N–] \| [A-Z])/);
    for (const row of rows.filter((line) => line.includes('| P |'))) expect(row).toContain('Partial: ');
  });
});
