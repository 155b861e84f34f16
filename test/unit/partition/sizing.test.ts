import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instanceFacts, knownInstanceTypes, type InstanceFacts } from '../../../src/partition/instances.ts';
import { readingOfFolders, readingOfRanges } from '../../../src/partition/reading.ts';
import { containersThatFit, sizeExecutors, yarnMiB } from '../../../src/partition/sizing.ts';
import { MigrationError } from '../../../src/errors.ts';

/** Room for the application master on every node, in client mode: 512 heap + 384 overhead. */
const AM_MIB = 896;
/** EMR's default for JVM work (spark.executor.memoryOverheadFactor): what the published tables are of. */
const JVM_FACTOR = 0.1875;

const primary = instanceFacts('r5.2xlarge');
const older = (type: string, vcpus: number, gb: number): InstanceFacts => ({ type, vcpus, memoryMiB: gb * 1024 });

describe("YARN's share of an instance", () => {
  it.each([
    ['c5.xlarge', 6144],
    ['c5.2xlarge', 12_288],
    ['c5.4xlarge', 24_576],
    ['c5.9xlarge', 65_536],
    ['c5.12xlarge', 90_112],
    ['c5.18xlarge', 139_264],
    ['c5.24xlarge', 188_416],
    ['c5a.2xlarge', 11_712],
    ['c5a.4xlarge', 23_424],
    ['c5a.8xlarge', 54_272],
    ['c6g.4xlarge', 23_424],
    ['m5.xlarge', 12_288],
    ['m5.4xlarge', 57_344],
    ['m5.24xlarge', 385_024],
    ['m6g.4xlarge', 54_272],
    ['r5.xlarge', 24_576],
    ['r5.2xlarge', 57_344],
    ['r5.12xlarge', 385_024],
    ['r5.24xlarge', 778_240],
    ['r6g.4xlarge', 116_736],
    // T13: AWS's own statement about a type that its table does not have.
    ['r7g.2xlarge', 54_272],
  ])("of %s is EMR's own, %i MiB", (type, mib) => {
    expect(yarnMiB(instanceFacts(type))).toBe(mib);
  });

  it('is what the facts say where the rule misses', () => {
    expect(yarnMiB({ ...older('c1.medium', 2, 1.7), yarnMiB: 1024 })).toBe(1024);
    expect(yarnMiB(older('r4.8xlarge', 32, 244))).toBe(241_664);
  });
});

describe('instance types', () => {
  it('have facts as EMR itself counts them', () => {
    expect(instanceFacts('m6i.12xlarge')).toEqual({ type: 'm6i.12xlarge', vcpus: 48, memoryMiB: 185 * 1024 });
    expect(instanceFacts('c5.9xlarge')).toMatchObject({ vcpus: 36, memoryMiB: 72 * 1024 });
    expect(knownInstanceTypes().length).toBeGreaterThan(150);
    for (const type of knownInstanceTypes()) expect(instanceFacts(type).type).toBe(type);
  });

  it.each(['q9.xlarge', 'm5.large', 'm5.3xlarge', 'c5', '', 'c5.metal', 'toString.xlarge'])('refuses "%s" by name', (type) => {
    expect(() => instanceFacts(type)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_INSTANCE_TYPE', exitCode: 2, message: expect.stringContaining(`"${type}"`) }),
    );
  });
});

describe('executors', () => {
  // emr-spark.md §2.4, two nodes each.
  it.each([
    ['c5.4xlarge', 4, JVM_FACTOR, 5920, 4986, 934, 8, 32],
    ['c5.4xlarge', 4, 0.4, 5920, 4229, 1691, 8, 32],
    ['c5.4xlarge', 8, JVM_FACTOR, 11_840, 9971, 1869, 4, 32],
    ['c5.4xlarge', 5, JVM_FACTOR, 7872, 6629, 1243, 6, 30],
    ['m5.4xlarge', 4, JVM_FACTOR, 14_112, 11_884, 2228, 8, 32],
    ['r5.4xlarge', 4, JVM_FACTOR, 30_496, 25_681, 4815, 8, 32],
    ['c7g.4xlarge', 4, JVM_FACTOR, 5632, 4743, 889, 8, 32],
    ['m7g.4xlarge', 4, JVM_FACTOR, 13_344, 11_237, 2107, 8, 32],
    ['r5.2xlarge', 4, JVM_FACTOR, 28_224, 23_768, 4456, 4, 16],
  ])(
    'on %s with %i cores and factor %f',
    (type, coresPerExecutor, overheadFactor, containerMiB, heapMiB, overheadMiB, executors, cores) => {
      const sizing = sizeExecutors({ primary, core: instanceFacts(type), coreCount: 2, coresPerExecutor, overheadFactor });
      expect(sizing).toMatchObject({ containerMiB, heapMiB, overheadMiB, executors, coresPerExecutor });
      expect(sizing.executors * sizing.coresPerExecutor).toBe(cores);
    },
  );

  it('have four cores and Python overhead when nothing is said, and a reason for every number', () => {
    const sizing = sizeExecutors({ primary, core: instanceFacts('c5.4xlarge'), coreCount: 2 });
    expect(sizing).toMatchObject({ executors: 8, coresPerExecutor: 4, heapMiB: 4229, overheadMiB: 1691, driverMiB: 24_576 });
    expect(sizing.why.join('\n')).toMatch(
      /24576 of 32768 MiB.*896.*\n.*32 of 32 cores\n.*heap 4229 \+ overhead 1691.*\n.*driver 24576 MiB/s,
    );
  });

  it('have as many cores as leave fewest idle where four do not divide', () => {
    const cores = (vcpus: number) => sizeExecutors({ primary, core: older('x.xlarge', vcpus, vcpus * 4), coreCount: 1 }).coresPerExecutor;
    expect([2, 3, 4, 10, 12, 15, 36, 72].map(cores)).toEqual([2, 3, 4, 5, 4, 5, 4, 4]);
  });

  it('leave the primary most of its memory: its daemons run beside the driver', () => {
    const driver = (type: string) =>
      sizeExecutors({ primary: instanceFacts(type), core: instanceFacts('c5.4xlarge'), coreCount: 2 }).driverMiB;
    expect([driver('r5.2xlarge'), driver('m5.xlarge'), driver('r5.24xlarge'), driver('c5.xlarge')]).toEqual([24_576, 6144, 24_576, 3072]);
  });

  it('are refused on nodes that hold none', () => {
    expect(() => sizeExecutors({ primary, core: older('tiny.large', 2, 3), coreCount: 2 })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', exitCode: 2, message: expect.stringContaining('tiny.large is too small') }),
    );
  });

  it('fit what YARN has, and no node could take one more', () => {
    const node = fc.record({ vcpus: fc.integer({ min: 4, max: 192 }), gbPerCore: fc.double({ min: 1.8, max: 32, noNaN: true }) });
    fc.assert(
      fc.property(
        node,
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom(JVM_FACTOR, 0.4),
        ({ vcpus, gbPerCore }, coreCount, overheadFactor) => {
          const core = older('any.xlarge', vcpus, Math.round(vcpus * gbPerCore * 4) / 4);
          let sizing;
          try {
            sizing = sizeExecutors({ primary, core, coreCount, overheadFactor });
          } catch (error) {
            // Refused only where a container that YARN could place is too small to work in.
            expect(error).toBeInstanceOf(MigrationError);
            expect(yarnMiB(core) - AM_MIB).toBeLessThan(vcpus * 1024);
            return;
          }
          const asked = sizing.heapMiB + sizing.overheadMiB;
          const perNode = sizing.executors / coreCount;
          expect(Number.isInteger(perNode)).toBe(true);
          expect(sizing.overheadMiB).toBeGreaterThanOrEqual(Math.max(384, Math.floor(sizing.heapMiB * overheadFactor)));
          expect(containersThatFit(yarnMiB(core), asked, AM_MIB)).toBeGreaterThanOrEqual(perNode);
          expect(containersThatFit(yarnMiB(core), asked)).toBe(perNode);
          expect(vcpus - perNode * sizing.coresPerExecutor).toBeLessThan(sizing.coresPerExecutor);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** What others publish, asked of the same model of YARN (emr-spark.md §2.2 and §2.3). */
describe('published sizes, as YARN places them', () => {
  const c54 = yarnMiB(instanceFacts('c5.4xlarge'));
  const r512 = yarnMiB(instanceFacts('r5.12xlarge'));

  it("T1: nine of the AWS blog's 42 GiB on r5.12xlarge do not fit", () => expect(containersThatFit(r512, 42 * 1024)).toBe(8));
  it('T2: nine of the 42,000 MB that were really used do', () => expect(containersThatFit(r512, 42_000)).toBe(9));
  it('T3: eight of 30,208 MB fill r4.8xlarge, and leave no room for the application master', () => {
    const r48 = yarnMiB(older('r4.8xlarge', 32, 244));
    expect([containersThatFit(r48, 30_208), containersThatFit(r48, 30_208, AM_MIB)]).toEqual([8, 7]);
  });
  it("T4: the EMR guide's 4,992 MB lose one executor of four beside the application master", () => {
    const asked = 4992 + Math.floor(4992 * JVM_FACTOR);
    expect([containersThatFit(c54, asked), containersThatFit(c54, asked, AM_MIB)]).toEqual([4, 3]);
  });
  it('T5: 4,992 MB on r5.12xlarge are 77 executors, whatever cores there are', () => expect(containersThatFit(r512, 4992)).toBe(77));
  it("T6: EMR's default on c5.12xlarge is 16 of 5,632 MB", () =>
    expect(containersThatFit(yarnMiB(instanceFacts('c5.12xlarge')), 4743 + 889)).toBe(16));
  it('T7: the same on r5.8xlarge are 45 executors, 135 cores on 32', () =>
    expect(containersThatFit(yarnMiB(instanceFacts('r5.8xlarge')), 5632)).toBe(45));
  it('T8: seven of c2fo on c4.4xlarge are five', () => expect(containersThatFit(yarnMiB(older('c4.4xlarge', 16, 30)), 3481 + 614)).toBe(5));
  it('T9: one of c2fo on c4.large is none', () => expect(containersThatFit(yarnMiB(older('c4.large', 2, 3.75)), 1740 + 384)).toBe(0));
  it('T10: eight of c2fo on c4.8xlarge are seven', () =>
    expect(containersThatFit(yarnMiB(older('c4.8xlarge', 36, 60)), 6092 + 1075)).toBe(7));
  it("T11: Expedia's three of 33 GB with 10 % beside them fit r5.4xlarge", () =>
    expect(containersThatFit(yarnMiB(instanceFacts('r5.4xlarge')), 33 * 1024 + Math.floor(3.3 * 1024), AM_MIB)).toBe(3));
  it("the AWS blog's three of 10 GiB on c5.4xlarge are two: ten of sixteen cores", () => expect(containersThatFit(c54, 10_240)).toBe(2));
  it("c2fo's five of 6,143 MB on c5.4xlarge are four", () => expect(containersThatFit(c54, 6143)).toBe(4));
});

describe('tasks of a step', () => {
  it('are one for a small folder, and one for each core of a large one', () => {
    expect(readingOfFolders([12, 999, 3], 32)).toMatchObject({ threads: 16, slices: 1 });
    expect(readingOfFolders([5001], 32)).toMatchObject({ slices: 6, why: expect.stringContaining('6 of 32 cores') });
    expect(readingOfFolders([1_000_000], 32)).toMatchObject({ slices: 32, why: expect.stringContaining('each of 32 cores') });
    expect(readingOfFolders([], 32).slices).toBe(1);
    expect(readingOfRanges([365, 20], 32)).toMatchObject({ threads: 4, slices: 32 });
    expect(readingOfRanges([3], 32).slices).toBe(3);
  });
});
