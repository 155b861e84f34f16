import path from 'node:path';
import { handOver } from '../setup/processes.mjs';

/** npm run fix [FILE…]: formats, then mends what lint can mend. */

const root = path.dirname(import.meta.dirname);
const tool = (name: string, ...args: string[]): Promise<number> =>
  handOver(process.execPath, [path.join(root, `node_modules/${name}/bin/${name}`), ...args, ...process.argv.slice(2)], { cwd: root });

const formatted = await tool('oxfmt');
const linted = await tool('oxlint', '--fix');
process.exitCode = formatted || linted;
