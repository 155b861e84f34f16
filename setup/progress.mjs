import process from 'node:process';

/**
 * One line per step, with its seconds: rewritten in place on a terminal, printed at start and end elsewhere.
 * Everything goes to stderr; stdout belongs to the task.
 *
 * @typedef {{ detail(text: string): void, done(): void, failed(): void, leftOut(why: string): void }} StepProgress
 */

/**
 * @param {string} title
 * @param {{ readonly stream?: NodeJS.WriteStream, readonly every?: number }} [options]
 * @returns {StepProgress}
 */
export function stepProgress(title, { stream = process.stderr, every = 1000 } = {}) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  let detail = '';
  const live = stream.isTTY === true;
  const draw = () => {
    const width = Math.max(20, (stream.columns ?? 80) - 1);
    const text = `set-up: ${title} … ${Math.floor(Number(seconds()))} s${detail === '' ? '' : ` (${detail})`}`;
    stream.write(`\r\u001b[K${text.slice(0, width)}`);
  };
  const timer = live ? setInterval(draw, every) : undefined;
  timer?.unref();
  if (live) draw();
  else stream.write(`set-up: ${title} …\n`);
  /**
   * @param {string} word
   * @param {string} [more]
   */
  const end = (word, more = '') => {
    clearInterval(timer);
    stream.write(`${live ? '\r\u001b[K' : ''}set-up: ${title} ${word} ${seconds()} s${more}\n`);
  };
  return {
    detail: (text) => {
      detail = text;
    },
    done: () => end('done in'),
    failed: () => end('failed after'),
    leftOut: (why) => end('is left out after', `: ${why}`),
  };
}
