export const id = 264;
export const ids = [264];
export const modules = {

/***/ 5264:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);
/* harmony import */ var _src_github_api_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8713);
/* harmony import */ var _src_github_dispatch_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3923);




const { env } = process;
await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runStoppableAction */ .MJ)(env, async ({ input, lines, log, signals }) => {
    const inputs = Object.fromEntries(lines('inputs').map(inputOf));
    const run = await (0,_src_github_dispatch_js__WEBPACK_IMPORTED_MODULE_3__/* .dispatchWorkflow */ .i)((0,_src_github_api_js__WEBPACK_IMPORTED_MODULE_2__/* .githubOf */ .zq)(env, signals.stop), { token: input('token', { required: true }), inputs });
    log(`The next run is asked for: ${run}`);
    return { outputs: { run }, summary: `### The time of this run was up\n\nIts work goes on in [the next run](${run}).\n`, error: null };
});
function inputOf(line) {
    const at = line.indexOf('=');
    if (at > 0)
        return [line.slice(0, at), line.slice(at + 1)];
    throw new _src_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('USAGE', `"${line}" is no input`, { next: 'Give one name=value a line.' });
}

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

/***/ 3923:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ dispatchWorkflow)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8713);



const dispatched = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ html_url: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional() }).nullable();
/**
 * Starts the workflow of this run on its ref. A repeat after a lost answer may start it twice: the second run waits for the first, as
 * all runs of a migration do, and finds its work done. @returns the page of the new run, or of the workflow's runs where GitHub names none
 */
async function dispatchWorkflow(github, { inputs, token }) {
    const repository = (0,_api_js__WEBPACK_IMPORTED_MODULE_1__/* .variableOf */ .Qn)(github, 'GITHUB_REPOSITORY');
    // OWNER/NAME/.github/workflows/FILE@REF: the file that the run was started with, also when it called another one.
    const [, file, ref] = /\/\.github\/workflows\/([^@]+)@(.+)$/.exec((0,_api_js__WEBPACK_IMPORTED_MODULE_1__/* .variableOf */ .Qn)(github, 'GITHUB_WORKFLOW_REF')) ?? [];
    if (file === undefined || ref === undefined) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('USAGE', `GITHUB_WORKFLOW_REF names no workflow file: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(github.env['GITHUB_WORKFLOW_REF'] ?? '')}`, {
            next: 'Start the workflow by hand.',
        });
    }
    const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(file)}/dispatches`;
    const call = { method: 'POST', path, token, body: { ref, inputs, return_run_details: true } };
    const answer = await (0,_api_js__WEBPACK_IMPORTED_MODULE_1__/* .askApi */ .wk)(github, call);
    if (answer.kind === 'ok') {
        const server = github.env['GITHUB_SERVER_URL'] ?? 'https://github.com';
        return (0,_api_js__WEBPACK_IMPORTED_MODULE_1__/* .parseAnswer */ .Wp)(dispatched, answer.value, call)?.html_url ?? `${server}/${repository}/actions/workflows/${file}`;
    }
    throw (answer.status === 422 ? unfitWorkflow(answer.said, { file, ref, inputs }) : null) ?? (0,_api_js__WEBPACK_IMPORTED_MODULE_1__/* .failure */ .V2)(answer, call, github.clock);
}
/**
 * Who calls migrate.yml from a workflow of his own is dispatched with that workflow, which then has to take what a successor is given.
 * GitHub's words as observed (benc-uk/workflow-dispatch#80); its reference has none for this.
 */
function unfitWorkflow(said, { file, inputs, ref }) {
    const place = `.github/workflows/${file}`;
    const refuse = (what, mend) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('GITHUB_REFUSED', `GitHub cannot start ${place} on ${ref} as the successor: ${what}`, {
        next: `${mend} on ${ref} (docs/guide.md, "From another repository"), then re-run this job.`,
        details: {
            given: Object.entries(inputs)
                .map(([name, value]) => `${name}=${value}`)
                .join(' '),
        },
    });
    const unexpected = namesIn(/^Unexpected inputs provided: (\[.*\])/.exec(said)?.[1]);
    if (unexpected.length > 0) {
        const names = unexpected.join(', ');
        return refuse(`it does not take ${names}`, `Add ${names} to on.workflow_dispatch.inputs of ${place}, and give them to migrate.yml`);
    }
    if (/does not have '?workflow_dispatch'? trigger/.test(said)) {
        const names = Object.keys(inputs).join(', ');
        return refuse('it has no workflow_dispatch', `Give ${place} on.workflow_dispatch with the inputs ${names}, and give them to migrate.yml`);
    }
    const required = /^Required input '([^']*)' not provided/.exec(said)?.[1];
    if (required === undefined)
        return null;
    const name = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(required);
    return refuse(`it requires ${name}, which no successor is given`, `Give the input ${name} of ${place} a default, or make it optional`);
}
function namesIn(list) {
    try {
        return zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP())
            .parse(JSON.parse(list ?? ''))
            .map(_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$);
    }
    catch {
        return [];
    }
}


/***/ })

};
