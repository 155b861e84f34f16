import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CHECKOUT, JOB, type Ran, rule, run, steps } from './harness.ts';

const UPLOAD = 'uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f';
const DOWNLOAD = 'uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c';

const upload = (inputs: Readonly<Record<string, string>>, more = ''): string => `${UPLOAD}\n${more}with: ${JSON.stringify(inputs)}`;
const make = (...files: string[]): string =>
  `run: |\n${files.map((file) => `  mkdir -p "$(dirname '${file}')"; echo "in ${file}" > '${file}'`).join('\n')}`;

/** What the artifact holds, as paths. */
async function held({ outcome }: Ran, name: string): Promise<string[]> {
  const folder = `${outcome.folder}/artifacts/${name}`;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
    .toSorted();
}

describe(rule('artifact.root'), () => {
  it.each([
    ['a/b/one.txt', ['one.txt']],
    ['a/b', ['one.txt', 'sub/two.txt']],
    ['a/b/', ['one.txt', 'sub/two.txt']],
    ['./a/b/../b/one.txt', ['one.txt']],
    ['a/**/two.txt', ['b/sub/two.txt']],
    ['a/*/one.txt', ['b/one.txt']],
    ['a/*', ['b/one.txt', 'b/sub/two.txt', 'three.log']],
    ['a/?hree.[kl]og', ['three.log']],
    ['**/one.txt', ['a/b/one.txt']],
    ['a/b/one.txt\na/b/sub/two.txt', ['one.txt', 'sub/two.txt']],
    ['a/b\n# a remark\n\na/three.log', ['b/one.txt', 'b/sub/two.txt', 'three.log']],
    ['a\na/b/one.txt', ['b/one.txt', 'b/sub/two.txt', 'three.log']],
    ['a\n!a/**/*.txt', ['three.log']],
    ['a\n!a/b\na/b/one.txt', ['b/one.txt', 'three.log']],
    ['a/none.txt\na/three.log', ['three.log']],
  ])('%j holds %j', async (path, expected) => {
    const ran = await run(steps(make('a/b/one.txt', 'a/b/sub/two.txt', 'a/three.log'), upload({ name: 'x', path })));
    expect(ran.results).toEqual({ job: 'success' });
    expect(await held(ran, 'x')).toEqual(expected);
  });

  it('takes a whole path, and what links lead to, also of a checkout', async () => {
    const files = { 'data/one.txt': 'one', 'data/deep/two.txt': 'two' };
    const link = `run: ln -s "$GITHUB_WORKSPACE/data/deep" "$RUNNER_TEMP/link"; ln -s nowhere "$RUNNER_TEMP/broken"; echo x > "$RUNNER_TEMP/own"`;
    const ran = await run(
      steps(
        CHECKOUT,
        link,
        upload({ name: 'repository', path: 'data/**/*.txt' }),
        upload({ name: 'temp', path: '${{ runner.temp }}/link\n${{ runner.temp }}/broken\n${{ runner.temp }}/own' }),
      ),
      { files },
    );
    expect(ran.results).toEqual({ job: 'success' });
    expect(await held(ran, 'repository')).toEqual(['deep/two.txt', 'one.txt']);
    expect(await held(ran, 'temp')).toEqual(['link/two.txt', 'own']);
  });
});

describe(rule('artifact.hidden'), () => {
  const files = ['a/.env', 'a/.git/config', 'a/shown'];
  it.each([
    ['a', {}, ['shown']],
    ['a/*', {}, ['shown']],
    ['a', { 'include-hidden-files': 'true' }, ['.env', '.git/config', 'shown']],
    ['a/.git/config\na/shown', {}, ['.git/config', 'shown']],
  ])('%j %j: %j', async (path, inputs, expected) => {
    const ran = await run(steps(make(...files), upload({ path, ...inputs })));
    expect(await held(ran, 'artifact')).toEqual(expected);
  });
});

describe(rule('artifact.none-found'), () => {
  const nothing = 'No files were found with the provided path: nothing/*. No artifacts will be uploaded.';
  it.each([
    [{}, 'success', [nothing], []],
    [{ 'if-no-files-found': 'warn' }, 'success', [nothing], []],
    [{ 'if-no-files-found': 'ignore' }, 'success', [], []],
    [{ 'if-no-files-found': 'error' }, 'failure', [], [nothing]],
  ])('%j: %s', async (inputs, result, warnings, errors) => {
    const ran = await run(steps(upload({ path: 'nothing/*', ...inputs })));
    expect(ran.results).toEqual({ job: result });
    expect(ran.messages('warning')).toEqual(warnings);
    expect(ran.messages('error')).toEqual(errors);
  });
});

describe(rule('artifact.modes-lost'), () => {
  it('and content, digest, id and url are told', async () => {
    const ran = await run(
      `jobs:
  job:
    ${JOB}
    outputs: {digest: "\${{ steps.x.outputs.artifact-digest }}", id: "\${{ steps.x.outputs.artifact-id }}", url: "\${{ steps.x.outputs.artifact-url }}"}
    steps:
      - run: echo 'echo hi' > tool; chmod 755 tool
      - {id: x, ${UPLOAD}, with: {path: tool, retention-days: 5, compression-level: 9}}
      - {${UPLOAD}, with: {path: tool, name: again}}
`,
    );
    expect((await stat(`${ran.outcome.folder}/artifacts/artifact/tool`)).mode & 0o777).toBe(0o644);
    const { digest, id, url } = ran.job('job').outputs;
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(id).toBe('10001');
    expect(url).toBe(`https://github.com/example/checkout-history/actions/runs/${ran.outcome.id}/artifacts/10001`);
    expect(await readFile(`${ran.outcome.folder}/artifacts.ndjson`, 'utf8')).toContain(digest);
  });
});

describe(rule('artifact.name-once'), () => {
  it('again is a conflict, in another job, too; overwrite replaces it under a new id', async () => {
    const ran = await run(`jobs:
  first:
    ${JOB}
    steps: [{run: echo 1 > f}, {${UPLOAD}, with: {path: f}}]
  second:
    ${JOB}
    needs: first
    steps: [{run: echo 2 > f}, {${UPLOAD}, with: {path: f}}]
  third:
    ${JOB}
    needs: second
    if: always()
    outputs: {id: "\${{ steps.x.outputs.artifact-id }}"}
    steps: [{run: echo 3 > g}, {id: x, ${UPLOAD}, with: {path: g, overwrite: true}}]
`);
    expect(ran.results).toEqual({ first: 'success', second: 'failure', third: 'success' });
    expect(ran.messages('error').join()).toContain(
      '(409) Conflict: an artifact with this name already exists on the workflow run: artifact',
    );
    expect(await held(ran, 'artifact')).toEqual(['g']);
    expect(ran.job('third').outputs).toEqual({ id: '10002' });
  });

  it('legs that upload at the same moment: one of them wins, ids are their own', async () => {
    const ran = await run(`jobs:
  same: {${JOB}, strategy: {fail-fast: false, matrix: {x: [1, 2, 3, 4]}}, steps: [{run: echo 1 > f}, {${UPLOAD}, with: {path: f, name: same}}]}
  own: {${JOB}, strategy: {matrix: {x: [1, 2, 3, 4]}}, outputs: {"id1": "\${{ matrix.x == 1 && steps.u.outputs.artifact-id || '' }}", "id2": "\${{ matrix.x == 2 && steps.u.outputs.artifact-id || '' }}"}, steps: [{run: echo 1 > f}, {id: u, ${UPLOAD}, with: {path: f, name: "own-\${{ matrix.x }}"}}]}
`);
    expect(
      ran
        .job('same')
        .legs.map(({ result }) => result)
        .toSorted(),
    ).toEqual(['failure', 'failure', 'failure', 'success']);
    expect(ran.results['own']).toBe('success');
    const { id1, id2 } = ran.job('own').outputs;
    expect(id1).not.toBe(id2);
  });

  it('an artifact of attempt 1 is there for attempt 2, and its name is taken', async () => {
    const yaml = `jobs:
  make: {${JOB}, steps: [{run: echo of attempt $GITHUB_RUN_ATTEMPT > f}, {${UPLOAD}, with: {name: kept, path: f}}]}
  use:
    ${JOB}
    needs: make
    steps:
      - {run: echo x > f}
      - {id: own, ${UPLOAD}, with: {name: "of-\${{ github.run_attempt }}", path: f}}
      - {${DOWNLOAD}, with: {name: kept, path: got}}
      - run: cat got/f
      - {${DOWNLOAD}, with: {path: all}}
      - run: ls all | xargs
      - ${CHECKOUT}
      - run: test -e fixed
`;
    const first = await run(yaml);
    expect(first.results).toEqual({ make: 'success', use: 'failure' });
    await writeFile(`${first.root}/fixed`, '');
    const second = await run('', { root: first.root, rerunFailed: '1' });
    expect(second.results).toEqual({ make: 'success', use: 'success' });
    const text = await second.log('use');
    expect(text).toContain('\nof attempt 1\n');
    expect(text).toContain('\nkept of-1 of-2\n');
  });
});

describe(rule('artifact.download-folders'), () => {
  const given = ['a-1', 'a-2', 'b'].map(
    (name) => `{run: echo ${name} > ${name}.txt}, {${UPLOAD}, with: {name: ${name}, path: ${name}.txt}}`,
  );
  it.each([
    [{ name: 'b' }, ['b.txt']],
    [{ name: 'b', pattern: 'a-*', path: 'to' }, ['to/b.txt']],
    [{ path: 'to' }, ['to/a-1/a-1.txt', 'to/a-2/a-2.txt', 'to/b/b.txt']],
    [{ pattern: 'a-*', path: 'to' }, ['to/a-1/a-1.txt', 'to/a-2/a-2.txt']],
    [{ pattern: 'a-*', path: 'to/deep', 'merge-multiple': 'true' }, ['to/deep/a-1.txt', 'to/deep/a-2.txt']],
    [{ 'merge-multiple': 'true' }, ['a-1.txt', 'a-2.txt', 'b.txt']],
    [{ pattern: 'none-*' }, []],
    [{ path: '${{ runner.temp }}/to', name: 'b', 'run-id': '${{ github.run_id }}', repository: '${{ github.repository }}' }, []],
  ])('%j: %j', async (inputs, expected) => {
    const { log, results } = await run(`jobs:
  make: {${JOB}, steps: [${given.join(', ')}]}
  use:
    ${JOB}
    needs: make
    steps:
      - {id: got, ${DOWNLOAD}, with: ${JSON.stringify(inputs)}}
      - run: echo "at $(realpath --relative-to . '\${{ steps.got.outputs.download-path }}')" $(find . -type f | sort | sed s:./::)
`);
    expect(results).toEqual({ make: 'success', use: 'success' });
    const at = 'path' in inputs ? (inputs.path.startsWith('$') ? '../_temp/to' : inputs.path) : '.';
    expect(await log('use')).toContain(`\nat ${[at, ...expected].join(' ')}\n`);
  });

  it.each([
    [{ name: 'nothing' }, /Unable to download artifact\(s\): Artifact not found for name: nothing; the run has: none/],
    [{ 'run-id': '7' }, /'run-id: 7' is not supported/],
    [{ repository: 'some/other' }, /'repository: some\/other' is not supported/],
    [{ 'skip-decompress': 'true' }, /'skip-decompress: true' is not supported/],
    [{ 'merge-multiple': 'yes' }, /'merge-multiple' must be true or false, not 'yes'/],
  ])('%j fails', async (inputs, message) => {
    const ran = await run(steps(`${DOWNLOAD}\nwith: ${JSON.stringify(inputs)}`));
    expect(ran.results).toEqual({ job: 'failure' });
    expect(ran.messages('error').join()).toMatch(message);
  });

  it('not into the repository’s own folder', async () => {
    const ran = await run(steps(make('f'), upload({ path: 'f' }), CHECKOUT, `${DOWNLOAD}\nwith: {path: here}`));
    expect(ran.messages('error').join()).toMatch(/the workspace is the repository's own folder.*runner.temp/);
    await expect(stat(`${ran.root}/here`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('an upload is refused', () => {
  it.each([
    [{ path: 'f', name: 'a/b' }, /name is not valid: a\/b/],
    [{ path: 'f', name: '..' }, /name is not valid/],
    [{ path: 'f', archive: 'false' }, /'archive: false' is not supported/],
    [{ path: 'f', overwrite: 'perhaps' }, /'overwrite' must be true or false/],
    [{ path: 'f', 'if-no-files-found': 'cry' }, /'if-no-files-found: cry' is not supported/],
    [{ path: 'f', 'compression-level': '10' }, /'compression-level: 10'/],
    [{ path: 'f', 'retention-days': 'many' }, /Invalid retention-days/],
    [{ path: '{f,g}' }, /braces/],
    [{ name: 'x' }, /Input required and not supplied: path/],
  ])('%j', async (inputs, message) => {
    const ran = await run(steps(make('f'), upload(inputs)));
    expect(ran.results).toEqual({ job: 'failure' });
    expect(ran.messages('error').join()).toMatch(message);
  });

  it.each([
    [upload({ path: 'f', compress: '1' }), /w\.yml:\d+:\d+.*The input 'compress' of actions\/upload-artifact is not supported/],
    [`${DOWNLOAD}\nwith: {artifact-ids: '1,2'}`, /The input 'artifact-ids' of actions\/download-artifact is not supported/],
    [`${DOWNLOAD}\nwith: {github-token: x}`, /The input 'github-token'/],
    ['uses: actions/upload-artifact@v3\nwith: {path: f}', /artifacts of version 4 and later/],
    ['uses: actions/upload-artifact/merge@v7', /actions\/upload-artifact\/merge@v7' is not supported/],
  ])('before anything runs: %s', async (step, message) => {
    await expect(run(steps(step))).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) as string });
  });
});
