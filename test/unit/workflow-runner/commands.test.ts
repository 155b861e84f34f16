import { describe, expect, it } from 'vitest';
import { CommandFileProblem, parseNamedValues, parsePaths } from '../../../sandbox/workflow-runner/command-files.ts';
import { commandInterpreter, parseCommand } from '../../../sandbox/workflow-runner/commands.ts';
import { createMasks } from '../../../sandbox/workflow-runner/masks.ts';
import { rule } from './harness.ts';

describe(rule('file.heredoc'), () => {
  it.each([
    ['', []],
    ['a=1\n', [{ name: 'a', value: '1' }]],
    ['a=1', [{ name: 'a', value: '1' }]],
    ['a=\n', [{ name: 'a', value: '' }]],
    ['a=b=c\n', [{ name: 'a', value: 'b=c' }]],
    ['a=x<<y\n', [{ name: 'a', value: 'x<<y' }]],
    ['\n\na=1\n\n', [{ name: 'a', value: '1' }]],
    [
      'a<<EOF\n1\n\n2\nEOF\nb=2\n',
      [
        { name: 'a', value: '1\n\n2' },
        { name: 'b', value: '2' },
      ],
    ],
    ['a<<EOF\nEOF\n', [{ name: 'a', value: '' }]],
    ['a<<EOF\nb=1\nc<<EOF\nEOF\n', [{ name: 'a', value: 'b=1\nc<<EOF' }]],
    ['a<<=\nx\n=\n', [{ name: 'a', value: 'x' }]],
    ['a<<E\r\n1\nE\r\n', [{ name: 'a', value: '1' }]],
    [' a =1\n', [{ name: ' a ', value: '1' }]],
  ])('%j', (text, expected) => {
    expect(parseNamedValues(text)).toEqual(expected);
  });

  it.each([
    ['no mark', 'abc\n', /Invalid format 'abc'/],
    ['no name', '=1\n', /Name must not be empty/],
    ['no name before a delimiter', '<<EOF\nEOF\n', /Name must not be empty/],
    ['no delimiter', 'a<<\n1\n', /delimiter must not be empty/],
    ['no end', 'a<<EOF\n1\n', /Matching delimiter not found 'EOF'/],
  ])('%s is a problem', (_, text, message) => {
    expect(() => parseNamedValues(text)).toThrow(CommandFileProblem);
    expect(() => parseNamedValues(text)).toThrow(message);
  });

  it('reads paths, one per line', () => {
    expect(parsePaths('/a\n\n/b c\n')).toEqual(['/a', '/b c']);
  });
});

describe('a workflow command', () => {
  it.each([
    ['::error::boom', { name: 'error', properties: {}, data: 'boom' }],
    [
      '  ::warning file=a.ts,line=3,title=T%3A%2C::x%0Ay%25',
      { name: 'warning', properties: { file: 'a.ts', line: '3', title: 'T:,' }, data: 'x\ny%' },
    ],
    ['::notice title=::x', { name: 'notice', properties: {}, data: 'x' }],
    ['::error::%250A', { name: 'error', properties: {}, data: '%0A' }],
    ['::ERROR::x', { name: 'error', properties: {}, data: 'x' }],
    ['##[group]Name', { name: 'group', properties: {}, data: 'Name' }],
    ['text ##[error]x%5D', { name: 'error', properties: {}, data: 'x]' }],
  ])('%s', (line, expected) => {
    expect(parseCommand(line)).toEqual(expected);
  });

  it.each(['error::x', 'a ::error::x', '::unknown::x', '::error', 'plain', '', '##[unknown]x'])('%j is plain output', (line) => {
    expect(parseCommand(line)).toBeNull();
  });
});

function interpret(lines: readonly string[]): string[] {
  const seen: string[] = [];
  const on = commandInterpreter({
    print: (line) => seen.push(`print ${line}`),
    annotate: (level, message, properties) => seen.push(`${level} ${message}${JSON.stringify(properties)}`),
    mask: (value) => seen.push(`mask ${value}`),
    fail: (message) => seen.push(`fail ${message}`),
  });
  for (const line of lines) on(line);
  return seen;
}

describe(rule('command.stop'), () => {
  it('stops commands until its token comes', () => {
    expect(interpret(['::stop-commands::abc', '::error::not', '::other::', '::abc::', '::error::yes', '::abc::'])).toEqual([
      'print ::stop-commands::abc',
      'print ::error::not',
      'print ::other::',
      'print ::abc::',
      'error yes{}',
      'print ::abc::',
    ]);
  });
});

describe(rule('command.disabled'), () => {
  it.each(['set-output name=a', 'save-state name=a', 'set-env name=a', 'add-path', 'add-matcher', 'remove-matcher owner=x'])(
    '::%s::',
    (command) => {
      expect(interpret([`::${command}::x`])).toEqual([expect.stringMatching(/^fail Unable to process command/)]);
    },
  );
});

describe(rule('mask.everywhere'), () => {
  it('hides longer values before those that they contain, and each line of a value', () => {
    const masks = createMasks(['abc']);
    masks.add('abcdef');
    masks.add('one\ntwo');
    masks.add('');
    expect(masks.hide('abcdef abc one two three')).toBe('*** *** *** *** three');
    expect(masks.holdsMasked('xabcx')).toBe(true);
    expect(masks.holdsMasked('ab c')).toBe(false);
  });
});
