import type { Catalogue, CataloguePartition, CatalogueTable, NewPartition } from '../../src/publish/catalogue.ts';

/** One table of a catalogue in memory. `before` lets a test interfere with one call. */
export interface MemoryCatalogue extends Catalogue {
  current: CatalogueTable | null;
  readonly held: Map<string, CataloguePartition>;
  /** Calls by name: what was written is `register` and `unregister`. */
  readonly calls: string[];
  before: (call: string) => void | Promise<void>;
  /** Somebody else registers a partition. */
  add(values: readonly string[], location: string): void;
}

export function memoryCatalogue(table: CatalogueTable): MemoryCatalogue {
  const held = new Map<string, CataloguePartition>();
  const calls: string[] = [];
  const key = (values: readonly string[]) => values.join('/');
  const call = async (name: string) => {
    await memory.before(name);
    calls.push(name);
  };
  const memory: MemoryCatalogue = {
    current: table,
    held,
    calls,
    before: () => undefined,
    add: (values, location) => void held.set(key(values), { values, location, mark: null }),
    table: async () => {
      await call('table');
      return memory.current;
    },
    partitions: async function* () {
      await call('partitions');
      yield* [...held.values()];
    },
    partition: async (values) => {
      await call('partition');
      return held.get(key(values)) ?? null;
    },
    register: async (partitions: readonly NewPartition[]) => {
      await call('register');
      const there = partitions.filter(({ values }) => held.has(key(values)));
      for (const one of partitions) if (!held.has(key(one.values))) held.set(key(one.values), one);
      return there.map(({ values }) => values);
    },
    unregister: async (values) => {
      await call('unregister');
      held.delete(key(values));
    },
  };
  return memory;
}
