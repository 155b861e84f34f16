import { describe, expect, it } from 'vitest';
import { unread } from '../../../src/aws/rented.ts';
import { MigrationError } from '../../../src/errors.ts';

const said = (name: string, httpStatusCode?: number) => Object.assign(new Error('said so'), { name, $metadata: { httpStatusCode } });

describe('what is rented could not be read', () => {
  it.each([
    ['ThrottlingException', 400, 'AWS_FAILED'],
    ['RequestLimitExceeded', 503, 'AWS_FAILED'],
    ['InternalError', 500, 'AWS_FAILED'],
    ['TimeoutError', undefined, 'AWS_FAILED'],
    ['UnauthorizedOperation', 403, 'ACCESS_DENIED'],
    ['AccessDeniedException', 400, 'ACCESS_DENIED'],
  ] as const)('after %s (%s) it is %s', (name, status, code) => {
    expect(unread('ec2:DescribeInstances', said(name, status))).toMatchObject({
      code,
      message: expect.stringContaining(`ec2:DescribeInstances: ${name}: said so`) as unknown,
    });
  });

  it('is told as it is when there are no credentials in the first place', () => {
    const refused = new MigrationError('ROLE_REFUSED', 'no');
    expect(unread('ec2:DescribeInstances', refused)).toBe(refused);
  });
});
