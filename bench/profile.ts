import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { renderProfile, summarise, type CpuProfile } from './harness/profile.ts';

/** node bench/profile.ts FILE.cpuprofile [--top N]: where the time of a `--cpu-prof` run went, by function and by kind. */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { top: { type: 'string', default: '25' } } });
const [file] = positionals;
if (file === undefined) {
  process.stderr.write('usage: node bench/profile.ts FILE.cpuprofile [--top N]\n');
  process.exitCode = 2;
} else {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  process.stdout.write(renderProfile(summarise(profile), Number(values.top)));
}
