/**
 * Names of documents that broke something somewhere: globs, URL syntax, XML 1.0, percent-decoding done twice,
 * sorting by UTF-16, hidden-file rules, path clean-up. All are legal keys of S3 ("Creating object key names").
 */
export const ODD_NAMES = {
  spaces: ' order with  spaces .json',
  braces: '{v501,v502}.json',
  brackets: '[v503].json',
  asterisk: 'v*504*.json',
  'question-mark': 'v505?versionId=null.json',
  colon: 'v:506:01.json',
  hash: 'v#507.json',
  percent: '100% %zz %2F %25.json',
  plus: 'v+508+01.json',
  backslash: 'v\\509\\01.json',
  emoji: 'v510 🐈‍⬛ 🎁.json',
  'leading-underscore': '_v511.json',
  'leading-dot': '.v512.json',
  'double-slash': '/v513.json',
  'control-character': 'v\u0001514.json',
  tab: 'v\t515.json',
  quotes: `"v516" 'o' \`p\`.json`,
  markup: '<v517>&amp;&.json',
  punctuation: 'v518,;=@!$()^|~.json',
  'composed-accent': 'v519-caf\u00e9.json',
  'decomposed-accent': 'v519-cafe\u0301.json',
  /** UTF-16 sorts these two the other way round than UTF-8 does. */
  'last-of-the-bmp': '\uff8av520.json',
  'beyond-the-bmp': '\u{1d535}v520.json',
  'trailing-space': 'v521.json ',
} as const;

export type OddName = keyof typeof ODD_NAMES;
export const ODD_NAME_KINDS = Object.keys(ODD_NAMES) as readonly OddName[];
