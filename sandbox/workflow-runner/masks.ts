/** Values that must not be seen (rule mask.everywhere). */
export interface Masks {
  readonly add: (value: string) => void;
  readonly hide: (text: string) => string;
  readonly holdsMasked: (text: string) => boolean;
}

export function createMasks(secrets: readonly string[]): Masks {
  // Longest first: a value that contains another must not leave its rest behind.
  let values: readonly string[] = [];
  const add = (value: string): void => {
    const parts = [value, ...value.split(/\r?\n/)].map((part) => part.trim()).filter((part) => part !== '');
    values = [...new Set([...values, ...parts])].toSorted((a, b) => b.length - a.length);
  };
  for (const secret of secrets) add(secret);
  const hide = (text: string): string => values.reduce((result, value) => result.replaceAll(value, '***'), text);
  return { add, hide, holdsMasked: (text) => hide(text) !== text };
}
