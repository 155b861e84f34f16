import fs from 'node:fs';
import path from 'node:path';

/**
 * The directories of a PATH, in order, each once; relative ones are left out, because they mean something else elsewhere.
 *
 * @param {string} searchPath
 */
export const directoriesOf = (searchPath) => [
  ...new Set(searchPath.split(path.delimiter).filter((directory) => path.isAbsolute(directory))),
];

/** @param {string} file */
export function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @param {string} searchPath
 * @returns {string | undefined}
 */
export const whichProgram = (name, searchPath) =>
  directoriesOf(searchPath)
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
