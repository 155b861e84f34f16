import type { Finding, FindingClass } from '../contracts/findings.ts';
import { printable } from '../errors.ts';

/** rclone's notation of `check --combined`: equal, only at the source, only at the target, differs, not to be told. */
export type Sign = '=' | '+' | '-' | '*' | '!';

const SIGNS: Readonly<Record<FindingClass, Sign>> = {
  'missing-folder': '+',
  'source-folder-missing': '-',
  'unexpected-folder': '-',
  'missing-object': '+',
  'size-differs': '*',
  'content-differs': '*',
  'changed-after-copy': '*',
  'target-only': '-',
  archived: '*',
  // Its content is equal, or it is a finding of another class, too.
  'layout-anomaly': '=',
  unverifiable: '!',
};

export function signOf({ class: of, target }: Finding): Sign {
  return of === 'archived' && target === null ? '+' : SIGNS[of];
}

/** A control character in a key would end the line: it is escaped, as in every message. */
export const combinedLine = (sign: Sign, key: string): string => `${sign} ${printable(key)}\n`;

export const findingLine = (finding: Finding): string => `${JSON.stringify(finding)}\n`;

/** Where findings go one by one: there may be as many as keys. What is returned, when something is, is to be awaited. */
export interface Lines {
  finding(finding: Finding): Promise<void> | undefined;
  /** Absent: nobody wants to read of what is equal. */
  readonly equal?: ((key: string) => Promise<void> | undefined) | undefined;
}

export const NO_LINES: Lines = { finding: () => undefined };
