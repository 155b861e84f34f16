import { laptopSubject } from './laptop.ts';
import { describeParts } from './parts-suite.ts';
import { describeS3 } from './suite.ts';

describeS3("the laptop's AWS", laptopSubject, { enforcesExpectedOwner: true, temporaryCredentials: true });
describeParts("the laptop's AWS", laptopSubject);
