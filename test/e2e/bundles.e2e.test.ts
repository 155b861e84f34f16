import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './commands.ts';

const MB = 1024 * 1024;
const START_UP_TO_MS = 400;
const ACTIONS = readdirSync(join(ROOT, 'actions')).filter((name) => existsSync(join(ROOT, 'actions', name, 'action.yml')));

function bytesOf(path: string): number {
  return statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0) : statSync(path).size;
}

describe('the bundles', () => {
  it('are those of all actions, and together under 15 MB', () => {
    for (const action of ACTIONS) expect(existsSync(join(ROOT, 'actions', action, 'dist/index.js')), action).toBe(true);
    const folders = readdirSync(join(ROOT, 'actions'), { recursive: true, encoding: 'utf8' }).filter((path) => /(^|\/)dist$/.test(path));
    expect(folders.reduce((sum, folder) => sum + bytesOf(join(ROOT, 'actions', folder)), 0)).toBeLessThan(15 * MB);
  });

  // The machine is shared, and a start can only look slower than it is: the best of a few tries, as soon as one is quick enough.
  it.each(ACTIONS)('%s starts within 0.4 s, and says which input is missing', (action) => {
    const starts: number[] = [];
    while (starts.length < 20 && Math.min(...starts) >= START_UP_TO_MS) {
      const startedAt = performance.now();
      const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'actions', action, 'dist/index.js')], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] },
      });
      starts.push(performance.now() - startedAt);
      expect(status).toBe(2);
      expect(stdout).toMatch(/::error::USAGE: Input "(plan|config)" is missing/);
    }
    expect(Math.min(...starts)).toBeLessThan(START_UP_TO_MS);
  });

  it('are what `npm run build` would make of the sources that they name', () => {
    expect(
      execFileSync(
        process.execPath,
        [
          '-e',
          `import('${join(ROOT, 'scripts/bundle-inputs.ts')}').then(async ({ staleBundles }) => console.log(JSON.stringify(await staleBundles('${ROOT}'))))`,
        ],
        { encoding: 'utf8' },
      ).trim(),
    ).toBe('[]');
  });
});
