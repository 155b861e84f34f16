import { MigrationError } from '../errors.ts';
import type { InstanceFacts } from './instances.ts';

/** What spark-submit is told of memory and cores, with the reason of each number. */
export interface Sizing {
  readonly executors: number;
  readonly coresPerExecutor: number;
  readonly heapMiB: number;
  readonly overheadMiB: number;
  /** What YARN gives one executor: heap and overhead, rounded up to its step. */
  readonly containerMiB: number;
  readonly driverMiB: number;
  readonly why: readonly string[];
}

export interface SizingInput {
  readonly primary: InstanceFacts;
  readonly core: InstanceFacts;
  readonly coreCount: number;
  /** Absent: four, or what leaves fewer cores idle. */
  readonly coresPerExecutor?: number;
  /** Share of the heap that a container has beside it; absent: 0.40. */
  readonly overheadFactor?: number;
}

/** YARN gives memory in steps of this (yarn.scheduler.minimum-allocation-mb, ReleaseGuide/emr-hadoop-task-config). */
const STEP_MIB = 32;
const GIB = 1024;

/**
 * The application master's heap and overhead: spark.yarn.am.memory's default, and the least overhead that Spark allows
 * (Running Spark on YARN). YARN may put it on any node, so every node keeps room for it. steps.ts says both to Spark.
 */
export const AM_HEAP_MIB = 512;
export const AM_OVERHEAD_MIB = 384;
const AM_CONTAINER_MIB = roundUp(AM_HEAP_MIB + AM_OVERHEAD_MIB);

/** Documents are fetched and parsed in Python workers, outside the heap; 0.40 is Spark's own default for such jobs on Kubernetes. */
const PYTHON_OVERHEAD_FACTOR = 0.4;
/** Spark's own least overhead (spark.executor.memoryOverhead). */
const LEAST_OVERHEAD_MIB = 384;
/** Spark refuses executors below 450 MiB of heap and 1.5 × 300 MiB reserved; this leaves a little to work with. */
const LEAST_HEAP_MIB = 512;

/** In client mode the driver runs on the primary, outside YARN, beside the name node, the resource manager and the history server. */
const DRIVER_SHARE = 3 / 8;
/** More does not help: the driver holds the order, one manifest's names and the answers of the tasks, a few GiB for a folder of a million keys. */
const DRIVER_UP_TO_MIB = 24 * GIB;
const DRIVER_AT_LEAST_MIB = GIB;

/** What YARN hands out on one node. The rule fits 209 of the 217 rows of AWS's table that can be checked (emr-spark.md §1.7). */
export function yarnMiB({ memoryMiB, yarnMiB: said }: InstanceFacts): number {
  return said ?? Math.floor(memoryMiB - Math.min(8 * GIB, Math.max(2 * GIB, memoryMiB / 4)));
}

/** How many containers of this size YARN places on one node, beside what is taken. It counts memory, never cores. */
export function containersThatFit(nodeMiB: number, askedMiB: number, takenMiB = 0): number {
  return Math.max(0, Math.floor((nodeMiB - takenMiB) / roundUp(askedMiB)));
}

/**
 * Executors that fill the core nodes exactly: as many per node as have whole cores, each as large as YARN can place
 * beside the application master. @throws MigrationError CONFIG_INVALID when the core nodes are too small for any
 */
export function sizeExecutors({ core, coreCount, primary, ...wish }: SizingInput): Sizing {
  const factor = wish.overheadFactor ?? PYTHON_OVERHEAD_FACTOR;
  const coresPerExecutor = wish.coresPerExecutor ?? coresEach(core.vcpus);
  const perNode = Math.floor(core.vcpus / coresPerExecutor);
  const nodeMiB = yarnMiB(core);
  const containerMiB = perNode === 0 ? 0 : roundDown((nodeMiB - AM_CONTAINER_MIB) / perNode);
  const heapMiB = heapOf(containerMiB, factor);
  if (heapMiB < LEAST_HEAP_MIB) {
    throw new MigrationError(
      'CONFIG_INVALID',
      `${core.type} is too small for Spark's executors: YARN has ${nodeMiB} MiB on a node, of which ${perNode} executors of ${coresPerExecutor} cores would have ${Math.max(0, heapMiB)} MiB of heap each`,
      { next: 'Take a larger partition.machines.core. Nothing has been rented.' },
    );
  }
  const overheadMiB = containerMiB - heapMiB;
  const executors = perNode * coreCount;
  const driverMiB = Math.min(DRIVER_UP_TO_MIB, Math.max(DRIVER_AT_LEAST_MIB, Math.floor(primary.memoryMiB * DRIVER_SHARE)));
  return {
    executors,
    coresPerExecutor,
    heapMiB,
    overheadMiB,
    containerMiB,
    driverMiB,
    why: [
      `${core.type}: YARN hands out ${nodeMiB} of ${core.memoryMiB} MiB, ${AM_CONTAINER_MIB} of them kept on every node for the application master`,
      `${perNode} executors of ${coresPerExecutor} cores on each of ${coreCount} nodes use ${executors * coresPerExecutor} of ${core.vcpus * coreCount} cores`,
      `a container of ${containerMiB} MiB = heap ${heapMiB} + overhead ${overheadMiB} (${factor} of the heap: the work is done in Python workers)`,
      `driver ${driverMiB} MiB: three eighths of the primary's ${primary.memoryMiB} MiB, at most ${DRIVER_UP_TO_MIB}`,
    ],
  };
}

/**
 * Four cores: fewer would repeat the JVM's own needs more often, more would wait for one garbage collector (EMR guide,
 * Spark performance: 4 to 5). Another number only where four leave cores idle and it leaves fewer.
 */
function coresEach(vcpus: number): number {
  const candidates = [4, 5, 3, 6].filter((cores) => cores <= vcpus);
  return candidates.reduce((best, cores) => (vcpus % cores < vcpus % best ? cores : best), Math.min(4, vcpus));
}

/** The largest heap whose overhead still fits into the container beside it. */
function heapOf(containerMiB: number, factor: number): number {
  let heap = Math.min(containerMiB - LEAST_OVERHEAD_MIB, Math.ceil(containerMiB / (1 + factor)));
  while (heap > 0 && heap + Math.max(LEAST_OVERHEAD_MIB, Math.floor(heap * factor)) > containerMiB) heap -= 1;
  return heap;
}

function roundUp(mib: number): number {
  return Math.ceil(mib / STEP_MIB) * STEP_MIB;
}

function roundDown(mib: number): number {
  return Math.floor(mib / STEP_MIB) * STEP_MIB;
}
