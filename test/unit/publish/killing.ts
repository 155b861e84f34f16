import type { MemoryCatalogue } from '../../fakes/memory-catalogue.ts';
import type { MemoryS3 } from '../../fakes/memory-s3.ts';
import type { World } from './world.ts';

/** Where a process dies: at its nth request, before S3 or Glue carries it out, or after that and before the answer arrives. */
export interface Kill {
  readonly request: number;
  readonly when: 'before' | 'after';
}

export class Killed extends Error {}

/** The world's S3 and catalogue as a process sees them that dies there: no request of it gets through afterwards. */
export function dying(
  { s3, catalogue }: World,
  { request, when }: Kill,
): { s3: MemoryS3; catalogue: MemoryCatalogue; requests: () => number } {
  let made = 0;
  let dead = false;
  const pass = async <T>(carryOut: () => Promise<T>): Promise<T> => {
    if (dead) throw new Killed();
    made += 1;
    const mine = made === request;
    if (mine) dead = true;
    if (mine && when === 'before') throw new Killed();
    const answer = await carryOut();
    if (dead) throw new Killed();
    return answer;
  };
  const one =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    (...args: A) =>
      pass(() => call(...args));
  return {
    requests: () => made,
    s3: {
      ...s3,
      listPage: one(s3.listPage),
      copyObject: one(s3.copyObject),
      getObject: one(s3.getObject),
      getTail: one(s3.getTail),
      putObject: one(s3.putObject),
      deleteObject: one(s3.deleteObject),
    },
    catalogue: {
      ...catalogue,
      table: one(catalogue.table),
      partition: one(catalogue.partition),
      register: one(catalogue.register),
      unregister: one(catalogue.unregister),
      partitions: async function* (signal) {
        await pass(() => Promise.resolve());
        yield* catalogue.partitions(signal);
      },
    },
  };
}
