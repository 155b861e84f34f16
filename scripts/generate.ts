import fs from 'node:fs';
import path from 'node:path';
import { run } from '../setup/processes.mjs';

/**
 * npm run generate [-- --check]: every generator, that is every scripts/generate-*.ts.
 * A generator writes its files; with --check it writes nothing, names the stale ones and ends with exit code 1.
 */

const root = path.dirname(import.meta.dirname);
const generators = fs
  .readdirSync(path.join(root, 'scripts'))
  .filter((name) => /^generate-.*\.ts$/.test(name))
  .toSorted();

for (const generator of generators) {
  const { code, output } = await run(process.execPath, [path.join(root, 'scripts', generator), ...process.argv.slice(2)], { cwd: root });
  process.stdout.write(output);
  if (code === 0) continue;
  console.log(`scripts/${generator} ended with exit code ${code}; npm run generate writes what is stale`);
  process.exitCode = 1;
}
