import { laptopSubject } from './laptop.ts';
import { describeParts } from './parts-suite.ts';
import { describeS3 } from './suite.ts';
import type { Known } from './subject.ts';

const laptop: Known = { enforcesExpectedOwner: true, temporaryCredentials: true, copiesWithoutChecksum: true };

describeS3("the laptop's AWS", laptopSubject, laptop);
describeParts("the laptop's AWS", laptopSubject, laptop);
