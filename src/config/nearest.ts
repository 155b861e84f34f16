/** The word that was probably meant, or null. Case, `-` and `_` do not count: `in_flight` is `inFlight`. */
export function nearest(word: string, among: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  const reach = word.length <= 3 ? 1 : word.length <= 6 ? 2 : 3;
  let best: { word: string; distance: number } | null = null;
  for (const candidate of among) {
    const distance = editDistance(plain(word), plain(candidate));
    // A word of which nothing is left is not a misspelling of it.
    if (distance <= reach && distance < candidate.length && (best === null || distance < best.distance))
      best = { word: candidate, distance };
  }
  return best?.word ?? null;
}

/** Insertions, deletions, replacements and swaps of neighbours that make one text of the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        (last[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = line;
  }
  return last[b.length] ?? 0;
}
