import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { whichProgram } from '../../../setup/search-path.mjs';
import { LONG } from './odd-keys-of-servers.ts';
import { describeParts } from './parts-suite.ts';
import { VERSITYGW, versitygwSubject } from './servers.ts';
import { describeS3 } from './suite.ts';
import type { Known } from './subject.ts';

const versitygw: Known = {
  oddKeys: {
    '/leading': 'rewritten',
    '//leading-twice': 'rewritten',
    'double//slash': 'rewritten',
    'trailing/': 'refused',
    'dots/./x': 'rewritten',
    'dots/../x': 'rewritten',
    'dots/..': 'rewritten',
    'dots/.': 'rewritten',
    'fold/X/1': 'refused',
    [LONG]: 'refused',
  },
  enforcesExpectedOwner: true,
  temporaryCredentials: false,
  deletingNothing: 'deleted',
  doesNotEncode: true,
  storageClassOfCopies: 'STANDARD',
  copiesOverAnything: true,
  archivesNothing: true,
  keepsNoVersions: true,
  noLifecycle: 'NotImplemented',
};

const withGo = () => {
  describeS3('versitygw', versitygwSubject, versitygw);
  describeParts('versitygw', versitygwSubject, versitygw);
};
const withoutGo = () => {
  it('versitygw is not here, because there is no Go', () => {
    expect(whichProgram('go', process.env['PATH'] ?? '')).toBeUndefined();
  });
};
(existsSync(VERSITYGW) ? withGo : withoutGo)();
