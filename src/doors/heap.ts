import v8 from 'node:v8';

/**
 * V8 lets a heap grow to a multiple of what was in use when it last looked, and the more memory a machine has, the larger the multiple. What
 * a listing leaves behind is garbage within a page, so that all of that is paid for nothing. With a third more, and no multiple, a verify of
 * 4 x 10^6 keys takes 141 to 171 MB instead of 189 to 196; looking oftener costs a tenth more CPU (docs/benchmarks.md).
 */
const GROWING_PERCENT = 30;

/** For a process whose work is done with most of what it has made a moment ago. From the next collection on. */
export function keepHeapSmall(): void {
  v8.setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
