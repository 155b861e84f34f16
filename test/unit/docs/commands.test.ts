import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'infra/README.md',
  'sandbox/ministack/README.md',
  ...pagesBelow('docs'),
  ...pagesBelow('actions'),
];
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** The files behind the scripts whose words can be checked against their own help. */
const PROGRAMS: Readonly<Record<string, string>> = {
  demo: 'sandbox/demo/main.ts',
  sandbox: 'sandbox/main.ts',
  workflow: 'sandbox/workflow-runner/main.ts',
  cli: 'cli/src/main.ts',
};

function pagesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

/** Every `npm …` of a page, in blocks and in running text. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^npm [^\n#]+|`(npm (?:run|test|ci)[^`]*)`/gm)].map(([whole, inline]) => (inline ?? whole).trim());
}

const helps = new Map<string, string>();

/** What a program, or its subcommand, says of itself. */
function helpOf(script: string, subcommand: string | null): string {
  const key = `${script} ${subcommand}`;
  const known = helps.get(key);
  if (known !== undefined) return known;
  const args = [join(ROOT, PROGRAMS[script]!), ...(subcommand === null ? [] : [subcommand]), '--help'];
  const text = execFileSync(process.execPath, args, { encoding: 'utf8' });
  helps.set(key, text);
  return text;
}

const commands = PAGES.flatMap((page) => commandsOf(page).map((command) => [page, command] as const));

describe('every command in the documents', () => {
  it('is found', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each(commands)('%s: %s', (_page, command) => {
    const [, verb = '', ...rest] = command.split(/\s+/);
    const [script = '', ...words] = verb === 'run' ? rest : [verb, ...rest];
    if (script === 'ci') return;
    expect(Object.keys(scripts)).toContain(script);
    const args = words.slice(words.indexOf('--') + 1);
    if (!(script in PROGRAMS) || !words.includes('--')) return;
    const subcommand = /^[a-z][a-z-]*$/.test(args[0] ?? '') ? args[0]! : null;
    const help = helpOf(script, subcommand);
    for (const word of args) {
      if (word.startsWith('-')) expect(help).toContain(word);
      const path = word.replace(/^config=/, '');
      if (/^(examples|\.github|test)\//.test(path)) expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  it.each(PAGES)('%s links to what is there', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^https?:/.test(target!)) continue;
      expect(existsSync(join(ROOT, dirname(page), target!)), `${page} → ${target}`).toBe(true);
    }
  });
});
