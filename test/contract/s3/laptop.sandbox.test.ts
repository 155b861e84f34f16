import { laptopSubject } from './laptop.ts';
import { describeS3 } from './suite.ts';

describeS3("the laptop's AWS", laptopSubject, { enforcesExpectedOwner: true, temporaryCredentials: true });
