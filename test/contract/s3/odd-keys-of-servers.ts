export const LONG = `long/${'é'.repeat(500)}`;

/** SeaweedFS keeps objects in folders. */
export const SEAWEEDFS_ODD_KEYS: Readonly<Record<string, 'refused' | 'rewritten'>> = {
  'backslash/a\\b': 'rewritten',
  '/leading': 'rewritten',
  '//leading-twice': 'rewritten',
  'double//slash': 'rewritten',
  'dots/./x': 'refused',
  'dots/../x': 'refused',
  'dots/..': 'refused',
  'dots/.': 'refused',
  'trailing/': 'rewritten',
  [LONG]: 'refused',
};
