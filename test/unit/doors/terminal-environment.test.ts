import { expect, it } from 'vitest';
import { ofTheMachine } from '../../e2e/environment.ts';

it('what an end-to-end test starts in a terminal has no credentials of its starter, and is no job of GitHub’s', () => {
  const own = { PATH: '/bin', HOME: '/root', CI: 'true', LAWS_OF: 'x' };
  const theirs = {
    AWS_ACCESS_KEY_ID: 'x',
    AWS_ENDPOINT_URL: 'x',
    GITHUB_RUN_ID: '1',
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_STEP_SUMMARY: '/s',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'x',
    RUNNER_TEMP: '/t',
  };
  expect(ofTheMachine({ ...own, ...theirs })).toEqual(own);
});
