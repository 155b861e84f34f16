import { MigrationError } from '../errors.ts';

/** What sizing needs to know of an instance type. */
export interface InstanceFacts {
  readonly type: string;
  readonly vcpus: number;
  /** As EMR counts it (ListSupportedInstanceTypes, MemoryGB × 1024): for most newer families 61 of 64. */
  readonly memoryMiB: number;
  /** YARN's share, where EMR's own table (ReleaseGuide/emr-hadoop-task-config) says otherwise than the rule of sizing.ts. */
  readonly yarnMiB?: number;
}

/** vCPUs of an "xlarge" of these families; "4xlarge" has four times as many. */
const XLARGE_VCPUS = 4;

/**
 * MemoryGB by the size in "xlarge"s, as ListSupportedInstanceTypes of emr-7.9.0 says it. It is not what EC2's own pages
 * say, and not regular (m6i.12xlarge 185, m6a.12xlarge 183), so it is written down. EMR 7 has no "large" of these families.
 */
const MEMORY_GB: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'm5 m5a': { 1: 16, 2: 32, 4: 64, 8: 128, 12: 192, 16: 256, 24: 384 },
  m6i: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 185, 16: 244, 24: 366, 32: 488 },
  m6a: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 183, 16: 244, 24: 366, 32: 488, 48: 732 },
  m6g: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 185, 16: 244 },
  m7g: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 183, 16: 244 },
  'm7i m8g': { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 185, 16: 244, 24: 366, 48: 732 },
  c5: { 1: 8, 2: 16, 4: 32, 9: 72, 12: 96, 18: 144, 24: 192 },
  c5a: { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 96, 16: 122, 24: 183 },
  c6i: { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122, 24: 183, 32: 244 },
  c6a: { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122, 24: 183, 32: 244, 48: 366 },
  'c6g c7g': { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122 },
  'c7i c8g': { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122, 24: 183, 48: 366 },
  'r5 r5a': { 1: 32, 2: 64, 4: 128, 8: 256, 12: 384, 16: 512, 24: 768 },
  r6i: { 1: 30.5, 2: 61, 4: 122, 8: 244, 12: 366, 16: 488, 24: 732, 32: 950 },
  'r6g r7g': { 1: 30.5, 2: 61, 4: 122, 8: 244, 12: 366, 16: 488 },
  'r7i r8g': { 1: 30.5, 2: 61, 4: 122, 8: 244, 12: 366, 16: 488, 24: 732, 48: 1464 },
};

const BY_FAMILY = new Map(
  Object.entries(MEMORY_GB).flatMap(([families, sizes]) => families.split(' ').map((family) => [family, sizes] as const)),
);

/** The facts of an instance type. @throws MigrationError UNKNOWN_INSTANCE_TYPE for one that EMR does not run, or that we have no facts of */
export function instanceFacts(type: string): InstanceFacts {
  const [family = '', size = ''] = type.split('.');
  const sizes = BY_FAMILY.get(family);
  const xlarges = size === 'xlarge' ? 1 : Number(/^([1-9]\d?)xlarge$/.exec(size)?.[1]);
  const memoryGB = sizes?.[xlarges];
  if (memoryGB !== undefined) return { type, vcpus: xlarges * XLARGE_VCPUS, memoryMiB: memoryGB * 1024 };
  throw new MigrationError(
    'UNKNOWN_INSTANCE_TYPE',
    sizes === undefined
      ? `The instance type "${type}" is of no family whose memory under EMR is known here`
      : `The instance type "${type}" is no size of ${family} that EMR runs`,
    {
      next: `Take another one for partition.machines: ${
        sizes === undefined ? `of the families ${[...BY_FAMILY.keys()].join(', ')}` : typesOf(family, sizes).join(', ')
      }. Nothing has been rented.`,
    },
  );
}

/** Every type that has facts here. */
export function knownInstanceTypes(): readonly string[] {
  return [...BY_FAMILY].flatMap(([family, sizes]) => typesOf(family, sizes));
}

function typesOf(family: string, sizes: Readonly<Record<number, number>>): string[] {
  return Object.keys(sizes).map((xlarges) => `${family}.${xlarges === '1' ? '' : xlarges}xlarge`);
}
