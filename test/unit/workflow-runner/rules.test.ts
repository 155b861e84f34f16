import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../sandbox/workflow-runner/semantics.ts';

const rooms = ['workflow-runner', 'github-api'].map((name) => join(import.meta.dirname, '../../../sandbox', name));
const text = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);

describe('the rules of the platform', () => {
  const tests = text(import.meta.dirname);

  it.each(Object.keys(RULES))('%s is pinned by a test', (name) => {
    expect(
      tests.filter(([file, content]) => file !== 'rules.test.ts' && content.includes(`rule('${name}')`)).map(([file]) => file),
    ).not.toEqual([]);
  });

  it.each(Object.entries(RULES))('%s names its source', (_, says) => {
    expect(says).toMatch(/\. (docs: |runner: |runner#|languageservices: |observed)/);
  });

  it('that the code refers to exist', () => {
    const named = rooms
      .flatMap(text)
      .flatMap(([, content]) =>
        [...content.matchAll(/\brules? ((?:[a-z]+\.[a-z-]+(?:, )?)+)/gi)].flatMap(([, list = '']) =>
          list.split(', ').filter((name) => name !== ''),
        ),
      );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !(name in RULES))).toEqual([]);
  });

  it('keep every file of the rooms short enough to read', () => {
    expect(
      rooms
        .flatMap(text)
        .filter(([, content]) => content.split('\n').length > 350)
        .map(([name]) => name),
    ).toEqual([]);
  });
});
