export const id = 914;
export const ids = [914];
export const modules = {

/***/ 8914:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_github_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8713);
/* harmony import */ var _src_github_comment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3812);



await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runStoppableAction */ .MJ)(process.env, async ({ input, log, number, signals }) => {
    const comment = await (0,_src_github_comment_js__WEBPACK_IMPORTED_MODULE_2__/* .writeComment */ .H)((0,_src_github_api_js__WEBPACK_IMPORTED_MODULE_1__/* .githubOf */ .zq)(process.env, signals.stop), {
        token: input('token', { required: true }),
        number: number('number', { min: 1, max: 2 ** 31 }),
        topic: input('topic', { required: true }),
        body: input('body', { required: true }),
    });
    log(`Comment: ${comment}`);
    return { outputs: { comment }, summary: '', error: null };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 8713:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qn: () => (/* binding */ variableOf),
/* harmony export */   V2: () => (/* binding */ failure),
/* harmony export */   Wp: () => (/* binding */ parseAnswer),
/* harmony export */   px: () => (/* binding */ callApi),
/* harmony export */   wk: () => (/* binding */ askApi),
/* harmony export */   zq: () => (/* binding */ githubOf)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7428);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8179);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);



/** GitHub itself gives up after ten seconds (docs: REST, "Timeouts"). */
const ANSWER_WITHIN_MS = 30_000;
function githubOf(env, signal) {
    return { env, clock: (0,_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .systemClock */ .ml)(env), random: Math.random, signal, answerWithinMs: ANSWER_WITHIN_MS };
}
/** The jobs that call have five minutes each, for two calls: a wait that would end later than this is not begun. */
const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** "Wait for at least one minute" where GitHub names no moment (docs: REST, "Rate limits"). */
const LIMITED_WAIT_MS = 60_000;
/** @throws MigrationError GITHUB_REFUSED with the permission that is missing, GITHUB_FAILED when GitHub does not answer properly */
async function callApi(github, call) {
    const answer = await askApi(github, call);
    if (answer.kind === 'ok')
        return answer.value;
    throw failure(answer, call, github.clock);
}
/** The last answer, after all patience with what passes by itself. */
async function askApi(github, call) {
    const { clock, random, signal } = github;
    const giveUpAt = clock.passed() + PATIENCE_MS;
    for (let tries = 1;; tries += 1) {
        const answer = await once(github, call);
        if (answer.kind === 'ok' || answer.kind === 'refused')
            return answer;
        const waitMs = waitOf(answer, tries, random);
        if (clock.passed() + waitMs > giveUpAt)
            return answer;
        await clock.sleep(waitMs, signal);
        const made = answer.kind === 'failed' ? await call.made?.() : null;
        if (made !== null && made !== undefined)
            return { kind: 'ok', value: made };
    }
}
/** What GitHub says, but never less than our own doubling; jitter upwards only, so that no wait is shorter than was said. */
function waitOf({ kind, waitMs }, tries, random) {
    const own = kind === 'limited' && waitMs === null
        ? LIMITED_WAIT_MS * 2 ** (tries - 1)
        : Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
    return Math.max(own, waitMs ?? 0) + random() * Math.min(own, FIRST_WAIT_MS);
}
async function once({ answerWithinMs, clock, env, signal }, { body, method, path, token }) {
    let response;
    let text;
    try {
        response = await fetch(`${env['GITHUB_API_URL'] ?? 'https://api.github.com'}${path}`, {
            method,
            signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
            headers: {
                accept: 'application/vnd.github+json',
                authorization: `Bearer ${token}`,
                'x-github-api-version': '2022-11-28',
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        text = await response.text();
    }
    catch (error) {
        signal.throwIfAborted();
        return { kind: 'failed', status: 0, said: reasonOf(error), request: '', waitMs: null };
    }
    const { headers, status } = response;
    const request = headers.get('x-github-request-id') ?? '';
    const value = jsonOf(text);
    if (response.ok && value !== undefined)
        return { kind: 'ok', value };
    const said = saidIn(value, text);
    const waitMs = toldWaitMs(headers, clock.now());
    if (response.ok || status >= 500)
        return { kind: 'failed', status, said, request, waitMs };
    if (isLimit(status, headers, said))
        return { kind: 'limited', status, said, request, waitMs };
    return { kind: 'refused', status, said, request, accepted: headers.get('x-accepted-github-permissions') ?? '' };
}
/** A 403 is a permission or a limit. The limit of the last minutes leaves some of the hour's requests (docs: REST, "Rate limits"). */
function isLimit(status, headers, said) {
    if (status === 429)
        return true;
    const tells = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after') || /secondary rate limit/i.test(said);
    return status === 403 && tells;
}
/** Retry-After in seconds; without it, the end of the hour whose requests are used up. */
function toldWaitMs(headers, now) {
    const retryAfter = headers.get('retry-after');
    if (retryAfter !== null && /^\d+$/.test(retryAfter))
        return Number(retryAfter) * 1000;
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000;
    return headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset) ? Math.max(0, reset - now) : null;
}
/** Null where there is no body, undefined where it is no JSON: a page of something between us and GitHub. */
function jsonOf(text) {
    if (text === '')
        return null;
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
const problem = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ message: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), errors: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J()).default([]) });
const namedProblem = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ message: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** "Validation Failed" alone says nothing: what failed is in the list behind it. */
function saidIn(value, text) {
    const parsed = problem.safeParse(value);
    if (!parsed.success)
        return text === '' ? 'nothing' : text.includes('<') ? 'a page that is no JSON' : text.slice(0, 200);
    const more = parsed.data.errors.flatMap((error) => namedProblem.safeParse(error).data?.message ?? []);
    return [parsed.data.message, ...more].join(': ');
}
/** fetch says "fetch failed", and why only in its cause. */
function reasonOf(error) {
    const cause = error.cause instanceof Error ? error.cause.message : '';
    return cause === '' ? error.message : `${error.message}: ${cause}`;
}
/** The answer that ends a call, as an error. */
function failure(answer, { method, path }, clock) {
    const { request, said, status } = answer;
    const what = `GitHub answered ${status === 0 ? 'nothing' : status} to ${method} ${path}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(said)}`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py(answer.kind === 'failed' ? 'GITHUB_FAILED' : 'GITHUB_REFUSED', what, {
        next: nextOf(answer, clock),
        details: { request: request === '' ? undefined : request },
    });
}
function nextOf(answer, clock) {
    if (answer.kind === 'failed')
        return 'Re-run this job; if it lasts, look at https://www.githubstatus.com.';
    if (answer.kind === 'limited') {
        return `Re-run this job after ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .isoSeconds */ .nE)(clock.now() + (answer.waitMs ?? LIMITED_WAIT_MS))}: the repository has asked too much of GitHub's API.`;
    }
    if (answer.status === 401)
        return 'Give this job its own token (github.token): one that was kept ends with the job that it was made for.';
    if (answer.status !== 403 && answer.status !== 404)
        return 'Mend what it names, then re-run this job.';
    const wanted = permissionsIn(answer.accepted);
    const permission = wanted === '' ? 'the permission that this call needs' : `"${wanted}"`;
    const missing = answer.status === 404 ? ', and look whether what the path names is there' : '';
    return `Give the job ${permission} (permissions: in the workflow; the run of a fork may only read)${missing}.`;
}
/** From GitHub's words to the workflow's: alternatives are parted by semicolons, what is wanted together by commas (docs: REST, "Troubleshooting"). */
function permissionsIn(accepted) {
    const alternatives = accepted.split(';').map((all) => all.split(',').map((one) => one.trim().replace('=', ': ').replaceAll('_', '-')));
    return alternatives.map((all) => all.join('" and "')).join('" or "');
}
/** @throws MigrationError GITHUB_FAILED when the answer has another form than GitHub documents */
function parseAnswer(schema, value, { method, path }) {
    const parsed = schema.safeParse(value);
    if (parsed.success)
        return parsed.data;
    const reason = zod__WEBPACK_IMPORTED_MODULE_3__/* .prettifyError */ .S1(parsed.error).replaceAll('\n', ' ');
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('GITHUB_FAILED', `GitHub's answer to ${method} ${path} has not the form that it documents: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(reason)}`, {
        next: 'Look at what GITHUB_API_URL names, then re-run this job.',
    });
}
/** @throws MigrationError USAGE outside a job of a workflow */
function variableOf({ env }, name) {
    const value = env[name] ?? '';
    if (value !== '')
        return value;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('USAGE', `This is no job of a workflow: ${name} is missing`, {
        next: 'Use this action in a workflow of GitHub Actions.',
    });
}


/***/ }),

/***/ 3812:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ writeComment)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var _api_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8713);


const comment = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(),
    html_url: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    body: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullish(),
    user: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }).nullish(),
});
/** GitHub takes 65,536 characters (docs: REST, "Create an issue comment"). */
const COMMENT_CHARS_UP_TO = 65_536;
const COMMENTS_PER_PAGE = 100;
/** A pull request with more comments than this gets a new one. */
const PAGES_UP_TO = 20;
/** One comment for each topic: written once, then brought up to date. @returns its page */
async function writeComment(github, given) {
    const { number, token } = given;
    const base = `/repos/${(0,_api_js__WEBPACK_IMPORTED_MODULE_0__/* .variableOf */ .Qn)(github, 'GITHUB_REPOSITORY')}/issues`;
    const mark = `<!-- bucket-brigade: ${given.topic.replaceAll(/[^\w ./-]/g, '-')} -->`;
    const body = { body: cut(`${mark}\n${given.body}`) };
    const find = () => ownComment(github, { base, mark, number, token });
    const own = await find();
    const call = own === null
        ? { method: 'POST', path: `${base}/${number}/comments`, token, body, made: find }
        : { method: 'PATCH', path: `${base}/comments/${own.id}`, token, body };
    return (0,_api_js__WEBPACK_IMPORTED_MODULE_0__/* .parseAnswer */ .Wp)(comment, await (0,_api_js__WEBPACK_IMPORTED_MODULE_0__/* .callApi */ .px)(github, call), call).html_url;
}
function cut(text) {
    if (text.length <= COMMENT_CHARS_UP_TO)
        return text;
    // Half of a character would be no text any more.
    return `${text.slice(0, COMMENT_CHARS_UP_TO - 200).toWellFormed()}\n\nCut here: the whole of it is in the run's summary.\n`;
}
/** The topic's comment; not one in which a person has written the mark: whoever wrote it could change it afterwards. */
async function ownComment(github, { base, mark, number, token }) {
    // An app's token writes as a bot, also that of a job (docs: "GitHub's token formats").
    const isBot = token.startsWith('ghs_');
    for (let page = 1; page <= PAGES_UP_TO; page += 1) {
        const call = { method: 'GET', path: `${base}/${number}/comments?per_page=${COMMENTS_PER_PAGE}&page=${page}`, token };
        const found = (0,_api_js__WEBPACK_IMPORTED_MODULE_0__/* .parseAnswer */ .Wp)(zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(comment), await (0,_api_js__WEBPACK_IMPORTED_MODULE_0__/* .callApi */ .px)(github, call), call);
        const own = found.find(({ body, user }) => body?.startsWith(mark) === true && (!isBot || user?.type === 'Bot'));
        if (own !== undefined)
            return own;
        if (found.length < COMMENTS_PER_PAGE)
            return null;
    }
    return null;
}


/***/ })

};
