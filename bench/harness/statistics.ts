/** Several rounds of the same: what is said of them. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const inOrder = values.toSorted((a, b) => a - b);
  const middle = inOrder.length >> 1;
  const upper = inOrder[middle]!;
  return {
    median: inOrder.length % 2 === 1 ? upper : (inOrder[middle - 1]! + upper) / 2,
    least: inOrder[0]!,
    most: inOrder.at(-1)!,
  };
}

/** Round by round rather than client by client: what else the machine does falls on all of them. The order turns each round. */
export function interleaved<T>(clients: readonly T[], rounds: number): readonly T[] {
  return Array.from({ length: rounds }, (_, round) => clients.map((_client, at) => clients[(at + round) % clients.length]!)).flat();
}
