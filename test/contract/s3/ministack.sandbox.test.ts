import { ministackSubject } from './ministack.ts';
import { describeS3 } from './suite.ts';

// Plain ministack keeps all odd keys, but does not look at the expected-owner headers; the sandbox's additions do.
describeS3('ministack', ministackSubject, { enforcesExpectedOwner: false, temporaryCredentials: true });
