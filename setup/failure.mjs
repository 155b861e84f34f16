/** Set-up cannot go on, for a reason that the reader can mend: its message is one line that names it and the way to get it. */
export class PrerequisiteMissing extends Error {
  /** @override */
  name = 'PrerequisiteMissing';
}

/** A tool that we ran did not do its work: what it said comes with it. */
export class StepFailed extends Error {
  /** @override */
  name = 'StepFailed';

  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}
