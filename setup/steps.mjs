import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PrerequisiteMissing, StepFailed } from './failure.mjs';
import { takeLock } from './lock.mjs';
import { stepProgress } from './progress.mjs';

/**
 * A step of the set-up. It is fresh when its stamp holds the digest of its inputs and what it made is there. An optional
 * one that cannot be made is left out, which is said in one line; it is tried again the next time.
 *
 * @typedef {{
 *   readonly name: string,
 *   readonly title: string,
 *   readonly optional?: boolean,
 *   readonly inputs: readonly string[],
 *   readonly products: readonly string[],
 *   prerequisites(): Promise<void>,
 *   build(progress: import('./progress.mjs').StepProgress): Promise<void>,
 * }} Step
 */

/** @param {readonly string[]} inputs */
export function digestOf(inputs) {
  const hash = crypto.createHash('sha256');
  for (const input of inputs) hash.update(`${input.length}:${input}`);
  return hash.digest('hex');
}

/**
 * @param {string} stateDirectory
 * @param {Step} step
 */
export function isFresh(stateDirectory, step) {
  try {
    return (
      fs.readFileSync(stampFile(stateDirectory, step), 'utf8') === digestOf(step.inputs) &&
      step.products.every((product) => fs.existsSync(product))
    );
  } catch {
    return false;
  }
}

/**
 * Makes what is not fresh, in order, one process at a time. What is missing on this machine is told before anything
 * starts. A stamp goes first and comes last: an interrupted step is not fresh, and is done again.
 *
 * @param {string} stateDirectory
 * @param {readonly Step[]} steps
 * @param {{ say(line: string): void, stopped(): boolean }} talk
 */
export async function ensure(stateDirectory, steps, { say, stopped }) {
  /** @type {Step[]} */
  const stale = [];
  for (const step of steps) {
    if (!isFresh(stateDirectory, step) && (await canBeMade(step, say))) stale.push(step);
  }
  if (stale.length === 0) return;
  const giveBack = await takeLock(path.join(stateDirectory, 'lock'), ({ pid, host }) =>
    say(`set-up: waiting for process ${pid} on ${host}, which is setting up this checkout`),
  );
  process.once('exit', giveBack);
  try {
    for (const step of stale) {
      if (stopped()) return;
      // Somebody else may have made it while we waited.
      if (!isFresh(stateDirectory, step)) await make(stateDirectory, step);
    }
  } finally {
    giveBack();
    process.removeListener('exit', giveBack);
  }
}

/**
 * @param {Step} step
 * @param {(line: string) => void} say
 */
async function canBeMade(step, say) {
  try {
    await step.prerequisites();
    return true;
  } catch (error) {
    if (step.optional !== true || !(error instanceof PrerequisiteMissing)) throw error;
    say(`set-up: ${step.title} is left out: ${error.message}`);
    return false;
  }
}

/**
 * @param {string} stateDirectory
 * @param {Step} step
 */
async function make(stateDirectory, step) {
  fs.rmSync(stampFile(stateDirectory, step), { force: true });
  const progress = stepProgress(step.title);
  try {
    await step.build(progress);
  } catch (error) {
    if (step.optional === true && error instanceof StepFailed) {
      progress.leftOut(`${error.message} (${lastWords(error.output)})`);
      return;
    }
    progress.failed();
    throw error;
  }
  writeWhole(stampFile(stateDirectory, step), digestOf(step.inputs));
  progress.done();
}

/**
 * @param {string} stateDirectory
 * @param {Step} step
 */
const stampFile = (stateDirectory, step) => path.join(stateDirectory, `${step.name}.stamp`);

/** @param {string} output */
const lastWords = (output) => output.trim().split('\n').at(-1)?.trim() ?? '';

/**
 * @param {string} file
 * @param {string} text
 */
function writeWhole(file, text) {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, text);
  fs.renameSync(own, file);
}
