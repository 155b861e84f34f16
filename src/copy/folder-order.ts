/**
 * Folders, given in the order of their names, in one in which any few in a row lie all over it: a worker that took them by name would
 * load one stretch of keys after another, with the other workers, and each new one with S3's partitions as few as at first. `random`
 * says where to begin: workers that have been dealt folders in turn would otherwise leave out the same ones.
 */
export function acrossKeys(folders: readonly string[], random: () => number): string[] {
  const count = folders.length;
  const from = Math.floor(random() * count);
  const digits = count <= 1 ? 0 : Math.ceil(Math.log2(count));
  const ordered: string[] = [];
  // Numbers whose binary digits are read backwards: each falls between those before it (van der Corput's sequence).
  for (let number = 0; number < 2 ** digits; number += 1) {
    let index = 0;
    for (let digit = 0; digit < digits; digit += 1) if ((number & (1 << digit)) !== 0) index += 2 ** (digits - 1 - digit);
    if (index < count) ordered.push(folders[(index + from) % count]!);
  }
  return ordered;
}
