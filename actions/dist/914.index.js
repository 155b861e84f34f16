export const id = 914;
export const ids = [914];
export const modules = {

/***/ 8914:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_github_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8713);


await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runStoppableAction */ .MJ)(process.env, async ({ input, log, number, signals }) => {
    const comment = await (0,_src_github_api_js__WEBPACK_IMPORTED_MODULE_1__/* .writeComment */ .HF)(process.env, {
        token: input('token', { required: true }),
        number: number('number', { min: 1, max: 2 ** 31 }),
        topic: input('topic', { required: true }),
        body: input('body', { required: true }),
    }, signals.stop);
    log(`Comment: ${comment}`);
    return { outputs: { comment }, summary: '', error: null };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 8713:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HF: () => (/* binding */ writeComment),
/* harmony export */   "in": () => (/* binding */ dispatchWorkflow)
/* harmony export */ });
/* unused harmony export callApi */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);


const TRIES_UP_TO = 4;
const FIRST_WAIT_MS = 1000;
/** @throws MigrationError GITHUB_REFUSED with the permission that is missing, GITHUB_FAILED when GitHub does not answer properly */
async function callApi(env, { body, method, path, token }, signal) {
    const url = `${env['GITHUB_API_URL'] ?? 'https://api.github.com'}${path}`;
    for (let tries = 1;; tries += 1) {
        const answer = await once(url, method, token, body, signal);
        if (answer.kind === 'ok')
            return answer.value;
        if (answer.kind === 'refused' || tries >= TRIES_UP_TO)
            throw failure(answer, `${method} ${path}`);
        await new Promise((resolve) => setTimeout(resolve, answer.waitMs ?? FIRST_WAIT_MS * 2 ** (tries - 1)));
        signal.throwIfAborted();
    }
}
/** Longer than this nobody waits inside a job: the next hour is another run's. */
const WAIT_UP_TO_MS = 60_000;
async function once(url, method, token, body, signal) {
    let response;
    try {
        response = await fetch(url, {
            method,
            signal,
            headers: {
                accept: 'application/vnd.github+json',
                authorization: `Bearer ${token}`,
                'x-github-api-version': '2022-11-28',
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
    }
    catch (error) {
        signal.throwIfAborted();
        return { kind: 'failed', status: 0, said: error.message, waitMs: null };
    }
    const text = await response.text();
    if (response.ok)
        return { kind: 'ok', value: text === '' ? null : JSON.parse(text) };
    const said = messageOf(text);
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000;
    const limited = response.status === 429 || (response.status === 403 && response.headers.get('x-ratelimit-remaining') === '0');
    if (response.status >= 500 || (limited && retryAfter <= WAIT_UP_TO_MS)) {
        return { kind: 'failed', status: response.status, said, waitMs: Number.isNaN(retryAfter) ? null : retryAfter };
    }
    return { kind: 'refused', status: response.status, said };
}
const problem = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() });
function messageOf(text) {
    try {
        return problem.parse(JSON.parse(text)).message;
    }
    catch {
        return text.slice(0, 200);
    }
}
function failure({ kind, said, status }, what) {
    const code = kind === 'refused' ? 'GITHUB_REFUSED' : 'GITHUB_FAILED';
    const next = status === 403 || status === 404
        ? 'Give the job the permission that this call needs (permissions: in the workflow), or wait an hour where it is the rate limit.'
        : kind === 'refused'
            ? 'Mend what it names, then re-run this job.'
            : 'Re-run this job.';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py(code, `GitHub answered ${status === 0 ? 'nothing' : status} to ${what}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(said)}`, { next });
}
const dispatched = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ html_url: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional() }).nullable();
/** Starts the workflow of this run on its ref. @returns the page of the new run, or of the workflow's runs where GitHub names none */
async function dispatchWorkflow(env, { inputs, token }, signal) {
    const { GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_WORKFLOW_REF: from } = env;
    // OWNER/NAME/.github/workflows/FILE@REF: the file that the run was started with, also when it called another one.
    const [, file, ref] = /\/\.github\/workflows\/([^@]+)@(.+)$/.exec(from ?? '') ?? [];
    if (repository === undefined || file === undefined || ref === undefined) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('USAGE', 'This is no job of a workflow: GITHUB_REPOSITORY or GITHUB_WORKFLOW_REF is missing', {
            next: 'Start the workflow by hand.',
        });
    }
    const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(file)}/dispatches`;
    const answer = dispatched.parse(await callApi(env, { method: 'POST', path, token, body: { ref, inputs, return_run_details: true } }, signal));
    return answer?.html_url ?? `${server}/${repository}/actions/workflows/${file}`;
}
const comments = zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ id: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(), html_url: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), body: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }));
/** GitHub takes 65,536 characters (docs: REST, "Create an issue comment"). */
const COMMENT_CHARS_UP_TO = 65_536;
const COMMENTS_PER_PAGE = 100;
/** A pull request with more comments than this gets a new one. */
const PAGES_UP_TO = 20;
/** One comment for each topic: written once, then brought up to date. @returns its page */
async function writeComment(env, { body, number, token, topic }, signal) {
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    const mark = `<!-- bucket-brigade: ${topic.replaceAll(/[^\w ./-]/g, '-')} -->`;
    const text = `${mark}\n${body}`;
    const cut = text.length <= COMMENT_CHARS_UP_TO
        ? text
        : `${text.slice(0, COMMENT_CHARS_UP_TO - 200)}\n\nCut here: the whole of it is in the run's summary.\n`;
    for (let page = 1; page <= PAGES_UP_TO; page += 1) {
        const path = `/repos/${repository}/issues/${number}/comments?per_page=${COMMENTS_PER_PAGE}&page=${page}`;
        const found = comments.parse(await callApi(env, { method: 'GET', path, token }, signal));
        const own = found.find((comment) => comment.body.startsWith(mark));
        if (own !== undefined) {
            const changed = { method: 'PATCH', path: `/repos/${repository}/issues/comments/${own.id}`, token, body: { body: cut } };
            return comments.element.parse(await callApi(env, changed, signal)).html_url;
        }
        if (found.length < COMMENTS_PER_PAGE)
            break;
    }
    const added = { method: 'POST', path: `/repos/${repository}/issues/${number}/comments`, token, body: { body: cut } };
    return comments.element.parse(await callApi(env, added, signal)).html_url;
}


/***/ })

};
