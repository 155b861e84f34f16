import { SEAWEEDFS_ODD_KEYS } from './odd-keys-of-servers.ts';
import { describeParts } from './parts-suite.ts';
import { seaweedfsSubject } from './servers.ts';
import { describeS3 } from './suite.ts';
import type { Known } from './subject.ts';

const seaweedfs: Known = {
  oddKeys: SEAWEEDFS_ODD_KEYS,
  enforcesExpectedOwner: false,
  temporaryCredentials: false,
  missingBucketOfCopy: { target: 'InternalError' },
  skips: ['fold/X', 'fold/X/1'],
  deletingNothing: 'changed',
  archivesNothing: true,
  copiesWithoutChecksum: true,
  otherETagsOfCopiedParts: true,
  beyondTheEnd: 416,
  takesAnySize: true,
  abortingNothing: 'aborted',
  plusInUploads: ' ',
};

describeS3('seaweedfs', seaweedfsSubject, seaweedfs);
describeParts('seaweedfs', seaweedfsSubject, seaweedfs);
