/** Before so much of a page is begun the next one is not listed, however fast it goes: what is in hand is what a kill costs. */
const FROM = 0.9;
/** The next page is listed so many times as long before it is needed as a list takes: lists vary, and so does the pace. */
const LISTS = 2;

/** How far the copies of a page are. */
export interface PageAt {
  readonly keys: number;
  readonly begun: number;
  /** Since the first of them was begun. */
  readonly forMs: number;
  /** What listing the next page will take. */
  readonly listMs: number;
}

/** Keys that are begun before the next page is listed at all. */
export const beginsAhead = (keys: number): number => Math.floor(keys * FROM);

/** Whether the next page is to be listed now, if its copies are to go on where those of this one end. */
export const isNearlyBegun = ({ keys, begun, forMs, listMs }: PageAt): boolean =>
  begun >= beginsAhead(keys) && (keys - begun) * forMs <= LISTS * listMs * begun;
