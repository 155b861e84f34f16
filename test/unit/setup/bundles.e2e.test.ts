import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { doorsOf } from '../../../scripts/bundle-inputs.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
/** A thread is started by its main.js, which tells it what to do (bundle-threads.e2e.test.ts). */
const doors = doorsOf(repository).filter(({ name }) => !name.endsWith('/thread'));

/** An action is started once per leg and step: what it costs before it does anything. */
const START_WITHIN_MILLISECONDS = 400;

/** Processor time, because the clock on the wall measures as well who else works on this machine; loading a bundle is nothing but work. */
const METER = `process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('\\n' + (user + system) / 1000); })`;

/** As a runner starts it, with no inputs. */
function start(file: string, place: string) {
  const args = ['--import', `data:text/javascript,${encodeURIComponent(METER)}`, path.join(place, file)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: os.tmpdir(), env: {}, encoding: 'utf8' });
  return { status, said: stdout, milliseconds: Number(stderr.split('\n').at(-1)) };
}

describe('the committed bundles', () => {
  it('together stay below 15 MB', () => {
    const directories = ['actions/dist', ...doors.map(({ file }) => path.dirname(file))];
    const bytes = [...new Set(directories)]
      .flatMap((directory) => fs.readdirSync(path.join(repository, directory)).map((name) => path.join(repository, directory, name)))
      .reduce((sum, file) => sum + fs.statSync(file).size, 0);
    expect(bytes).toBeLessThan(15e6);
  });

  it.each(doors.map(({ name, file }) => ({ name, file })))(
    '$name starts without node_modules, within 0.4 s, and asks for its input',
    ({ file }) => {
      // A copy that has nothing but actions/.
      const place = fs.mkdtempSync(path.join(os.tmpdir(), 'actions-'));
      try {
        fs.writeFileSync(path.join(place, 'package.json'), '{ "type": "commonjs" }');
        fs.cpSync(path.join(repository, 'actions'), path.join(place, 'actions'), { recursive: true });
        const starts = Array.from({ length: 3 }, () => start(file, place));
        expect(starts[0]).toMatchObject({
          status: 2,
          said: expect.stringMatching(/^::error::USAGE: Input "[a-z-]+" is missing/) as unknown,
        });
        const best = Math.min(...starts.map(({ milliseconds }) => milliseconds));
        expect(best).toBeGreaterThan(0);
        expect(best).toBeLessThan(START_WITHIN_MILLISECONDS);
      } finally {
        fs.rmSync(place, { recursive: true, force: true });
      }
    },
  );
});
