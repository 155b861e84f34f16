import path from 'node:path';

/** A CPU profile as V8 writes it (`node --cpu-prof`): sampled call nodes, and the time between samples. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface ProfileSummary {
  /** Without idle time. */
  readonly busyMicroseconds: number;
  readonly functions: readonly Share[];
  readonly kinds: readonly Share[];
}

export interface Share {
  readonly name: string;
  readonly microseconds: number;
}

const IDLE = '(idle)';

export function summarise({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const kinds = new Map<string, number>();
  let busyMicroseconds = 0;
  samples.forEach((id, at) => {
    const frame = frames.get(id);
    const microseconds = timeDeltas[at] ?? 0;
    if (frame === undefined || frame.functionName === IDLE) return;
    busyMicroseconds += microseconds;
    const place = frame.url === '' ? '' : ` ${path.basename(frame.url)}:${frame.lineNumber + 1}`;
    const name = `${frame.functionName === '' ? '(anonymous)' : frame.functionName}${place}`;
    functions.set(name, (functions.get(name) ?? 0) + microseconds);
    const kind = kindOf(frame);
    kinds.set(kind, (kinds.get(kind) ?? 0) + microseconds);
  });
  return { busyMicroseconds, functions: byTime(functions), kinds: byTime(kinds) };
}

const byTime = (times: ReadonlyMap<string, number>): readonly Share[] =>
  [...times].map(([name, microseconds]) => ({ name, microseconds })).toSorted((a, b) => b.microseconds - a.microseconds);

/** Whose code it is: the collector, V8 and system calls, Node's own library, a package, or a folder of ours. */
function kindOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (functionName === '(program)') return 'program: system calls and V8 itself';
  if (url === '') return 'built in';
  if (url.startsWith('node:')) return `node:${url.slice('node:'.length).split('/').slice(0, 2).join('/')}`;
  const inPackages = url.lastIndexOf('/node_modules/');
  if (inPackages >= 0) return `package ${url.slice(inPackages + '/node_modules/'.length).split('/')[0]}`;
  return /.*\/((?:src|bench|cli|agent|sandbox)\/[^/]+)/.exec(url)?.[1] ?? path.basename(url);
}

export function renderProfile({ busyMicroseconds, functions, kinds }: ProfileSummary, top: number): string {
  const line = ({ name, microseconds }: Share): string =>
    `${((100 * microseconds) / busyMicroseconds).toFixed(1).padStart(6)} %  ${(microseconds / 1000).toFixed(0).padStart(8)} ms  ${name}\n`;
  return `busy ${(busyMicroseconds / 1e6).toFixed(2)} s\n\nby kind\n${kinds.map(line).join('')}\nby function, itself\n${functions.slice(0, top).map(line).join('')}`;
}
