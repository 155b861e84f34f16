/**
 * Whoever runs the tests may have credentials and places of their own: none of them is the sandbox's. And where the tests are a job of
 * GitHub's, what they start is none: it has no run and no tokens there.
 */
export function ofTheMachine(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|GITHUB|ACTIONS|RUNNER)_/.test(name)));
}
