import type { Reach } from './refusals.ts';

/**
 * So many folders refused without a word why, one after another and none of them granted anything, are taken for a role that may
 * nothing. Each costs two list pages and some twenty copies: a worker that is wrong to go on loses seconds, while one that is wrong to
 * stop leaves folders that it could have copied.
 */
export const REFUSED_FOLDERS_UP_TO = 8;

export type GoingOn = { readonly goesOn: true; readonly refused: number } | { readonly goesOn: false; readonly reason: string };

/**
 * | what ended the folder is about | refused before, in a row | the worker                     |
 * |--------------------------------|--------------------------|--------------------------------|
 * | this folder                    | any                      | goes on with the others        |
 * | all of the worker              | any                      | ends                           |
 * | one or the other               | fewer than 7             | goes on, and counts            |
 * | one or the other               | 7                        | ends: eight of them are no chance |
 *
 * A copy that is granted, or a folder that ends, begins the count anew: whoever may copy anywhere was refused for the folder's sake.
 * @param refused folders in a row until now
 */
export function afterFailure(reach: Reach, refused: number): GoingOn {
  if (reach === 'folder') return { goesOn: true, refused };
  if (reach === 'worker') return { goesOn: false, reason: 'it holds for all folders alike' };
  if (refused + 1 < REFUSED_FOLDERS_UP_TO) return { goesOn: true, refused: refused + 1 };
  return { goesOn: false, reason: `${refused + 1} folders in a row were refused, and nothing was granted` };
}
