/** The files behind GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV, GITHUB_PATH and GITHUB_STEP_SUMMARY (rules file.*). */

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export class CommandFileProblem extends Error {
  override readonly name = 'CommandFileProblem';
}

/** Lines of NAME=VALUE or NAME<<DELIMITER, whichever mark comes first. @throws CommandFileProblem on anything else. */
export function parseNamedValues(text: string): NamedValue[] {
  const lines = text.split('\n');
  // A file that ends in a line break has no further line.
  if (lines.at(-1) === '') lines.pop();
  const values: NamedValue[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new CommandFileProblem(`Invalid format '${line}'. Name must not be empty`);
      values.push({ name: line.slice(0, equals), value: line.slice(equals + 1) });
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === '' || delimiter === '')
        throw new CommandFileProblem(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      const end = lines.indexOf(delimiter, at + 1);
      if (end < 0) throw new CommandFileProblem(`Invalid value. Matching delimiter not found '${delimiter}'`);
      values.push({ name, value: lines.slice(at + 1, end).join('\n') });
      at = end;
    } else throw new CommandFileProblem(`Invalid format '${line}'`);
  }
  return values;
}

export function parsePaths(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
