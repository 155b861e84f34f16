/** Workflow commands in a step's output: `::name key=value,…::data`, and the older `##[name key=value;…]data`. */

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const NAMES = new Set(
  'error warning notice debug group endgroup add-mask echo set-output save-state set-env add-path add-matcher remove-matcher stop-commands'.split(
    ' ',
  ),
);

/** `%25` last: what it stands for may look like another escape. */
const DATA_ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
] as const;
const PROPERTY_ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
] as const;
const OLD_ESCAPES = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
] as const;

/** The command of a line, or null for plain output. `resumeToken` is a command, too, while commands are stopped. */
export function parseCommand(line: string, resumeToken: string | null = null): Command | null {
  return parseDoubleColon(line, resumeToken) ?? parseBracket(line, resumeToken);
}

function parseDoubleColon(line: string, resumeToken: string | null): Command | null {
  const text = line.trimStart();
  if (!text.startsWith('::')) return null;
  const end = text.indexOf('::', 2);
  return end < 0 ? null : build(text.slice(2, end), ',', PROPERTY_ESCAPES, text.slice(end + 2), DATA_ESCAPES, resumeToken);
}

function parseBracket(line: string, resumeToken: string | null): Command | null {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  return end < 0 ? null : build(line.slice(start + 3, end), ';', OLD_ESCAPES, line.slice(end + 1), OLD_ESCAPES, resumeToken);
}

type Escapes = readonly (readonly [string, string])[];

function build(
  head: string,
  separator: string,
  propertyEscapes: Escapes,
  data: string,
  dataEscapes: Escapes,
  resumeToken: string | null,
): Command | null {
  const space = head.indexOf(' ');
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase();
  if (!NAMES.has(name) && name !== resumeToken?.toLowerCase()) return null;
  const properties: Record<string, string> = {};
  for (const pair of space < 0 ? [] : head.slice(space + 1).split(separator)) {
    const equals = pair.indexOf('=');
    if (equals > 0 && equals < pair.length - 1)
      properties[pair.slice(0, equals).trim()] = unescape(pair.slice(equals + 1), propertyEscapes);
  }
  return { name, properties, data: unescape(data, dataEscapes) };
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escape, char]) => result.replaceAll(escape, char), text);
}

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** What a line of a step's output comes to; the interpreter of one process, because stopped commands start again with the next. */
export interface CommandEffects {
  readonly print: (line: string) => void;
  readonly annotate: (level: AnnotationLevel, message: string, properties: Readonly<Record<string, string>>) => void;
  readonly mask: (value: string) => void;
  /** The command is refused and the step fails. */
  readonly fail: (message: string) => void;
}

const REFUSED: Readonly<Record<string, string>> = {
  'set-output': 'write NAME=VALUE to $GITHUB_OUTPUT',
  'save-state': 'write NAME=VALUE to $GITHUB_STATE',
  'set-env': 'write NAME=VALUE to $GITHUB_ENV',
  'add-path': 'write the folder to $GITHUB_PATH',
  'add-matcher': 'problem matchers are not supported by the local runner',
  'remove-matcher': 'problem matchers are not supported by the local runner',
};

/** Rules command.*. */
export function commandInterpreter(effects: CommandEffects): (line: string) => void {
  let stopToken: string | null = null;
  return (line) => {
    const command = parseCommand(line, stopToken);
    if (command === null) return effects.print(line);
    if (stopToken !== null) {
      if (command.name === stopToken.toLowerCase()) stopToken = null;
      return effects.print(line);
    }
    const { name, properties, data } = command;
    if (name === 'stop-commands') {
      stopToken = data;
      return effects.print(line);
    }
    const advice = REFUSED[name];
    if (advice !== undefined) return effects.fail(`Unable to process command '::${name}::' successfully: ${advice}`);
    if (name === 'error' || name === 'warning' || name === 'notice') return effects.annotate(name, data, properties);
    if (name === 'add-mask') return effects.mask(data);
    if (name === 'group') return effects.print(`##[group]${data}`);
    if (name === 'endgroup') return effects.print('##[endgroup]');
    // debug lines show only with step debugging on, which is off here; echo only changes what is echoed.
    if (name === 'debug') return effects.print(`##[debug]${data}`);
  };
}
