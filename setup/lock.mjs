import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One set-up at a time per checkout. The lock is a file that names its holder; it is stale when the holder is gone.
 *
 * @typedef {{ readonly pid: number, readonly startedAt: string, readonly host: string }} Holder
 */

/** A holder on another host (a container that shares the checkout) cannot be looked at: no set-up takes this long. */
const FOREIGN_HOLDER_STALE_SECONDS = 900;
const POLL_MILLISECONDS = 200;

/**
 * @param {string} file
 * @param {(holder: Holder) => void} onWait  called once, when somebody else holds the lock
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeLock(file, onWait) {
  const me = JSON.stringify(holderOf(process.pid));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let waiting = false;
  for (;;) {
    if (createWhole(file, me)) return () => giveBack(file, me);
    const held = readHolder(file);
    if (held === undefined) continue;
    if (isStale(held.holder, held.ageSeconds)) {
      removeStale(file, held.text);
      continue;
    }
    if (!waiting && held.holder !== undefined) onWait(held.holder);
    waiting = true;
    await sleep(POLL_MILLISECONDS);
  }
}

/**
 * A link makes the file appear with its content, or not at all: a reader never sees an empty lock.
 *
 * @param {string} file
 * @param {string} text
 */
function createWhole(file, text) {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, text);
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/** @param {string} file */
function readHolder(file) {
  try {
    const text = fs.readFileSync(file, 'utf8');
    const ageSeconds = (Date.now() - fs.statSync(file).mtimeMs) / 1000;
    return { text, ageSeconds, holder: parseHolder(text) };
  } catch {
    return undefined;
  }
}

/**
 * @param {string} text
 * @returns {Holder | undefined}
 */
function parseHolder(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Takes the stale lock away, and no other: between the look and the rename somebody else may have done so and locked anew.
 *
 * @param {string} file
 * @param {string} staleText
 */
function removeStale(file, staleText) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (fs.readFileSync(aside, 'utf8') !== staleText) {
    try {
      fs.linkSync(aside, file);
    } catch {
      // A third one holds it by now.
    }
  }
  fs.rmSync(aside, { force: true });
}

/**
 * @param {string} file
 * @param {string} me
 */
function giveBack(file, me) {
  if (readHolder(file)?.text === me) fs.rmSync(file, { force: true });
}

/**
 * @param {Holder | undefined} holder
 * @param {number} ageSeconds
 */
function isStale(holder, ageSeconds) {
  if (holder === undefined) return true;
  if (holder.host !== os.hostname()) return ageSeconds > FOREIGN_HOLDER_STALE_SECONDS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
  return holderOf(holder.pid).startedAt !== holder.startedAt;
}

/**
 * A process id may be given to another process; together with its start it may not.
 *
 * @param {number} pid
 * @returns {Holder}
 */
function holderOf(pid) {
  return { pid, startedAt: startOf(pid), host: os.hostname() };
}

/** @param {number} pid */
function startOf(pid) {
  try {
    // proc(5): the name, in parentheses, may contain spaces; field 22, the start in clock ticks, is the 20th after it.
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
