/**
 * Patterns for keys: `*` is any run of characters but slashes, `**` any run, `?` one character but a slash. Everything else stands for
 * itself: brackets and braces are ordinary characters of keys.
 */
export function globMatcher(patterns: readonly string[]): (key: string) => boolean {
  const all = patterns.map((pattern) => expressionOf(pattern));
  return (key) => all.some((expression) => expression.test(key));
}

function expressionOf(pattern: string): RegExp {
  const source = pattern.replace(/\*\*|\*|\?|[.+^${}()|[\]\\]/g, (found) => WILD[found] ?? `\\${found}`);
  return new RegExp(`^${source}$`, 'su');
}

const WILD: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '[^/]' };
