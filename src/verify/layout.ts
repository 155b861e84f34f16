/** Why a key is not of the layout's form, or null when it is. */
export type LayoutCheck = (key: string) => string | null;

/**
 * The form of keys, `{folder}/{sub}/id/{document}`, part by part: a placeholder stands for one part that is not empty, everything else
 * for itself. The config takes no other forms (src/config/layout.ts).
 */
export function layoutCheck(layoutKey: string): LayoutCheck {
  const parts = layoutKey.split('/').map((part) => (part.startsWith('{') ? null : part));
  const count = parts.length;
  return (key) => {
    let from = 0;
    for (let index = 0; index < count; index += 1) {
      const end = key.indexOf('/', from);
      const last = index === count - 1;
      if (last && end !== -1) return `lies below ${layoutKey}`;
      if (!last && end === -1) return `has ${index + 1} of the ${count} parts of ${layoutKey}`;
      const until = last ? key.length : end;
      const fixed = parts[index];
      if (until === from) return `has an empty part, where ${layoutKey} has none`;
      if (typeof fixed === 'string' && !(until - from === fixed.length && key.startsWith(fixed, from)))
        return `has another part where ${layoutKey} says ${fixed}`;
      from = until + 1;
    }
    return null;
  };
}
