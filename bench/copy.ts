import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { peersVenv } from '../setup/peers.mjs';
import { copyCpu } from './figures/copy-cpu.ts';
import { diffCpu } from './figures/diff-cpu.ts';
import { flatPrefix } from './figures/flat-prefix.ts';
import { killAndResume } from './figures/kill-and-resume.ts';
import { partitionModel } from './figures/partition-model.ts';
import { peakMemory } from './figures/peak-memory.ts';
import { tls } from './figures/tls.ts';
import { verifyCpu } from './figures/verify-cpu.ts';
import { asJson, type Bench, type FigureName, type FigureResult } from './harness/figure.ts';
import { endAll, run, type Where } from './harness/measure.ts';
import { benchOptions } from './harness/options.ts';
import { renderFigure } from './harness/report.ts';
import { chooseCores, startServerProcess } from './harness/server.ts';

/**
 * npm run bench:copy -- --help, and npm run bench:list: the benchmark against peers.
 * Exit code 0 when everything could be measured, met or missed; 1 otherwise.
 */
const root = path.dirname(import.meta.dirname);

/** Which of them are measured by one run of the same commands. */
type Measure = (bench: Bench) => Promise<readonly FigureResult[]>;
const MEASURES: readonly { readonly names: readonly FigureName[]; readonly listing: boolean; readonly measure: Measure }[] = [
  { names: ['copy-cpu-per-object', 'requests-per-object'], listing: false, measure: copyCpu },
  { names: ['diff-cpu-per-key'], listing: true, measure: diffCpu },
  { names: ['verify-cpu-per-key'], listing: true, measure: verifyCpu },
  { names: ['tls'], listing: false, measure: tls },
  { names: ['flat-prefix'], listing: true, measure: flatPrefix },
  { names: ['partition-model'], listing: false, measure: partitionModel },
  { names: ['kill-and-resume'], listing: false, measure: killAndResume },
  { names: ['peak-memory'], listing: true, measure: peakMemory },
];
/** What --quick gives. */
const QUICK: readonly FigureName[] = ['copy-cpu-per-object', 'diff-cpu-per-key'];

async function main(): Promise<number> {
  const values = benchOptions(process.argv.slice(2));
  if ('exitCode' in values) return values.exitCode;
  const searchPath = process.env['PATH'] ?? '';
  const cores = chooseCores(os.availableParallelism(), searchPath);
  const venv = peersVenv(root, path.join(root, '.setup'));
  const where: Where = { python: path.join(venv, 'bin/python'), core: cores.client };
  const bench: Bench = {
    programs: { root, peersVenv: venv, searchPath, engineAlone: values.engine },
    cores,
    quick: values.quick,
    where,
    run: (command) => run(where, command),
    startServer: (how = {}) => startServerProcess({ core: cores.server, ...how }),
    say: (line) => process.stderr.write(`${line}\n`),
  };
  const [cpu] = os.cpus();
  bench.say(`${cpu?.model ?? 'unknown processor'}, ${os.cpus().length} cores, Node ${process.versions.node}; ${cores.said}`);
  const wanted = (name: FigureName): boolean => values.only?.includes(name) ?? (!values.quick || QUICK.includes(name));
  const results: FigureResult[] = [];
  for (const { names, listing, measure } of MEASURES) {
    if (!names.some(wanted) || (values.listing && !listing)) continue;
    bench.say(`${names.join(', ')} …`);
    const measured = await measure(bench);
    results.push(...measured);
    process.stdout.write(measured.map(renderFigure).join(''));
    // After each: an hour's work is not lost with its last minute.
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(asJson(results), null, 2)}\n`);
  }
  return results.every(({ ours }) => ours !== undefined) ? 0 : 1;
}

process.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main();
