export const id = 449;
export const ids = [449];
export const modules = {

/***/ 6281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GH: () => (/* binding */ startOf),
/* harmony export */   N$: () => (/* binding */ NOTHING_WALKED),
/* harmony export */   np: () => (/* binding */ advance)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8179);
/* harmony import */ var _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1533);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);
/* harmony import */ var _ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7925);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5362);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(376);






/**
 * | found                         | ordered generation | start                                   |
 * |-------------------------------|--------------------|-----------------------------------------|
 * | nothing                       | any                | walk it, generation as ordered          |
 * | done, nothing failed          | not higher         | done                                    |
 * | done, keys failed             | not higher         | walk again, one generation up           |
 * | under way, keys failed        | not higher         | walk again, one generation up           |
 * | under way                     | not higher         | resume where nobody has walked yet      |
 * | anything                      | higher             | walk again, generation as ordered       |
 *
 * The epoch is the next one by the checkpoint; what lies in the ledger may call for a later one.
 * @throws MigrationError CHECKPOINT_OPTIONS when a walk would go on, or be taken for done, under other options than it was made
 */
function startOf(found, task, nowMs) {
    if (found === null)
        return { kind: 'walk', checkpoint: freshWalk(null, task, task.generation, nowMs) };
    if (task.generation > found.generation)
        return { kind: 'walk', checkpoint: freshWalk(found, task, task.generation, nowMs) };
    if (found.failures.length > 0)
        return { kind: 'walk', checkpoint: freshWalk(found, task, found.generation + 1, nowMs) };
    refuseOtherOptions(found, task);
    if (found.state === 'done')
        return { kind: 'done', checkpoint: found };
    // What was refused may have been mended: it is tried.
    const { refused: _refused, ...rest } = found;
    return { kind: 'resume', checkpoint: { ...rest, shard: task.shard, epoch: found.epoch + 1, updatedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_4__/* .isoSeconds */ .nE)(nowMs) } };
}
function freshWalk(found, task, generation, nowMs) {
    const vanished = found?.vanished ?? [];
    return {
        contract: 'checkpoint/2',
        migration: task.migration,
        identity: task.identity,
        folder: task.folder,
        shard: task.shard,
        generation,
        epoch: 1,
        state: 'copying',
        options: { ...task.options },
        pieces: [],
        walked: [],
        earlier: found === null ? [] : [...(0,_ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_2__/* .piecesOf */ .Xe)(found)],
        // Keys that were listed once and are gone stay in the accounts of the migration.
        accounts: { ..._contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_ACCOUNTS */ .hp, listed: vanished.length, vanished: vanished.length },
        reasons: vanished.length === 0 ? {} : { [_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB]: vanished.length },
        vanished: [...vanished],
        failures: [],
        copies: found?.copies ?? 0,
        updatedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_4__/* .isoSeconds */ .nE)(nowMs),
    };
}
function refuseOtherOptions(found, { folder, options }) {
    const names = [...new Set([...Object.keys(found.options), ...Object.keys(options)])].toSorted();
    const said = (value) => (value === undefined ? 'nothing' : `"${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(value)}"`);
    const differences = names
        .filter((name) => found.options[name] !== options[name])
        .map((name) => `${name} was ${said(found.options[name])} and is ${said(options[name])}`);
    if (differences.length === 0)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('CHECKPOINT_OPTIONS', `The checkpoint of folder ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(folder)} was made under other options: ${differences.join('; ')}`, {
        next: 'Go on with the options it was made under, or begin anew in another ledger prefix.',
    });
}
const NOTHING_WALKED = { ..._contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_TALLY */ .V3, returned: [] };
/**
 * The range's tally after these keys: pure, so that accounts, reasons and position move together or not at all.
 * `wasVanished` are keys that the folder's checkpoint counts as vanished. Keys that are kept are kept alone, without their page.
 */
function advance(from, keys, settled, { goneBeyond, wasVanished }) {
    const accounts = { ...from.accounts };
    const reasons = { ...from.reasons };
    const failures = [...from.failures];
    const vanished = new Set(from.vanished);
    const returned = new Set(from.returned);
    let copies = from.copies;
    const because = (reason, times = 1) => {
        reasons[reason] = (reasons[reason] ?? 0) + times;
    };
    // Most keys end as the one before: putting the words of a reason together for each would cost more than deciding it.
    let alike = null;
    let times = 0;
    const countAlike = () => {
        if (alike !== null)
            because(`${alike.class}: ${alike.reason}`, times);
    };
    for (let index = 0; index < settled.length; index += 1) {
        const end = settled[index];
        const { key, source, target } = keys[index];
        if (target !== null)
            accounts.targetListed += 1;
        if (target !== null)
            accounts[source === null ? 'targetOnly' : 'matched'] += 1;
        if (end.class === 'target-only')
            continue;
        if (vanished.size > 0 && vanished.delete(key)) {
            accounts.listed -= 1;
            accounts.vanished -= 1;
            reasons[_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB] = reasons[_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB] - 1;
        }
        if (wasVanished.size > 0 && wasVanished.has(key))
            returned.add((0,_listing_order_js__WEBPACK_IMPORTED_MODULE_5__/* .ownCopy */ .S)(key));
        accounts.listed += 1;
        switch (end.class) {
            case 'excluded':
                accounts.excluded += 1;
                because(`excluded: ${end.reason}`);
                break;
            case 'identical':
            case 'copied':
                accounts[end.class] += 1;
                accounts.bytes += end.entry.size;
                copies += end.copies;
                if (alike === null || alike.class !== end.class || alike.reason !== end.reason) {
                    countAlike();
                    alike = end;
                    times = 0;
                }
                times += 1;
                break;
            case 'vanished':
                accounts.vanished += 1;
                vanished.add((0,_listing_order_js__WEBPACK_IMPORTED_MODULE_5__/* .ownCopy */ .S)(key));
                because(_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB);
                break;
            case 'failed':
                accounts.failed += 1;
                because(`failed: ${end.failure.code}`);
                failures.push(kept(end.failure, reasons[`failed: ${end.failure.code}`]));
                break;
        }
    }
    countAlike();
    for (const key of goneBeyond) {
        if (vanished.has(key) || wasVanished.has(key))
            continue;
        vanished.add((0,_listing_order_js__WEBPACK_IMPORTED_MODULE_5__/* .ownCopy */ .S)(key));
        accounts.listed += 1;
        accounts.vanished += 1;
        because(_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB);
    }
    return { accounts, reasons, vanished: [...vanished], returned: [...returned], failures, copies };
}
function kept({ next, ...failure }, ofItsCode) {
    const own = { ...failure, key: (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_5__/* .ownCopy */ .S)(failure.key) };
    return next === undefined || ofItsCode > _failures_js__WEBPACK_IMPORTED_MODULE_3__/* .NEXT_SAID_UP_TO */ .KU ? own : { ...own, next };
}


/***/ }),

/***/ 5159:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  g: () => (/* binding */ NO_CALLS),
  a: () => (/* binding */ crewHere)
});

// EXTERNAL MODULE: ./build/src/ledger/names.js
var names = __webpack_require__(6779);
;// CONCATENATED MODULE: ./build/src/config/globs.js
/**
 * Patterns for keys: `*` is any run of characters but slashes, `**` any run, `?` one character but a slash. Everything else stands for
 * itself: brackets and braces are ordinary characters of keys.
 */
function globMatcher(patterns) {
    const all = patterns.map((pattern) => expressionOf(pattern));
    return (key) => all.some((expression) => expression.test(key));
}
function expressionOf(pattern) {
    const source = pattern.replace(/\*\*|\*|\?|[.+^${}()|[\]\\]/g, (found) => WILD[found] ?? `\\${found}`);
    return new RegExp(`^${source}$`, 'su');
}
const WILD = { '**': '.*', '*': '[^/]*', '?': '[^/]' };

;// CONCATENATED MODULE: ./build/src/listing/rules.js

function rulesOf({ cutoffMs, include = [], exclude = [], onlyClass = [], prefix = '' }) {
    if (include.length === 0 && exclude.length === 0 && onlyClass.length === 0)
        return { cutoffMs };
    const wanted = include.length === 0 ? null : globMatcher(include);
    const unwanted = exclude.length === 0 ? null : globMatcher(exclude);
    const classes = new Set(onlyClass);
    return {
        cutoffMs,
        leavesOut: ({ key, storageClass }) => {
            if (classes.size > 0 && !classes.has(storageClass))
                return 'storage-class';
            const relative = key.slice(prefix.length);
            return (wanted !== null && !wanted(relative)) || (unwanted !== null && unwanted(relative)) ? 'filtered' : null;
        },
    };
}

// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
// EXTERNAL MODULE: ./build/src/copy/lanes.js + 9 modules
var lanes = __webpack_require__(5135);
// EXTERNAL MODULE: ./build/src/copy/refusals.js
var refusals = __webpack_require__(9446);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
;// CONCATENATED MODULE: ./build/src/copy/sweep.js




const ABORTS_AT_ONCE = 8;
/**
 * Aborts uploads in parts that a worker of ours left behind below a folder: nobody sees them, and they are billed.
 * Only those that our own principal began, and that are old enough. Either alone is not safe: an old upload may be somebody
 * else's, who is not done; a young one may be of a worker that is still at it.
 *
 * @throws S3Error; MigrationError `LISTING_BROKEN` where the list does not go on, after what it had named was ended
 */
async function sweepUploads(s3, sweep, signal) {
    const { target, prefix, principal, beforeMs, sinceMs = -Infinity, mayBeOurs } = sweep;
    const stale = [];
    let left = 0;
    let after;
    let standsStill = false;
    do {
        const page = await s3.listUploads({ from: target, prefix, after }, signal);
        for (const { initiated, initiator, key, uploadId } of page.uploads) {
            const ours = principal !== null && initiatedBy(initiator, principal);
            const atMs = Date.parse(initiated);
            const stays = !key.startsWith(prefix) || !ours || !(atMs >= sinceMs && atMs < beforeMs) || (await mayBeOurs?.(key)) === false;
            if (stays)
                left += 1;
            else
                stale.push({ to: target, key, uploadId });
        }
        // Asked on, such a server would be asked for ever. What is known to be ours is ended all the same.
        standsStill = page.next !== null && page.next.key === after?.key && page.next.uploadId === after?.uploadId;
        after = page.next ?? undefined;
    } while (after !== undefined && !standsStill);
    let aborted = 0;
    await (0,pool/* eachUpTo */.M)(stale, ABORTS_AT_ONCE, async (upload) => {
        if ((await s3.abortUpload(upload, signal)) === 'aborted')
            aborted += 1;
    });
    if (standsStill)
        throw standingStill(sweep, after);
    return { aborted, left };
}
function standingStill({ prefix, target }, at) {
    const where = `s3://${target.bucket}/${(0,errors/* printable */.g$)(prefix)}`;
    return new errors/* MigrationError */.Py('LISTING_BROKEN', `The list of uploads below ${where} stands still at "${(0,errors/* printable */.g$)(at?.key ?? '')}"`, {
        next: 'Run it again; if it stays, this server cannot list uploads, and what is left is to be looked for by hand.',
    });
}
/** Whatever S3 says to it, nothing is lost but some storage. @throws MigrationError when it was the caller who ended it; what is no answer of S3's */
async function trySweep(s3, sweep, signal) {
    try {
        return { ...(await sweepUploads(s3, sweep, signal)), why: null };
    }
    catch (error) {
        if (error instanceof errors/* MigrationError */.Py && error.code === 'LISTING_BROKEN')
            return { aborted: null, why: error.message };
        if (!(error instanceof types/* S3Error */.D))
            throw error;
        const told = (0,explain/* explainS3Error */.y)(error, `ending uploads left below s3://${sweep.target.bucket}/${(0,errors/* printable */.g$)(sweep.prefix)}`);
        if (signal.aborted)
            throw told;
        return { aborted: null, why: error.requestId === '' ? told.message : `${told.message} (request ${error.requestId})` };
    }
}
const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const SESSION = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/;
/** S3 names the session that began an upload; a session's ARN has its role's name without the path. */
function initiatedBy(initiator, principal) {
    if (initiator === '')
        return false;
    const role = ROLE.exec(principal)?.slice(1);
    const session = SESSION.exec(initiator)?.slice(1);
    return role === undefined || session === undefined ? initiator === principal : role.every((part, at) => part === session[at]);
}
/** Of a session its role, whose later sessions have other names; else as it is. */
function principalOf(arn) {
    const [, partition, account, name] = SESSION.exec(arn) ?? [];
    return name === undefined ? arn : `arn:${partition}:iam::${account}:role/${name}`;
}

;// CONCATENATED MODULE: ./build/src/copy/crew.js







const NO_CALLS = { list: 0, copy: 0, get: 0, put: 0, delete: 0, retries: 0, slowDowns: 0 };
/** What a range is called by its rate: in the order of the keys, so that neighbours are neighbours to S3 as well (calm.ts). */
const pacedAs = (folder, from) => `${folder}/${from ?? ''}`;
/** The crew of one: in the calling thread, with the caller's own clients. */
function crewHere(deps) {
    const { s3, ledger, clock, random, dryRun, inFlight, isLoopBusy, rate, givenUp } = deps;
    return {
        threads: 1,
        counters: NO_CALLS,
        facts: () => rate?.facts() ?? null,
        walk: async ({ next, foldersAtOnce, rangesAtOnce }, signals, events) => {
            const shared = (0,pool/* slots */.Q)(inFlight);
            const tasks = new Map();
            const sweep = async (task, prefix, beforeMs) => {
                if (task.sweepsUploadsOf === undefined)
                    return;
                const { target } = task;
                const of = { target: (0,parties/* bucketOf */.A)(target), prefix: target.prefix + prefix, principal: task.sweepsUploadsOf, beforeMs };
                // Housekeeping: a server that knows no such list, or a role that may not ask for it, must not keep anybody from copying.
                const { aborted, why } = await trySweep(s3.target, of, signals.stop);
                events.onSwept?.(aborted, why);
            };
            const onCopied = (bytes) => events.onCopied(1, bytes);
            const depsOf = (folder) => {
                const task = tasks.get(folder);
                return {
                    ...{ s3, ledger, clock, random, dryRun, onCopied },
                    names: (0,names/* ledgerNames */.Qh)(task.migration, task.identity),
                    slots: shared,
                    sweep: (prefix, beforeMs) => sweep(task, prefix, beforeMs),
                };
            };
            await (0,lanes/* walkFolders */.x)({
                nextFolder: async () => {
                    const task = await next();
                    if (task !== null)
                        tasks.set(task.folder, { ...task, rules: rulesOf(task.rules) });
                    return task?.folder ?? null;
                },
                taskOf: (folder) => tasks.get(folder),
                depsOf,
                rangeDepsOf: (folder, from) => ({ ...depsOf(folder), pacer: rate?.range(pacedAs(folder, from), folder) }),
                isBusy: () => shared.areShort || isLoopBusy?.() === true,
                // More ranges than copies in flight go no faster, and a stop leaves that many folders half done.
                rangesAtOnce: rangesAtOnce ?? Math.min(lanes/* RANGES_AT_ONCE */.d, Math.max(2, inFlight)),
                foldersAtOnce,
                givenUp,
            }, signals, {
                onFolder: ({ checkpoint, skipped }) => {
                    const { folder, accounts, reasons, vanished, failures, copies } = checkpoint;
                    tasks.delete(folder);
                    events.onFolder({ folder, skipped, tally: { accounts, reasons, vanished, failures, copies } });
                },
                onFailure: (folder, error) => events.onFailure(folder, error, (0,refusals/* reachOf */.xw)(error)),
                onLeft: (folder) => void tasks.delete(folder),
                onRangeEnd: (folder, from) => rate?.forget(pacedAs(folder, from)),
                onStep: (_folder, keys) => events.onSeen?.(keys),
            });
        },
    };
}


/***/ }),

/***/ 376:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AC: () => (/* binding */ failureWords),
/* harmony export */   KU: () => (/* binding */ NEXT_SAID_UP_TO),
/* harmony export */   Xl: () => (/* binding */ failedFolderOf),
/* harmony export */   cL: () => (/* binding */ failedKeys),
/* harmony export */   g5: () => (/* binding */ failureOf),
/* harmony export */   uZ: () => (/* binding */ FOLDERS_TOLD_UP_TO)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** A failed key stands in segments, checkpoint and result: S3's words are a line or two, and another server's shall not be more. */
const MESSAGE_CHARS_UP_TO = 400;
/** S3's request ids have 16 characters, those of other makers up to 36. */
const REQUEST_ID_CHARS_UP_TO = 64;
/** Of each code so many failures of a range say what to do: as many as a page shows. */
const NEXT_SAID_UP_TO = 10;
/** What is kept of a key that failed. */
function failureOf(key, { code, message, refusal, requestId = '' }) {
    const failure = { key, code, message: upTo(message, MESSAGE_CHARS_UP_TO), next: refusal.next };
    return requestId === '' ? failure : { ...failure, requestId: upTo(requestId, REQUEST_ID_CHARS_UP_TO) };
}
/** A result names so many folders that could not be ended; an order may have all of a migration's. */
const FOLDERS_TOLD_UP_TO = 20;
/** What is told of a folder that could not be ended. */
function failedFolderOf(folder, { code, details, message, next }) {
    const { requestId } = details;
    return {
        ...{ folder, code, message: upTo(message, 2 * MESSAGE_CHARS_UP_TO) },
        ...(typeof requestId === 'string' ? { requestId: upTo(requestId, REQUEST_ID_CHARS_UP_TO) } : {}),
        ...(next === undefined ? {} : { next }),
    };
}
/** Of a key or a folder, for one line of a log. */
function failureWords(name, { code, message, requestId }) {
    return `${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(name)}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(code)}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(message)}${requestId === undefined ? '' : ` (request ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(requestId)})`}`;
}
const upTo = (text, chars) => (text.length <= chars ? text : `${text.slice(0, chars - 1)}…`);
/** What a worker ends with whose folders are walked and have failed keys: the first of them whole, and how many there are of each code. */
function failedKeys(failures, { what, source, target, again, all }) {
    const first = failures.find(({ next }) => next !== undefined) ?? failures[0];
    const times = new Map();
    for (const { code } of failures)
        times.set(code, (times.get(code) ?? 0) + 1);
    const codes = times.size === 1 ? undefined : [...times].map(([code, count]) => `${count} ${code}`).join(', ');
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('COPY_FAILED', `${failures.length} ${failures.length === 1 ? 'key' : 'keys'}${what} could not be copied`, {
        details: {
            first: first.key,
            sourceBucket: source,
            bucket: target,
            code: first.code,
            message: first.message,
            requestId: first.requestId,
            codes,
            all,
        },
        next: `${first.next ?? 'Mend what S3 names.'} ${again}`,
    });
}


/***/ }),

/***/ 5135:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  d: () => (/* binding */ RANGES_AT_ONCE),
  x: () => (/* binding */ walkFolders)
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/listing/cutting.js + 1 modules
var cutting = __webpack_require__(2007);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/accounts.js
var accounts = __webpack_require__(1533);
// EXTERNAL MODULE: ./build/src/ledger/checkpoint.js
var ledger_checkpoint = __webpack_require__(7925);
// EXTERNAL MODULE: ./build/src/ledger/manifest.js
var manifest = __webpack_require__(1330);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/listing/pairs.js + 1 modules
var pairs = __webpack_require__(5075);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
// EXTERNAL MODULE: ./build/src/listing/first-listed.js
var first_listed = __webpack_require__(5436);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
// EXTERNAL MODULE: ./build/src/listing/stretches.js
var stretches = __webpack_require__(6359);
// EXTERNAL MODULE: ./build/src/listing/walk.js
var walk = __webpack_require__(9493);
;// CONCATENATED MODULE: ./build/src/listing/listed-pairs.js









/** A page of S3's (API_ListObjectsV2): so many keys are looked for before any of them is copied. */
const STEP_KEYS = 1000;
/** Stretches of a step that are looked for side by side. */
const STRETCHES_AT_ONCE = 8;
const KEYS_AT_ONCE = 4;
/** A page that brings fewer of the keys costs more than asking for each; then so many are asked for before another page is tried. */
const PAGE_WORTH_KEYS = 8;
const KEYS_BETWEEN_PAGES = 64;
/**
 * Source, target and manifest of the keys of a list, in step. Each side is asked for them by whole pages where they lie close,
 * and one by one where they do not. Memory: the keys of one step. Not to be cut: a list is read once, by one lane.
 */
class ListedPairs {
    #s3;
    #view;
    #recorded;
    #batches;
    #keys = [];
    #at = 0;
    #listEnded = false;
    #last;
    first = null;
    hasMore = false;
    pages = 0;
    constructor(s3, view, list) {
        this.#s3 = s3;
        this.#view = view;
        this.#recorded = new pairs/* EntryCursor */.Tj(view.recorded, view.stretch.from);
        this.#batches = list.read()[Symbol.asyncIterator]();
        this.#last = view.stretch.from;
    }
    get to() {
        return this.#view.stretch.to;
    }
    get frontier() {
        return this.#last;
    }
    shorten() {
        throw new Error('A walk of listed keys is never cut');
    }
    release() { }
    async next(signal) {
        const keys = await this.#take();
        if (keys.length === 0) {
            this.#last = this.to;
            return { seen: [], to: this.to, ended: true };
        }
        const { source, target } = this.#view;
        const [left, right] = await Promise.all([look(this.#s3.source, source, keys, signal), look(this.#s3.target, target, keys, signal)]);
        const seen = [];
        for (const [index, key] of keys.entries()) {
            seen.push({ key, source: left[index], target: right[index], recorded: await this.#recordedOf(key) });
        }
        this.#last = keys.at(-1);
        return { seen, to: this.#last, ended: false };
    }
    /** The next keys of the list that lie in the stretch, and below the view's prefix. */
    async #take() {
        const { prefix, stretch } = this.#view;
        const taken = [];
        while (taken.length < STEP_KEYS && !this.#listEnded) {
            const key = this.#keys[this.#at];
            if (key === undefined) {
                const { done, value } = await this.#batches.next();
                this.#listEnded = done === true;
                this.#keys = done === true ? [] : value;
                this.#at = 0;
                continue;
            }
            if (stretch.to !== null && (0,order/* compareKeys */.Y)(key, stretch.to) > 0) {
                this.#listEnded = true;
                await this.#batches.return?.();
                break;
            }
            this.#at += 1;
            if (key.startsWith(prefix) && (0,stretches/* holds */.v9)(stretch, key))
                taken.push(key);
        }
        return taken;
    }
    async #recordedOf(key) {
        const recorded = this.#recorded;
        for (;;) {
            await recorded.fill();
            const entry = recorded.entries[recorded.at];
            if (entry === undefined || (0,order/* compareKeys */.Y)(entry.key, key) > 0)
                return null;
            recorded.at += 1;
            if (entry.key === key)
                return entry;
        }
    }
}
/** What one side has under each of the keys, which are in order. */
async function look(s3, side, keys, signal) {
    const found = Array.from({ length: keys.length }).fill(null);
    const size = Math.ceil(keys.length / STRETCHES_AT_ONCE);
    const stretches = Array.from({ length: Math.ceil(keys.length / size) }, (_, n) => [n * size, Math.min(keys.length, (n + 1) * size)]);
    await (0,pool/* eachUpTo */.M)(stretches, STRETCHES_AT_ONCE, ([from, to]) => lookBetween({ s3, side, signal }, keys, found, from, to));
    return found;
}
/** Fills in what is found under the keys of `from` up to, not including, `to`. */
async function lookBetween(looking, keys, found, from, to) {
    const one = async (index) => {
        found[index] = await exactly(looking, keys[index]);
    };
    let at = from;
    while (at < to) {
        await one(at);
        at += 1;
        if (to - at < PAGE_WORTH_KEYS)
            break;
        let reached = await page(looking, keys, found, at, to);
        while (reached - at >= PAGE_WORTH_KEYS && to - reached >= PAGE_WORTH_KEYS) {
            at = reached;
            reached = await page(looking, keys, found, at, to);
        }
        at = reached;
        const upTo = Math.min(to, at + KEYS_BETWEEN_PAGES);
        await (0,pool/* eachUpTo */.M)(range(at, upTo), KEYS_AT_ONCE, one);
        at = upTo;
    }
    await (0,pool/* eachUpTo */.M)(range(at, to), KEYS_AT_ONCE, one);
}
const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
/** The page behind the key before `at`: fills in the keys that it tells of, and says which one is the first that it does not. */
async function page(looking, keys, found, at, to) {
    const { prefix } = looking.side;
    const { objects, continuation } = await listed(looking, { prefix, startAfter: prefix + keys[at - 1] });
    const last = objects.at(-1)?.key;
    let next = at;
    for (let object = 0; next < to; next += 1) {
        const key = prefix + keys[next];
        if (continuation !== null && (last === undefined || (0,order/* compareKeys */.Y)(key, last) > 0))
            return next;
        while (object < objects.length && (0,order/* compareKeys */.Y)(objects[object].key, key) < 0)
            object += 1;
        found[next] = objects[object]?.key === key ? objects[object] : null;
    }
    return next;
}
/** Of the keys that begin with a key the first in order is the key itself. */
async function exactly(looking, key) {
    const whole = looking.side.prefix + key;
    const first = await explained(looking, { prefix: whole }, async (walked) => {
        const object = await (0,first_listed/* firstListed */.o)(looking.s3, walked, looking.signal);
        if (object !== null)
            (0,walk/* checkPage */.I7)([object], walked, undefined);
        return object;
    });
    return first?.key === whole ? first : null;
}
async function listed(looking, ask) {
    return await explained(looking, ask, async (walked) => {
        const { continuation, objects, rows } = await looking.s3.listPage({ ...ask, from: walked.from }, looking.signal);
        rows?.release();
        (0,walk/* checkPage */.I7)(objects, walked, ask.startAfter);
        return { continuation, objects };
    });
}
/** @throws MigrationError LISTING_BROKEN, or what S3's refusal means */
async function explained({ side }, ask, look) {
    const walked = { from: (0,parties/* bucketOf */.A)(side), prefix: ask.prefix, after: ask.startAfter };
    try {
        return await look(walked);
    }
    catch (error) {
        if (error instanceof types/* S3Error */.D)
            throw (0,walk/* unreadablePage */.zT)(error, walked) ?? (0,explain/* explainS3Error */.y)(error, `listing ${(0,walk/* placed */.GS)(walked)}`);
        throw error;
    }
}

// EXTERNAL MODULE: ./build/src/copy/checkpoint.js
var checkpoint = __webpack_require__(6281);
// EXTERNAL MODULE: ./build/src/ledger/names.js
var names = __webpack_require__(6779);
// EXTERNAL MODULE: ./build/src/listing/equality.js
var equality = __webpack_require__(3704);
;// CONCATENATED MODULE: ./build/src/copy/ahead.js
/** Before so much of a page is begun the next one is not listed, however fast it goes: what is in hand is what a kill costs. */
const FROM = 0.9;
/** The next page is listed so many times as long before it is needed as a list takes: lists vary, and so does the pace. */
const LISTS = 2;
/** Keys that are begun before the next page is listed at all. */
const beginsAhead = (keys) => Math.floor(keys * FROM);
/** Whether the next page is to be listed now, if its copies are to go on where those of this one end. */
const isNearlyBegun = ({ keys, begun, forMs, listMs }) => begun >= beginsAhead(keys) && (keys - begun) * forMs <= LISTS * listMs * begun;

;// CONCATENATED MODULE: ./build/src/copy/decide.js

/**
 * | source | target | what holds                           | decision              |
 * |--------|--------|--------------------------------------|-----------------------|
 * | no     | yes    | as an earlier walk recorded it       | carry                 |
 * | no     | no     | an earlier walk recorded it          | gone                  |
 * | no     | yes    |                                      | ignore: target-only   |
 * | no     | no     | a list names it                      | exclude: not-there    |
 * | yes    | any    | not of this migration                | exclude: rule         |
 * | yes    | any    | archived, and never proven           | exclude: archived     |
 * | yes    | no     |                                      | copy: missing         |
 * | yes    | yes    | other size                           | copy: size-differs    |
 * | yes    | yes    | comparable ETags are equal           | keep: etag            |
 * | yes    | yes    | the recorded pair of ETags still is  | keep: recorded        |
 * | yes    | yes    | comparable ETags differ              | copy: etag-differs    |
 * | yes    | yes    | nothing but the size can be compared | copy: unproven        |
 */
function decide({ source, target, recorded }, rules) {
    if (source === null) {
        if (target === null)
            return recorded === null ? { action: 'exclude', reason: 'not-there' } : { action: 'gone' };
        return recorded !== null && target.etag === recorded.targetETag ? { action: 'carry' } : { action: 'ignore', reason: 'target-only' };
    }
    const rule = (0,equality/* excludedBy */.UC)(source, rules);
    // What cannot be copied now may have been copied while it was restored: that stays proven. Where it was, and is lost, S3 is asked for it again,
    // and its refusal is a failed key: left out, the loss would be forgotten with the record.
    if (rule !== null && (rule !== 'archived' || (target === null && recorded === null)))
        return { action: 'exclude', reason: rule };
    if (target === null)
        return { action: 'copy', reason: 'missing' };
    const found = (0,equality/* equality */.T5)(source, target, recorded);
    if (rule !== null && recorded === null && !(found.equal && found.by !== 'size'))
        return { action: 'exclude', reason: rule };
    if (found.equal)
        return found.by === 'size' ? { action: 'copy', reason: 'unproven' } : { action: 'keep', reason: found.by };
    return { action: 'copy', reason: found.differs === 'size' ? 'size-differs' : 'etag-differs' };
}

// EXTERNAL MODULE: ./build/src/copy/failures.js
var failures = __webpack_require__(376);
// EXTERNAL MODULE: ./build/src/contracts/objects.js
var objects = __webpack_require__(7785);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/src/copy/part-plan.js


/** userguide/qfacts: an upload has at most so many parts. */
const MOST_PARTS = 10_000;
/** CopyObject takes no more (API_CopyObject: "up to 5 GB"; S3 means 5 GiB). */
const WHOLE_UP_TO_BYTES = 5 * 1024 ** 3;
/** Parts of one size, the last one of what is left; null when no 10,000 parts can hold so much. */
function equalParts(bytes, partBytes) {
    const each = Math.min(objects/* MOST_PART_BYTES */.YI, Math.max(objects/* LEAST_PART_BYTES */.Ie, partBytes, Math.ceil(bytes / MOST_PARTS)));
    const count = Math.max(1, Math.ceil(bytes / each));
    return count > MOST_PARTS ? null : sizesOf(bytes, each, count);
}
/**
 * The layout of an upload of `count` parts whose first has `firstBytes`, if all but the last are like the first:
 * what every tool makes. Null when the numbers say that they are not.
 */
function likeTheFirst(bytes, firstBytes, count) {
    const last = bytes - firstBytes * (count - 1);
    return last > 0 && last <= firstBytes ? sizesOf(bytes, firstBytes, count) : null;
}
/** Whether S3 would take these parts again, and whether they are the object. */
function canBeReplayed(sizes, bytes) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const fit = sizes.every((size, at) => size <= objects/* MOST_PART_BYTES */.YI && (size >= objects/* LEAST_PART_BYTES */.Ie || (at === sizes.length - 1 && size > 0)));
    return fit && total === bytes && sizes.length > 0 && sizes.length <= MOST_PARTS;
}
/** How many parts the object was uploaded in, as its ETag says; null: in one piece. */
function partsIn(etag) {
    const found = /^[0-9a-f]{32}-(\d{1,5})$/.exec(etag)?.[1];
    return found === undefined ? null : Number(found);
}
/** The ETag of an upload of parts with these ETags: the MD5 of their MD5s. Null where they are no MD5s, e.g. under SSE-C. */
function etagOfParts(etags) {
    if (etags.some((etag) => !/^[0-9a-f]{32}$/.test(etag)))
        return null;
    const hash = (0,external_node_crypto_.createHash)('md5');
    for (const etag of etags)
        hash.update(Buffer.from(etag, 'hex'));
    return `${hash.digest('hex')}-${etags.length}`;
}
function sizesOf(bytes, each, count) {
    return Array.from({ length: count }, (_, at) => (at === count - 1 ? bytes - each * (count - 1) : each));
}

// EXTERNAL MODULE: ./build/src/copy/refusals.js
var copy_refusals = __webpack_require__(9446);
;// CONCATENATED MODULE: ./build/src/copy/parts.js




/** Parts of one object under way at a time; the worker's pacer and sockets bound all objects together. */
const PARTS_AT_ONCE = 8;
/**
 * Copies one object by UploadPartCopy, every part pinned to the ETag that was listed. Parts carry bytes only, so metadata,
 * content headers and tags are read once and said when the upload begins. Where the source was uploaded in parts, the same
 * parts are made again: the ETag, a hash of their hashes, then stays.
 * Rejects with S3Error, the upload aborted before.
 */
async function copyInParts(s3, task, signal) {
    const { object, policy, source, sourceKey } = task;
    const head = await s3.source.headObject({ from: source, key: sourceKey, etag: object.etag }, signal);
    if (head.archiveStatus !== null)
        return { kind: 'archived' };
    if (head.missingMetadata > 0) {
        const message = `S3 holds ${head.missingMetadata} metadata entries of this object that it cannot put into headers, so they cannot be carried`;
        return { kind: 'failed', code: 'MetadataUnreadable', message };
    }
    const layout = await layoutOf(s3.source, task, signal);
    if (layout === null && task.mayBeWhole)
        return { kind: 'better-whole' };
    const tags = await tagsOf(s3.source, task, signal);
    const sizes = layout ?? equalParts(head.bytes, policy.partBytes);
    if (sizes === null)
        return { kind: 'failed', code: 'EntityTooLarge', message: 'The object is larger than 10,000 parts of 5 GiB, the most that S3 takes' };
    const { upload, withoutTags } = await begin(s3.target, task, head, tags, signal);
    try {
        const etags = await copyParts(s3.target, task, upload, sizes, signal);
        const made = await complete(s3.target, task, upload, { etags, head }, signal);
        return made.kind === 'copied' ? { ...made, withoutTags } : made;
    }
    catch (error) {
        const aborting = s3.target.abortUpload(upload).catch(() => undefined);
        // Whoever is told to leave does not wait for S3: what does not get through is swept later.
        if (!signal.aborted)
            await aborting;
        throw error;
    }
}
/** Null: they may not be read, and the policy takes that. */
async function tagsOf(s3, { policy, source, sourceKey }, signal) {
    if (policy.tags === 'drop')
        return [];
    try {
        return await s3.getTags(source, sourceKey, signal);
    }
    catch (error) {
        if (policy.tags === 'if-allowed' && error instanceof types/* S3Error */.D && (0,copy_refusals/* refusesTags */.ZD)(error))
            return null;
        throw error;
    }
}
async function begin(s3, task, head, tags, signal) {
    const { contentHeaders, metadata } = head;
    const { manner, policy, storageClass, target, targetKey } = task;
    const plain = { to: target, key: targetKey, storageClass, contentHeaders, metadata, manner };
    try {
        return { upload: await s3.createUpload({ ...plain, tags: tags ?? [] }, signal), withoutTags: tags === null };
    }
    catch (error) {
        const mayGoWithout = policy.tags === 'if-allowed' && tags !== null && tags.length > 0;
        if (!mayGoWithout || !(error instanceof types/* S3Error */.D) || !(0,copy_refusals/* refusesTags */.ZD)(error))
            throw error;
        return { upload: await s3.createUpload({ ...plain, tags: [] }, signal), withoutTags: true };
    }
}
/** The parts that the source was uploaded in, as far as S3 tells and would take again; null: in one piece, or not to be told. */
async function layoutOf(s3, { source, sourceKey, object }, signal) {
    const count = partsIn(object.etag);
    if (count === null)
        return null;
    const sizeOf = async (part) => {
        const head = await s3.headObject({ from: source, key: sourceKey, etag: object.etag, part }, signal);
        return head.parts === count ? head.bytes : null;
    };
    if (count === 1)
        return canBeReplayed([object.size], object.size) ? [object.size] : null;
    const first = await sizeOf(1);
    if (first === null)
        return null;
    const guess = likeTheFirst(object.size, first, count);
    // Two parts are what the first and the total say; of more, the last one must agree.
    const sizes = guess !== null && (count === 2 || (await sizeOf(count)) === guess.at(-1)) ? guess : await eachOf(count, sizeOf);
    return sizes !== null && canBeReplayed(sizes, object.size) ? sizes : null;
}
async function eachOf(count, sizeOf) {
    const sizes = await inLanes(count, (at) => sizeOf(at + 1));
    return sizes.every((size) => size !== null) ? sizes : null;
}
async function copyParts(s3, task, upload, sizes, signal) {
    const { manner, object, pacer, sourceKey } = task;
    const source = { ...task.source, key: sourceKey, etag: object.etag };
    const firsts = [];
    let total = 0;
    for (const size of sizes) {
        firsts.push(total);
        total += size;
    }
    // One part that failed ends the others: the upload is lost with it.
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    try {
        return await inLanes(sizes.length, async (at) => {
            const [first, size] = [firsts[at], sizes[at]];
            const range = sizes.length === 1 ? null : { first, last: first + size - 1 };
            try {
                const answer = await s3.copyPart({ upload, source, part: at + 1, range, manner, pacer }, either);
                return answer.etag;
            }
            catch (error) {
                failed.abort(error);
                throw error;
            }
        });
    }
    catch (error) {
        throw failed.signal.aborted && !signal.aborted ? failed.signal.reason : error;
    }
}
/** The work of each index, a few at a time; the first failure is thrown when all that runs has ended. */
async function inLanes(count, work) {
    const results = [];
    let next = 0;
    let failed = false;
    const lane = async () => {
        while (!failed && next < count) {
            const at = next;
            next += 1;
            try {
                results[at] = await work(at);
            }
            catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    const ends = await Promise.allSettled(Array.from({ length: Math.min(PARTS_AT_ONCE, count) }, lane));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure !== undefined)
        throw failure.reason;
    return results;
}
async function complete(s3, task, upload, { etags, head }, signal) {
    const { object, policy } = task;
    const expected = etagOfParts(etags);
    try {
        const ifAbsent = policy.overwrite === 'never';
        const { checksum, encryption, etag } = await s3.completeUpload({ upload, etags, bytes: object.size, ifAbsent }, signal);
        // Under KMS an ETag is no MD5 of anything (API_Object).
        const comparable = expected !== null && !(encryption ?? '').startsWith('aws:kms');
        if (comparable && etag !== expected) {
            const message = `The parts make the ETag ${expected}, and S3 answered ${etag}`;
            return { kind: 'failed', code: 'PartsMismatch', message };
        }
        const [before, after] = [head.checksum, checksum];
        const sameKind = before !== null && before.type === 'FULL_OBJECT' && after?.type === before.type && after.algorithm === before.algorithm;
        if (sameKind && after.value !== before.value) {
            const message = `The ${before.algorithm} of the source is ${before.value}, that of the copy ${after.value}`;
            return { kind: 'failed', code: 'ChecksumMismatch', message };
        }
        return { kind: 'copied', etag, withoutTags: false };
    }
    catch (error) {
        // A completion whose answer was lost leaves no upload to complete again, and an object where nothing was to be.
        const mayBeDone = error instanceof types/* S3Error */.D && error.tries > 1 && (error.code === 'NoSuchUpload' || error.status === 412);
        if (!mayBeDone || expected === null)
            throw error;
        const made = await listedAt(s3, task.target, task.targetKey, signal);
        if (made?.etag !== expected || made.size !== object.size)
            throw error;
        return { kind: 'copied', etag: made.etag, withoutTags: false };
    }
}
/** One key's listing: size, ETag and storage class in one request, and no permission beyond listing. */
async function listedAt(s3, from, key, signal) {
    const first = await (0,first_listed/* firstListed */.o)(s3, { from, prefix: key }, signal);
    // In byte order the key itself is the first of all keys that it is a prefix of.
    return first !== null && first.key === key ? first : null;
}

;// CONCATENATED MODULE: ./build/src/copy/key.js






function keyRules(rules, policy = objects/* DEFAULT_OBJECT_POLICY */.Ff, pacer, wholeUpToBytes = WHOLE_UP_TO_BYTES) {
    return { rules, policy, manner: mannerOf(policy), pacer, wholeUpToBytes };
}
/** A source that changes faster than it can be copied is named as failed after this many looks. */
const LOOKS_UP_TO = 4;
/**
 * Copies one key, pinned to the ETag that was listed: whole, or in parts where it is too large for that. When S3 says that
 * the source changed or went (412, 404), the key is listed again and decided afresh: a new body, no longer of this
 * migration, or gone.
 * Rejects for what concerns more than the key, with the S3Error (`judgeRefusal` says folder or worker), and when the signal aborts.
 */
async function copyKey(s3, place, listed, how, signal) {
    let object = listed;
    let manner = how.manner;
    for (let look = 1;; look += 1) {
        try {
            if (goesInParts(object, how)) {
                const made = await copyInParts(s3, partsTask(place, object, how), signal);
                if (made.kind !== 'better-whole')
                    return ofParts(made, object, look > 1);
            }
            const answer = await s3.target.copyObject(copyInput(place, object, how, manner), signal);
            return { outcome: 'copied', object, targetETag: answer.etag, changed: look > 1, withoutTags: manner !== how.manner };
        }
        catch (error) {
            if (!(error instanceof types/* S3Error */.D))
                throw error;
            if (error.code === 'InvalidObjectState')
                return { outcome: 'excluded', reason: 'archived' };
            if (how.policy.tags === 'if-allowed' && manner === how.manner && error.operation === 'CopyObject' && (0,copy_refusals/* refusesTags */.ZD)(error)) {
                manner = { ...how.manner, tags: 'drop' };
                look -= 1;
                continue;
            }
            const refusal = (0,copy_refusals/* judgeRefusal */.cT)(error);
            if (refusal.kind === 'folder' || refusal.kind === 'worker')
                throw error;
            const mayHaveChanged = error.status === 412 || error.status === 404 || error.code === 'ConditionalRequestConflict';
            if (!mayHaveChanged)
                return failed(error, refusal);
            if (how.policy.overwrite === 'never' && mayBeOfTarget(error)) {
                const met = await atTarget(s3, place, object, signal);
                if (met !== null)
                    return met;
            }
            if (look >= LOOKS_UP_TO)
                return failed(error, refusal);
            const now = await listedAt(s3.source, sourceOf(place, how.policy), place.sourceKey, signal);
            if (now === null)
                return { outcome: 'vanished' };
            const rule = (0,equality/* excludedBy */.UC)(now, how.rules);
            if (rule !== null)
                return { outcome: 'excluded', reason: rule };
            object = { ...now, key: listed.key };
        }
    }
}
/** Whether an object is copied in parts, and not by one request. */
function goesInParts({ etag, size }, { policy, wholeUpToBytes }) {
    return size > wholeUpToBytes || (policy.keepPartLayout && partsIn(etag) !== null);
}
function copyInput(place, object, { pacer, policy }, manner) {
    return {
        source: { bucket: place.source.bucket, owner: place.source.owner, key: place.sourceKey, etag: object.etag },
        target: { bucket: place.target.bucket, owner: place.target.owner, key: place.targetKey },
        storageClass: storageClassOf(object, policy),
        ifAbsent: policy.overwrite === 'never',
        manner,
        pacer,
    };
}
function partsTask(place, object, { manner, pacer, policy, wholeUpToBytes }) {
    const mayBeWhole = object.size <= wholeUpToBytes;
    return {
        ...place,
        source: sourceOf(place, policy),
        object,
        policy,
        manner,
        storageClass: storageClassOf(object, policy),
        mayBeWhole,
        pacer,
    };
}
const sourceOf = ({ source }, { requesterPays }) => requesterPays ? { ...source, requesterPays } : source;
const storageClassOf = ({ storageClass }, policy) => policy.storageClass === 'keep' ? storageClass : policy.storageClass;
/** The manner of writing that a policy means; undefined when it is the plain copy's. */
function mannerOf(policy) {
    const manner = {
        ...(policy.tags === 'drop' ? { tags: 'drop' } : {}),
        ...(policy.kmsKey === null ? {} : { kmsKey: policy.kmsKey }),
        ...(policy.acl === 'none' ? {} : { acl: policy.acl }),
        ...(policy.annotations === 'copy' ? { annotations: 'copy' } : {}),
        ...(policy.requesterPays ? { requesterPays: true } : {}),
    };
    return Object.keys(manner).length === 0 ? undefined : manner;
}
/**
 * A 412 speaks of the source (x-amz-copy-source-if-match) or of the target (If-None-Match). S3 says which in an element of
 * its error; where a server does not, the target is looked at. A completion has no condition on the source.
 */
function mayBeOfTarget({ condition, operation, status }) {
    if (operation === 'UploadPartCopy' || operation === 'HeadObject')
        return false;
    return status !== 404 && (condition === undefined || !/^x-amz-copy-source-/i.test(condition));
}
/** What lies where nothing is to be overwritten: this object (perhaps by a try of ours whose answer was lost), another one, or nothing. */
async function atTarget(s3, place, object, signal) {
    const there = await listedAt(s3.target, place.target, place.targetKey, signal);
    if (there === null)
        return null;
    const found = (0,equality/* equality */.T5)(object, there, null);
    if (found.equal && found.by === 'etag')
        return { outcome: 'identical', object, targetETag: there.etag };
    const why = found.equal
        ? 'of the same size whose ETag cannot be compared'
        : `whose ${found.differs === 'size' ? 'size' : 'ETag'} differs`;
    return {
        outcome: 'failed',
        code: 'exists',
        message: `The target has an object ${why}, and nothing is to be overwritten`,
        status: 412,
        refusal: {
            kind: 'key',
            reason: 'another object is at the target, and nothing is to be overwritten',
            next: 'Move the object away, or let it be replaced: copy.objects.overwrite in migration.yml, --never-overwrite in a terminal.',
        },
    };
}
function ofParts(made, object, changed) {
    if (made.kind === 'copied')
        return { outcome: 'copied', object, targetETag: made.etag, changed, withoutTags: made.withoutTags };
    if (made.kind === 'archived')
        return { outcome: 'excluded', reason: 'archived' };
    const { code, message } = made;
    return {
        outcome: 'failed',
        code,
        message,
        status: 200,
        refusal: {
            kind: 'key',
            reason: 'the copy in parts is not what it should be',
            next: 'Run the stage again: it copies this object anew.',
        },
    };
}
function failed({ code, message, requestId, status }, { kind, next, reason }) {
    return { outcome: 'failed', code, message, status, requestId, refusal: { kind, next, reason } };
}

;// CONCATENATED MODULE: ./build/src/copy/settle.js









/** A folder in which so many copies were refused one after another, without a word why, is refused as a whole. */
const REFUSALS_UP_TO = 8;
const ALONE = { listMs: 0, onNearlyBegun: () => undefined, onFailed: () => undefined, isOver: () => false };
/** Decides every key of the step and copies what must be copied. */
async function settleStep(deps, task, keys, { stop, abort }, { listMs, onNearlyBegun, onFailed, isOver } = ALONE) {
    const { clock, slots } = deps;
    const how = keyRules(task.rules, task.policy, deps.pacer);
    const ends = Array.from({ length: keys.length });
    let failure = null;
    let refusals = 0;
    let running = 0;
    let allDone = () => undefined;
    const copy = async (index, seen, reason) => {
        try {
            const outcome = await copyKey(deps.s3, placeOf(task, seen.key), seen.source, how, abort);
            refusals = outcome.outcome === 'failed' && (0,copy_refusals/* isDenied */.GZ)(outcome.code) ? refusals + 1 : 0;
            if (refusals >= REFUSALS_UP_TO && outcome.outcome === 'failed')
                failure ??= { reason: refusedFolder(task, seen.key, outcome) };
            if (outcome.outcome === 'copied')
                deps.onCopied(outcome.object.size);
            const end = isLost(seen, outcome) ? lostArchive(seen.key) : settledByCopy(seen.key, reason, outcome);
            if (end.class === 'failed')
                onFailed();
            ends[index] = end;
        }
        catch (error) {
            onFailed();
            failure ??= { reason: error instanceof types/* S3Error */.D ? (0,copy_refusals/* refusedCopy */.we)(error, `Copying folder ${(0,errors/* printable */.g$)(task.folder)}`) : error };
        }
        finally {
            slots.giveBack();
            running -= 1;
            if (running === 0)
                allDone();
        }
    };
    const sinceMs = clock.passed();
    let askAt = beginsAhead(keys.length);
    for (let index = 0; index < keys.length; index += 1) {
        if (index === askAt) {
            if (isNearlyBegun({ keys: keys.length, begun: index, forMs: clock.passed() - sinceMs, listMs }))
                onNearlyBegun();
            else
                askAt += 1;
        }
        const seen = keys[index];
        const decision = seen.source !== null && (0,equality/* isNameless */.T)(seen.key, task.target) ? NAMELESS : decide(seen, task.rules);
        if (decision.action !== 'copy') {
            ends[index] = settledWithoutCopy(seen, decision, task.sinceMs);
            slots.pass();
            continue;
        }
        if (deps.dryRun === true) {
            // The one rule that still lets a key be copied, and only one that was proven (decide.ts).
            const isArchived = seen.recorded !== null && (0,equality/* excludedBy */.UC)(seen.source, task.rules) !== null;
            ends[index] = isArchived ? lostArchive(seen.key) : wouldCopy(seen, decision.reason);
            if (!isArchived)
                deps.onCopied(seen.source.size);
            slots.pass();
            continue;
        }
        const wait = slots.take(deps.pacer?.room());
        if (wait !== undefined)
            await wait;
        if (stop.aborted || failure !== null || isOver()) {
            slots.giveBack();
            break;
        }
        running += 1;
        void copy(index, seen, decision.reason);
    }
    onNearlyBegun();
    if (running > 0)
        await new Promise((resolve) => (allDone = resolve));
    const gap = ends.indexOf(undefined);
    if (gap === -1)
        return { settled: ends, goneBeyond: [], failure };
    const goneBeyond = keys.filter((_key, index) => index > gap && ends[index]?.class === 'vanished').map(({ key }) => key);
    return {
        settled: ends.slice(0, gap),
        goneBeyond,
        failure: stop.aborted ? { reason: stopped(task.folder) } : failure,
    };
}
const NAMELESS = { action: 'exclude', reason: 'nameless' };
function settledWithoutCopy({ key, source, target, recorded }, decision, sinceMs) {
    if (decision.action === 'ignore')
        return { class: 'target-only' };
    if (decision.action === 'gone')
        return { class: 'vanished' };
    if (decision.action === 'carry')
        return { class: recorded.origin, reason: 'the source deleted it after the copy', entry: recorded, copies: 0 };
    if (decision.action === 'exclude')
        return { class: 'excluded', reason: decision.reason };
    // A copy that a crash kept from its checkpoint is ours all the same: it is at the target since the work began.
    const ours = recorded === null ? Date.parse(target.lastModified) >= sinceMs : recorded.origin === 'copied' && recorded.targetETag === target.etag;
    const origin = ours ? 'copied' : 'identical';
    const entry = entryOf(key, source, target.etag, origin);
    return { class: origin, reason: EQUAL_BY[decision.reason], entry, copies: 0 };
}
const EQUAL_BY = { etag: 'equal by etag', recorded: 'equal by recorded' };
function wouldCopy({ key, source }, reason) {
    return { class: 'copied', reason, entry: entryOf(key, source, '', 'copied'), copies: 0 };
}
/** It was proven at the target, is no longer what it was there, and cannot be copied again. */
const isLost = ({ recorded }, outcome) => recorded !== null && outcome.outcome === 'excluded' && outcome.reason === 'archived';
/** Left out, the loss would be forgotten with its record: the next verify would take the key for one that was never copied. */
function lostArchive(key) {
    const message = 'it was copied while it could be read, is gone from the target or changed there, and is archived at the source now';
    return {
        class: 'failed',
        failure: { key, code: 'InvalidObjectState', message, next: 'Restore it at the source, and run this again.' },
    };
}
function settledByCopy(key, reason, outcome) {
    switch (outcome.outcome) {
        case 'copied':
            return {
                class: 'copied',
                reason: `${outcome.changed ? 'changed since it was listed' : reason}${outcome.withoutTags ? ', without its tags' : ''}`,
                entry: entryOf(key, outcome.object, outcome.targetETag, 'copied'),
                copies: 1,
            };
        case 'identical':
            return {
                class: 'identical',
                reason: 'equal by etag',
                entry: entryOf(key, outcome.object, outcome.targetETag, 'identical'),
                copies: 0,
            };
        case 'vanished':
            return { class: 'vanished' };
        case 'excluded':
            return { class: 'excluded', reason: outcome.reason };
        case 'failed':
            return { class: 'failed', failure: (0,failures/* failureOf */.g5)(key, outcome) };
    }
}
function entryOf(key, source, targetETag, origin) {
    return { key, size: source.size, sourceETag: source.etag, targetETag, lastModified: source.lastModified, origin };
}
function placeOf({ source, target }, key) {
    return {
        source: (0,parties/* bucketOf */.A)(source),
        target: (0,parties/* bucketOf */.A)(target),
        sourceKey: source.prefix + key,
        targetKey: target.prefix + key,
    };
}
/**
 * No `RefusedFolder`, so that nothing is written down for verify: a bare denial is also what a grant brings that has not reached all of
 * S3 yet (stages/access.ts waits for one answer only), and that heals by itself. Another round tries the folder again, for a few requests;
 * what a policy or a key refuses says so, and is written down.
 */
function refusedFolder({ folder, source, target }, key, outcome) {
    const { code, message, refusal, requestId, status } = outcome;
    return new errors/* MigrationError */.Py('ACCESS_DENIED', `Copying folder ${(0,errors/* printable */.g$)(folder)} failed: ${REFUSALS_UP_TO} copies one after another were refused: ${refusal.reason} (${(0,errors/* printable */.g$)(code)}: ${(0,errors/* printable */.g$)(message)})`, {
        next: `${refusal.next} Then run it again: it goes on where it stopped.`,
        details: {
            operation: 'CopyObject',
            bucket: target.bucket,
            sourceBucket: source.bucket,
            key: (0,errors/* printable */.g$)(target.prefix + key),
            status,
            s3Code: code,
            requestId,
        },
    });
}
function stopped(folder) {
    return new errors/* MigrationError */.Py('STOPPED', `Stopped while copying folder ${folder}; its checkpoint is kept`, {
        next: 'Re-run the job: it goes on where this one stopped.',
    });
}

;// CONCATENATED MODULE: ./build/src/copy/range.js






/** The end of a walk that has settled nothing yet: as an end, null would be that of everything. */
const BEFORE_ALL = '';
/**
 * The walk of one range of a folder: a page, its copies, its segment. Shortly before all copies of a page are begun (ahead.ts), the next page is
 * listed and begun: until its last copy is answered and its segment written, a fast range would otherwise ask for nothing, for a third of its time.
 * No page is begun before the one before the last is recorded, so that a kill at any instruction costs at most two pages. A part of what is still
 * to be walked can be taken away while it runs.
 */
class RangeWalk {
    task;
    pairs;
    dir;
    from;
    /** All keys up to and including this one are settled and recorded. */
    to;
    tally = checkpoint/* NOTHING_WALKED */.N$;
    segments = 0;
    ended = false;
    /** How much of it can be taken away while it is walked. */
    cutting;
    /** The step that was begun last; null when it is recorded: the keys of a page would live as long as the range, and that until its folder ends. */
    #behind = null;
    /** A step was not settled whole, or not recorded: those behind it cannot be, and end. */
    #failed = false;
    /** A key of the last steps could not be copied. */
    #keysFail = false;
    /** What a list takes; where a page is walked in several steps, only the first of them lists. */
    #listMs = 0;
    /** When its first page was asked for: milliseconds since 1970. */
    #listedSinceMs = null;
    constructor(task, number, pairs, { from }, known) {
        this.task = task;
        this.dir = (0,names/* pieceDir */.QJ)(task.generation, task.epoch, number);
        this.pairs = pairs;
        this.cutting = new cutting/* Cutting */.TU(pairs, known);
        this.from = from;
        this.to = from;
    }
    /**
     * @param onPage called with each page in hand, when it is known how much follows; with the number of its keys
     * @throws whatever stops the folder; what was settled until then is recorded
     */
    async walk(deps, signals, onPage) {
        let before = { recorded: Promise.resolve(), ended: false };
        try {
            while (!before.ended)
                before = await this.#walkStep(before, deps, signals, onPage);
            await before.recorded;
        }
        finally {
            this.#behind = null;
        }
        this.pairs.release();
    }
    /**
     * Begins the next step, and sees the one before recorded. A function of its own: the frame of a loop would keep the step before while it
     * waits for the next page, and every range a thousand keys.
     */
    async #walkStep(before, deps, signals, onPage) {
        const step = await this.#take(deps, signals).catch(async (thrown) => {
            await before.recorded;
            throw thrown;
        });
        const listedUntilMs = deps.clock.now();
        onPage(step.seen.length);
        // Nothing may happen between looking and beginning: a step behind one that failed is not recorded. Where keys fail, pages go one by one, so
        // that a folder is given up in time, and nothing is copied behind a step that will not be recorded whole.
        if (this.#failed || this.#keysFail) {
            await before.recorded;
            this.#keysFail = false;
            this.#mustGoOn(signals);
        }
        const begun = Promise.withResolvers();
        const settling = settleStep(deps, this.task, step.seen, signals, {
            listMs: this.#listMs,
            onNearlyBegun: begun.resolve,
            onFailed: () => (this.#keysFail = true),
            isOver: () => this.#failed,
        });
        this.#behind = { seen: step.seen, settling };
        await Promise.race([begun.promise, settling]);
        await before.recorded.catch(async (reason) => {
            await settling;
            throw reason;
        });
        const recorded = this.#record(deps, step, listedUntilMs, settling);
        // It is awaited with the next step, or at the end.
        recorded.catch(() => (this.#failed = true));
        return { recorded, ended: step.ended };
    }
    async #take({ clock }, signals) {
        this.#mustGoOn(signals);
        this.#listedSinceMs ??= clock.now();
        const sinceMs = clock.passed();
        const step = await this.pairs.next(signals.stop);
        this.#listMs = Math.max(clock.passed() - sinceMs, this.#listMs / 2);
        this.cutting.stepped(step);
        return step;
    }
    #mustGoOn({ stop }) {
        if (stop.aborted)
            throw stopped(this.task.folder);
        const reason = this.task.givenUp();
        if (reason !== null)
            throw reason;
    }
    async #record(deps, step, listedUntilMs, settling) {
        const { settled, goneBeyond, failure } = await settling;
        const whole = settled.length === step.seen.length && failure === null;
        if (!whole)
            this.#failed = true;
        const gone = whole || this.#behind?.settling === settling ? goneBeyond : [...goneBeyond, ...(await this.#goneBehind())];
        const to = whole ? step.to : (step.seen[settled.length - 1]?.key ?? this.to ?? BEFORE_ALL);
        // A first key without a name cannot be left out of what a segment covers: that it went is then not told.
        if (settled.length > 0 || (gone.length > 0 && step.seen[0].key !== BEFORE_ALL)) {
            const tally = (0,checkpoint/* advance */.np)(this.tally, step.seen, settled, { goneBeyond: gone, wasVanished: this.task.wasVanished });
            if (deps.dryRun !== true) {
                const entries = settled.flatMap((end) => ('entry' in end ? [end.entry] : []));
                const name = deps.names.segment(this.task.folder, this.dir, this.segments);
                const listed = { listedSince: momentOf(this.#listedSinceMs ?? listedUntilMs), listedUntil: momentOf(listedUntilMs) };
                await (0,manifest/* writeSegment */.TJ)(deps.ledger, name, { contract: 'segment/1', from: this.from, to, ...tally, ...listed }, entries);
                this.segments += 1;
            }
            this.tally = tally;
        }
        // On its own: what a step's texts are cut from would live as long as the range.
        this.to = to === null ? null : (0,order/* ownCopy */.S)(to);
        this.ended = whole && step.ended;
        if (this.#behind?.settling === settling)
            this.#behind = null;
        if (failure !== null)
            throw failure.reason;
    }
    /** Keys of the step behind this one that were found vanished: it has begun, and is not recorded itself. */
    async #goneBehind() {
        const { seen, settling } = this.#behind;
        const { settled, goneBeyond } = await settling;
        return [...seen.filter((_key, index) => settled[index]?.class === 'vanished').map(({ key }) => key), ...goneBeyond];
    }
}
const momentOf = (ms) => new Date(ms).toISOString();

;// CONCATENATED MODULE: ./build/src/copy/folder.js












/** Failed keys that a folder's checkpoint lists before the folder is given up: memory and checkpoint must not grow with the trouble. */
const FAILURES_UP_TO = 1000;
/** Segments that an earlier walk's piece must have for its end to be worth a range of its own now. */
const HINT_SEGMENTS = 4;
/**
 * A folder being made equal to the source's, from where its checkpoint stands. Opening it takes it over: the checkpoint is
 * written with the next epoch, conditional on the version read, and whoever owned it until now is fenced: nobody counts the
 * segments of an epoch that is over, and its last write of the checkpoint is refused.
 */
class FolderWalk {
    task;
    ranges = [];
    #deps;
    #checkpoint;
    #etag;
    #rangeTask;
    #givenUp = null;
    #endTaken = false;
    constructor(deps, task, checkpoint, etag) {
        this.#deps = deps;
        this.task = task;
        this.#checkpoint = checkpoint;
        this.#etag = etag;
        const { generation, epoch, vanished } = checkpoint;
        this.#rangeTask = { ...task, generation, epoch, wasVanished: new Set(vanished), givenUp: () => this.#givenUp ?? this.noteFailures() };
    }
    /** Takes the folder over; its outcome when nothing is left to do. @throws MigrationError CHECKPOINT_OPTIONS, LEDGER_CONFLICT, UNPROVEN */
    static async open(deps, task, { stop }) {
        const { ledger, names, clock, random } = deps;
        const found = await (0,ledger_checkpoint/* readProgress */.gQ)(ledger, names, task.folder, stop);
        const start = (0,checkpoint/* startOf */.GH)(found?.checkpoint ?? null, task, clock.now());
        if (start.kind === 'done')
            return { checkpoint: start.checkpoint, skipped: true };
        // Segments that outlived their checkpoint, of whichever generation, must not be taken for those of this walk.
        const { folder } = task;
        const { generation } = start.checkpoint;
        const epoch = Math.max(start.checkpoint.epoch, (await (0,ledger_checkpoint/* lastEpoch */.Uu)(ledger, names, { folder, generation }, stop)) + 1);
        const begun = { ...start.checkpoint, epoch };
        const condition = found === null ? { absent: true } : { etag: found.etag };
        // The nonce makes each taking unique: a client that lost the answer of its PUT tells its own body from another's by it.
        const taken = JSON.stringify({ ...begun, nonce: random?.() });
        const etag = await (0,store/* writeOrThrow */.Hy)(ledger, names.checkpoint(task.folder), taken, condition);
        // Who had the folder before is fenced now: whatever it has under way will not be counted.
        if (found !== null && deps.dryRun !== true)
            await deps.sweep?.(task.prefix, clock.now());
        const walk = new FolderWalk(deps, task, begun, etag);
        for (const gap of walk.#hinted((0,stretches/* gaps */.$V)(task.stretch, begun.walked)))
            walk.#addRange(gap, stop);
        return walk;
    }
    /** Where earlier walks ended their ranges is where this one begins its own: what was cut once need not be searched again. */
    #hinted(stretches) {
        // A list of keys is read from its beginning by each range.
        if (this.task.keys !== undefined)
            return [...stretches];
        const cuts = this.#checkpoint.earlier.flatMap(({ segments, to }) => (segments >= HINT_SEGMENTS && to !== null ? [to] : []));
        return stretches.flatMap((stretch) => {
            const parts = [];
            let { from } = stretch;
            for (const cut of cuts) {
                if ((from !== null && (0,order/* compareKeys */.Y)(cut, from) <= 0) || (stretch.to !== null && (0,order/* compareKeys */.Y)(cut, stretch.to) >= 0))
                    continue;
                parts.push({ from, to: cut });
                from = cut;
            }
            return [...parts, { from, to: stretch.to }];
        });
    }
    #addRange(stretch, signal, known) {
        const { dryRun, ledger, names, s3 } = this.#deps;
        const { folder, keys, prefix, source, target } = this.task;
        // What a damaged manifest no longer tells is listed, compared and, where need be, copied again.
        const pieces = (0,manifest/* piecesWithin */.RS)((0,ledger_checkpoint/* piecesOf */.Xe)({ ...this.#checkpoint, state: 'copying' }), stretch);
        const recorded = (0,manifest/* upToDamage */.ch)((0,manifest/* readManifest */.WI)(ledger, names, folder, pieces, signal), () => undefined);
        const view = { source, target, prefix, stretch, recorded, stepKeysUpTo: dryRun === true ? pairs/* KEYS_IN_PASSING */.l_ : undefined };
        const steps = keys === undefined ? new pairs/* Pairs */.q7(s3, view) : new ListedPairs(s3, view, keys);
        const range = new RangeWalk(this.#rangeTask, this.ranges.length, steps, stretch, known);
        this.ranges.push(range);
        return range;
    }
    /** Cuts off the second part of a range that is being walked, as a range of its own; null when there is nothing worth it. */
    async cut(range, signal) {
        const { source, prefix } = this.task;
        const second = await range.cutting.cut(this.#deps.s3.source, source, prefix, signal);
        return second === null ? null : this.#addRange(second.stretch, signal, second.known);
    }
    /** Whether its failed keys are too many to go on. */
    noteFailures() {
        const failed = this.ranges.reduce((sum, { tally }) => sum + tally.failures.length, 0);
        return failed > FAILURES_UP_TO ? failingFolder(this.task.folder, failed) : null;
    }
    /** Ends the other ranges at their next step. */
    giveUp(reason) {
        this.#givenUp ??= reason;
    }
    /** Writes down that S3 refuses the folder, for whoever asks later whether a repeat can help. What ended the folder is told in any case. */
    async recordRefusal({ details, message }) {
        const { ledger, names, clock } = this.#deps;
        const refused = { code: String(details['s3Code']), message };
        const checkpoint = { ...this.#checkpoint, refused, updatedAt: (0,src_clock/* isoSeconds */.nE)(clock.now()) };
        await ledger.write(names.checkpoint(this.task.folder), JSON.stringify(checkpoint), { etag: this.#etag }).catch(() => undefined);
    }
    /** Whether all of its ranges have ended: true once, for whoever is to finish it. Two of them may end in the same moment. */
    takeEnd() {
        if (this.#endTaken || !this.ranges.every(({ ended }) => ended))
            return false;
        this.#endTaken = true;
        return true;
    }
    /** Writes the checkpoint that says done. @throws MigrationError ACCOUNTS_OPEN; LEDGER_CONFLICT when another worker has taken the folder over */
    async finish() {
        const { ledger, names, clock } = this.#deps;
        const { folder } = this.task;
        const whole = this.ranges.reduce((all, { dir, ended, from, segments, tally, pairs, to }) => (0,ledger_checkpoint/* withRange */.K1)(all, segments === 0 ? null : { dir, segments, from, to: ended ? pairs.to : to }, {
            from,
            to: ended ? pairs.to : to,
            ...tally,
        }), this.#checkpoint);
        const checkpoint = { ...whole, state: 'done', earlier: [], updatedAt: (0,src_clock/* isoSeconds */.nE)(clock.now()) };
        (0,accounts/* assertClosed */.NX)(checkpoint.accounts, `folder ${folder}`);
        assertWhole(checkpoint, this.task);
        await (0,store/* writeOrThrow */.Hy)(ledger, names.checkpoint(folder), JSON.stringify(checkpoint), { etag: this.#etag });
        return { checkpoint, skipped: false };
    }
}
/** The ends of the ranges meet: no key can lie between them. */
function assertWhole({ walked }, { folder, stretch }) {
    const open = (0,stretches/* gaps */.$V)(stretch, walked);
    if (open.length === 0)
        return;
    throw new errors/* MigrationError */.Py('ACCOUNTS_OPEN', `The ranges of folder ${folder} do not meet: ${open.length} stretches of its keys were not walked`, {
        next: 'This is a defect of bucket-brigade: please report it. Nothing of this folder is taken as proof.',
    });
}
function failingFolder(folder, failures) {
    return new errors/* MigrationError */.Py('COPY_FAILED', `Folder ${folder} was given up after ${failures} keys had failed`, {
        next: 'Mend what the failures in its checkpoint name, then re-run this job.',
    });
}

;// CONCATENATED MODULE: ./build/src/copy/lanes.js




/**
 * Ranges walked side by side: their copies interleave, so that S3 sees many prefixes at once and can split them. As many as a shard of a large migration has
 * folders: each that ends while others wait takes what it asked for to another partition, and there it has to be found anew.
 */
const RANGES_AT_ONCE = 32;
/**
 * Walks folders with a number of lanes. A lane takes a range that waits, else a folder, else the second half of the largest
 * range that another lane is at: so that one flat folder keeps all of them busy, and so do many small ones.
 */
async function walkFolders(work, signals, events) {
    const waiting = [];
    const active = new Map();
    let foldersLeft = true;
    let opening = 0;
    /** Searches for a cut, each of which brings a range if it finds one. */
    let searching = 0;
    let ended = false;
    let wakers = [];
    let changes = 0;
    const wake = () => {
        changes += 1;
        const sleepers = wakers;
        wakers = [];
        for (const waker of sleepers)
            waker();
    };
    /** Resolves when something has changed since then: also what changed while the caller was looking for work. */
    const changedSince = (seen) => changes === seen ? new Promise((resolve) => void wakers.push(resolve)) : Promise.resolve();
    const giveUpAll = (error) => {
        ended = true;
        for (const other of active.values())
            other.giveUp(error);
        wake();
    };
    const fail = (folder, error) => {
        if (events.onFailure(folder, error))
            giveUpAll(error);
    };
    const onGivenUp = () => giveUpAll((0,errors/* asMigrationError */.hp)(work.givenUp?.reason));
    if (work.givenUp?.aborted === true)
        return;
    work.givenUp?.addEventListener('abort', onGivenUp, { once: true });
    const underWay = new Set();
    const mayOpen = () => foldersLeft && !signals.stop.aborted && underWay.size + opening < (work.foldersAtOnce ?? Infinity);
    const openNext = async () => {
        opening += 1;
        try {
            const name = await work.nextFolder();
            if (name === null) {
                foldersLeft = false;
                return;
            }
            try {
                const opened = await FolderWalk.open(work.depsOf(name), work.taskOf(name), signals);
                if ('checkpoint' in opened)
                    events.onFolder(opened);
                else if (opened.takeEnd())
                    events.onFolder(await opened.finish());
                else {
                    underWay.add(opened);
                    for (const range of opened.ranges)
                        waiting.push({ folder: opened, range });
                }
            }
            catch (thrown) {
                fail(name, (0,errors/* asMigrationError */.hp)(thrown));
                events.onLeft?.(name);
            }
        }
        finally {
            opening -= 1;
            wake();
        }
    };
    const failed = new Set();
    const isLeft = (folder) => failed.has(folder) && ![...active.values()].includes(folder) && !waiting.some((one) => one.folder === folder);
    const walkRange = async (folder, range) => {
        const { folder: name } = folder.task;
        active.set(range, folder);
        let pages = 0;
        try {
            await range.walk(work.rangeDepsOf?.(name, range.from) ?? work.depsOf(name), signals, (keys) => {
                events.onStep?.(name, keys);
                // A step of the same page tells those who look for work nothing new.
                if (range.pairs.pages !== pages)
                    wake();
                pages = range.pairs.pages;
            });
            const tooMany = folder.noteFailures();
            if (tooMany !== null)
                throw tooMany;
            active.delete(range);
            if (!folder.takeEnd())
                return;
            const outcome = await folder.finish();
            underWay.delete(folder);
            events.onFolder(outcome);
        }
        catch (thrown) {
            const error = (0,errors/* asMigrationError */.hp)(thrown);
            underWay.delete(folder);
            folder.giveUp(error);
            // Its other ranges end with the same reason at their next step; it is told once.
            if (failed.has(folder))
                return;
            failed.add(folder);
            if (error instanceof copy_refusals/* RefusedFolder */.lF)
                await folder.recordRefusal(error);
            fail(name, error);
        }
        finally {
            active.delete(range);
            events.onRangeEnd?.(name, range.from);
            if (isLeft(folder))
                events.onLeft?.(name);
            wake();
        }
    };
    const takeHalf = async () => {
        if (active.size + searching >= cutting/* RANGES_WHEN_BUSY */.a6 && work.isBusy?.() === true)
            return false;
        let largest = null;
        for (const range of active.keys())
            if (range.cutting.pagesLeft > (largest?.cutting.pagesLeft ?? cutting/* WORTH_CUTTING_PAGES */.jm))
                largest = range;
        if (largest === null)
            return false;
        const folder = active.get(largest);
        searching += 1;
        const second = await folder.cut(largest, signals.stop).finally(() => (searching -= 1));
        if (second !== null && !failed.has(folder))
            waiting.push({ folder, range: second });
        wake();
        return true;
    };
    const lane = async () => {
        while (!ended) {
            const next = waiting.shift();
            if (next !== undefined)
                await walkRange(next.folder, next.range);
            else if (mayOpen())
                await openNext();
            else if (active.size === 0 && opening === 0 && underWay.size === 0)
                break;
            else {
                const seen = changes;
                if (signals.stop.aborted || !(await takeHalf()))
                    await changedSince(seen);
            }
        }
        wake();
    };
    await Promise.all(Array.from({ length: work.rangesAtOnce ?? RANGES_AT_ONCE }, lane));
    work.givenUp?.removeEventListener('abort', onGivenUp);
}


/***/ }),

/***/ 9503:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ START_PER_SECOND),
  T: () => (/* binding */ createRate)
});

;// CONCATENATED MODULE: ./build/src/copy/calm.js
/**
 * Whose 503 was it? S3 does not say which of its partitions is full; but partitions are stretches of keys in order. So each range has
 * a rate of its own that its own 503s slow down, and what makes it faster is calm: its own is slow to tell anything, that of all
 * ranges is over with each 503 of a partition that may be another one's. Stretches of ranges are looked at in between.
 */
/**
 * So many of the 503s that were met elsewhere since its last one should have been a stretch's own, by its part of the requests, before
 * it is taken for another partition. By chance that is so once in 8,000 times; but there are many stretches, and every moment asks anew. With
 * more, partitions that split one after another are used late; with fewer, those that have not split are asked for too much.
 */
const TELLING_FROM = 9;
/**
 * For how long each range has met no 503, in ms: the longest time of all stretches that it lies in, and whose time says something.
 * That of all ranges always does.
 *
 * @param ranges in the order of their keys
 * @param hits the moments of their last 503s, in order; those of one moment once
 * @param calmMs what is filled and answered, one for each range
 */
function calmOf(ranges, hits, nowMs, calmMs) {
    const count = ranges.length;
    const all = ranges.reduce((sum, { usedPerSecond }) => sum + usedPerSecond, 0);
    calmMs.fill(0, 0, count);
    for (let width = 1;; width *= 2) {
        for (let from = 0; from < count; from += width) {
            const to = Math.min(count, from + width);
            let [lastMs, used] = [-Infinity, 0];
            for (let index = from; index < to; index += 1) {
                const { hitAtMs, usedPerSecond } = ranges[index];
                if (hitAtMs > lastMs)
                    lastMs = hitAtMs;
                used += usedPerSecond;
            }
            const isTelling = width >= count || since(hits, lastMs) * used >= TELLING_FROM * (all - used);
            if (!isTelling)
                continue;
            for (let index = from; index < to; index += 1)
                calmMs[index] = Math.max(calmMs[index], nowMs - lastMs);
        }
        if (width >= count)
            return calmMs;
    }
}
/** How many of the moments, which are in order, are later. */
function since(moments, ms) {
    let [from, to] = [0, moments.length];
    while (from < to) {
        const middle = (from + to) >> 1;
        if (moments[middle] > ms)
            to = middle;
        else
            from = middle + 1;
    }
    return moments.length - from;
}

;// CONCATENATED MODULE: ./build/src/copy/rate-law.js
/**
 * How fast requests may go, as arithmetic: from what was, and what happened, to what is. S3 says neither how many
 * partitions a prefix has nor when it splits one; all it says is 503. So the rate is found by asking for a little more
 * until it says so, and asked for again, faster and faster, for as long as it does not. Rates are in requests per second.
 */
/** Low enough that any partition grants it, and never nothing: a range at zero would see no answer and stay there. */
const FLOOR_PER_SECOND = 1;
/** A ramp doubles in so many round trips: what is on its way when the first 503 comes is then no more than a fifth too much. */
const RAMP_ROUND_TRIPS = 4;
/** Of what was really used when the first 503 came: what is left, and how far a rate that has just grown may be ahead of it. */
const RAMP_CUT_TO = 0.7;
const RAMP_AHEAD_UP_TO = 1.5;
/** The longest pause between two looks that growth is paid for: nobody asked in it. */
const LOOK_UP_TO_MS = 250;
/**
 * Relative growth per second after a second of calm. It goes with the fourth power of calm: a partition that has split is used within
 * seconds, and one that has not is asked for little more.
 */
const GROWTH_PER_SECOND = 0.002;
const GROWTH_POWER = 4;
/** Of calm, and so many round trips where that is longer: growth must not be ahead of what is said of it. */
const CALM_FROM_MS = 1000;
const CALM_ROUND_TRIPS = 10;
/** As an exponent: to 1.6 times as much within a second. Faster, and workers that share a partition go too far together. */
const GROWTH_UP_TO = 0.5;
/**
 * What has grown by so much without a 503 must find calm anew. A partition that splits grants the double, and who has more of it learns so sooner:
 * without this bound one worker has taken what is new before the others know of it, at each split more.
 */
const GROWN_UP_TO = 2.6;
/** A slow range grows by as many requests as the others, up to so many times its part. */
const EVENLY_UP_TO = 4;
/**
 * What a 503 takes from its range, in requests a second: a part of one request in a round trip, as more 503s of the same excess are on their way;
 * no more than two where answers come sooner, as what is cut must be found again by growth. And a little of its rate.
 */
const CUT_REQUESTS = 0.2;
const CUT_PER_SECOND_UP_TO = 2;
const CUT_SHARE = 0.004;
/** In all. With a half, the ranges of a partition swing between too much and too little: what a cut has brought is known a round trip later. */
const CUT_REQUESTS_UP_TO = 0.35;
/** Of a slow range no more than so much at once, and in a round trip of any no more than so much. */
const CUT_UP_TO = 0.5;
const ROUND_TRIP_CUT_UP_TO = 0.2;
/** Before the first 503: what the rate grows by in so many ms, as a factor. A latency of 0 is not known yet. */
function rampedBy(ms, latencyMs) {
    return latencyMs === 0 ? 1 : 2 ** Math.min(1, ms / (RAMP_ROUND_TRIPS * latencyMs));
}
/** What is left at the first 503. */
function afterRamp(perSecond, usedPerSecond) {
    return Math.max(FLOOR_PER_SECOND, Math.min(perSecond, usedPerSecond * RAMP_AHEAD_UP_TO) * RAMP_CUT_TO);
}
/**
 * What a range's rate grows by in so many ms, as a factor, after so much calm. Ranges of a worker grow by the same number of requests, and 503s come to each by what it asks for:
 * so those that share a partition come to the same rate, and folders that began together end together.
 * @param meanPerSecond of the worker's ranges
 */
function grownBy(ms, calmMs, latencyMs, perSecond, meanPerSecond) {
    const calm = calmMs / Math.max(CALM_FROM_MS, CALM_ROUND_TRIPS * latencyMs);
    const exponent = Math.min(GROWTH_UP_TO, GROWTH_PER_SECOND * calm ** GROWTH_POWER);
    const mean = Math.expm1((exponent * Math.min(ms, LOOK_UP_TO_MS)) / 1000);
    return 1 + mean * Math.min(EVENLY_UP_TO, meanPerSecond / perSecond);
}
/** Whether calm must be found anew. @param grown what a range's rate has grown by since its last 503, or since this was so, as a factor */
const isGrown = (grown) => grown >= GROWN_UP_TO;
/** What a 503 leaves of a range's rate. @param beforePerSecond what it was a round trip ago, or at the first 503 since */
function afterCut(perSecond, beforePerSecond, roundTripMs) {
    const one = 1000 / roundTripMs;
    const some = Math.min(CUT_PER_SECOND_UP_TO, CUT_REQUESTS * one) + CUT_SHARE * perSecond;
    const cut = Math.min(CUT_UP_TO * perSecond, CUT_REQUESTS_UP_TO * one, some);
    const from = beforePerSecond - Math.max(ROUND_TRIP_CUT_UP_TO * beforePerSecond, CUT_REQUESTS * one);
    return Math.max(FLOOR_PER_SECOND, Math.min(perSecond, Math.max(perSecond - cut, from)));
}
/** Fewer than this in flight would let one slow answer hold up a worker. */
const IN_FLIGHT_FROM = 64;
/** Of what Little's law asks for: latencies vary, and answers come in heaps. */
const HEADROOM = 2;
/** Requests in flight that hold the rate at that latency; all that may be while the latency is not known (0). */
function inFlightFor(perSecond, latencyMs, inFlightUpTo) {
    if (latencyMs === 0)
        return inFlightUpTo;
    return Math.min(inFlightUpTo, Math.max(IN_FLIGHT_FROM, Math.ceil((perSecond * latencyMs * HEADROOM) / 1000)));
}
/** Tokens that may be saved up: answers come in heaps, and a timer fires a millisecond late. */
const BURST_MS = 20;
const BURST_FROM = 4;
const burstOf = (perSecond) => Math.max(BURST_FROM, (perSecond * BURST_MS) / 1000);

;// CONCATENATED MODULE: ./build/src/copy/rate-shares.js

/** By then those who are left have grown into what a range had that ended. */
const KEPT_MS = 5000;
function endedShares() {
    let ended = [];
    const prune = (nowMs) => {
        const last = ended.length - 1;
        ended = ended.filter(({ endedAtMs }, index) => index === last || nowMs - endedAtMs < KEPT_MS);
    };
    return {
        add: ({ bucket: { perSecond }, hitAtMs, grown, grownAtMs }, nowMs) => {
            ended.push({ perSecond, hitAtMs, grown, grownAtMs, endedAtMs: nowMs });
            prune(nowMs);
        },
        take: (nowMs, isAlone) => {
            prune(nowMs);
            const [first] = ended;
            if (first === undefined || (!isAlone && nowMs - first.endedAtMs >= KEPT_MS))
                return undefined;
            ended.shift();
            return first;
        },
    };
}
/** An equal part of what the others have, of whom there is at least one; each has that much less then. */
function sharedAmong(others) {
    const sum = others.reduce((total, { bucket }) => total + bucket.perSecond, 0);
    for (const { bucket } of others)
        bucket.perSecond = Math.max(FLOOR_PER_SECOND, (bucket.perSecond * others.length) / (others.length + 1));
    return {
        perSecond: Math.max(FLOOR_PER_SECOND, sum / (others.length + 1)),
        hitAtMs: Math.min(...others.map(({ hitAtMs }) => hitAtMs)),
        grown: Math.max(...others.map(({ grown }) => grown)),
        grownAtMs: Math.max(...others.map(({ grownAtMs }) => grownAtMs)),
    };
}

;// CONCATENATED MODULE: ./build/src/copy/waiters.js
/** Who waits to be admitted: one queue for each range, served in turn, so that load covers many key areas at once. */
/**
 * So many wait in a line: the next one, and one behind it. Each of them holds a slot that all ranges share; a range that is slow would have
 * nearly all of them within seconds, and the others would go no faster than it does.
 */
const LINE_UP_TO = 2;
const newLine = () => ({ waiters: [], head: 0, waiting: 0, room: null, onRoom: () => undefined });
function ringOf() {
    // Lines with waiters, the one that was served longest ago first.
    const lines = [];
    let waiting = 0;
    const leave = (line) => {
        line.waiting -= 1;
        waiting -= 1;
        if (line.room !== null && line.waiting < LINE_UP_TO) {
            line.onRoom();
            line.room = null;
        }
        if (line.waiting > 0)
            return;
        line.waiters.length = 0;
        line.head = 0;
        lines.splice(lines.indexOf(line), 1);
    };
    /** One listener for each signal, however many wait: adding one to thousands looks at all of them, to see whether it is there already. */
    const bySignal = new WeakMap();
    const waitersOn = (signal) => {
        const found = bySignal.get(signal);
        if (found !== undefined)
            return found;
        const waiters = new Set();
        bySignal.set(signal, waiters);
        const onAbort = () => {
            for (const waiter of waiters)
                waiter.giveUp();
            waiters.clear();
        };
        signal.addEventListener('abort', onAbort, { once: true });
        return waiters;
    };
    return {
        get waiting() {
            return waiting;
        },
        wait: (line, signal) => new Promise((resolve, reject) => {
            if (signal?.aborted) {
                reject(signal.reason);
                return;
            }
            const others = signal === undefined ? null : waitersOn(signal);
            const waiter = {
                gone: false,
                admit: () => {
                    others?.delete(waiter);
                    resolve();
                },
                giveUp: () => {
                    waiter.gone = true;
                    leave(line);
                    reject(signal?.reason);
                },
            };
            others?.add(waiter);
            line.waiters.push(waiter);
            line.waiting += 1;
            waiting += 1;
            if (line.waiting === 1)
                lines.push(line);
        }),
        room: (line) => {
            if (line.waiting < LINE_UP_TO)
                return undefined;
            return (line.room ??= new Promise((resolve) => (line.onRoom = resolve)));
        },
        next: (mayGo) => {
            for (const line of lines)
                if (mayGo(line))
                    return line;
            return null;
        },
        take: (line) => {
            for (;;) {
                const waiter = line.waiters[line.head];
                line.head += 1;
                if (waiter.gone)
                    continue;
                if (line.head > 1000 && line.head * 2 > line.waiters.length) {
                    line.waiters.splice(0, line.head);
                    line.head = 0;
                }
                const at = lines.indexOf(line);
                if (at < lines.length - 1) {
                    lines.splice(at, 1);
                    lines.push(line);
                }
                leave(line);
                waiter.admit();
                return;
            }
        },
    };
}

;// CONCATENATED MODULE: ./build/src/copy/rate.js




/** Copies a second that a worker begins with, before it has met S3's limit. */
const START_PER_SECOND = 100;
/** Looks are what costs: so many in a round trip, within these bounds. */
const LOOKS_PER_ROUND_TRIP = 4;
const LOOK_FROM_MS = 4;
const rate_LOOK_UP_TO_MS = 50;
/** What is smoothed follows a change within so many milliseconds, or within two round trips. */
const SMOOTH_MS = 100;
/** A slow range sends a few requests in that time. */
const USED_MS = 2000;
/** The last seconds, of the 503s' part in the answers. */
const SHARE_MS = 5000;
/** Nobody sleeps longer, so that a rate that has grown meanwhile is seen. */
const NAP_UP_TO_MS = 50;
/** 503s as near to each other, in round trips, are one: they are of one partition, in a moment in which it is full. */
const APART = 0.05;
const HITS_UP_TO = 1000;
/** A new range has its rate from so many neighbours on each side. */
const NEIGHBOURS = 2;
const bucketOf = (perSecond, tokens, nowMs) => ({ perSecond, tokens, filledAtMs: nowMs, limiting: false });
function createRate({ clock, random, ceilingPerSecond, startPerSecond, inFlightUpTo }) {
    const known = new Map();
    const ring = ringOf();
    const startedAtMs = clock.passed();
    const bounded = (rate) => Math.max(FLOOR_PER_SECOND, Math.min(rate, ceilingPerSecond));
    /** In the order of their names, which is that of their keys. */
    let ranges = [];
    let perSecond = bounded(startPerSecond * (0.9 + 0.2 * random()));
    /** Until the first 503 nothing is known of partitions. */
    let ramp = bucketOf(perSecond, burstOf(perSecond), startedAtMs);
    const ended = endedShares();
    let hits = [];
    let calmMs = new Float64Array(64);
    const ceiling = bucketOf(ceilingPerSecond, burstOf(ceilingPerSecond), startedAtMs);
    let inFlight = 0;
    let inFlightNow = inFlightFor(perSecond, 0, inFlightUpTo);
    /** Since something has been in flight at every moment, and so many were sent since then. */
    let [busySinceMs, busySent] = [startedAtMs, 0];
    // Since the last look.
    let lookedAtMs = startedAtMs;
    let lookEveryMs = LOOK_FROM_MS;
    let [answers, throttled, latencySumMs] = [0, 0, 0];
    // Smoothed.
    let [latencyMs, usedPerSecond, recentAnswers, recentThrottled] = [0, 0, 0, 0];
    let napping = false;
    /** Until then nobody who waits has a token. */
    let nextTokenAtMs = 0;
    const fill = (bucket, nowMs) => {
        bucket.tokens = Math.min(burstOf(bucket.perSecond), bucket.tokens + ((nowMs - bucket.filledAtMs) * bucket.perSecond) / 1000);
        bucket.filledAtMs = nowMs;
    };
    const mayGo = ({ bucket }, nowMs) => {
        if (bucket.tokens >= 1)
            return true;
        fill(bucket, nowMs);
        if (bucket.tokens >= 1)
            return true;
        bucket.limiting = true;
        nextTokenAtMs = Math.min(nextTokenAtMs, nowMs + ((1 - bucket.tokens) * 1000) / bucket.perSecond);
        return false;
    };
    const underCeiling = (nowMs) => {
        if (ceiling.tokens < 1)
            fill(ceiling, nowMs);
        return ceiling.tokens >= 1;
    };
    const go = (range) => {
        ceiling.tokens -= 1;
        range.bucket.tokens -= 1;
        range.sent += 1;
        if (inFlight === 0)
            [busySinceMs, busySent] = [clock.passed(), 0];
        busySent += 1;
        inFlight += 1;
    };
    /** Time has passed: what was measured in it is taken in, and the rates grow. */
    const look = (nowMs) => {
        const ms = nowMs - lookedAtMs;
        const smooth = 1 - Math.exp(-ms / Math.max(SMOOTH_MS, 2 * latencyMs));
        if (answers > 0)
            latencyMs = latencyMs === 0 ? latencySumMs / answers : latencyMs + (latencySumMs / answers - latencyMs) * smooth;
        const kept = Math.exp(-ms / SHARE_MS);
        recentAnswers = recentAnswers * kept + answers;
        recentThrottled = recentThrottled * kept + throttled;
        const usedSmooth = 1 - Math.exp(-ms / USED_MS);
        let sent = 0;
        for (const range of ranges) {
            range.usedPerSecond += ((range.sent * 1000) / ms - range.usedPerSecond) * usedSmooth;
            sent += range.sent;
            range.sent = 0;
        }
        if (ramp === null)
            growRanges(nowMs, ms);
        else {
            if (ramp.limiting || (sent * 2000) / ms > ramp.perSecond)
                ramp.perSecond = bounded(ramp.perSecond * rampedBy(ms, latencyMs));
            ramp.limiting = false;
            perSecond = ramp.perSecond;
        }
        const measured = (sent * 1000) / ms;
        usedPerSecond = usedPerSecond === 0 ? measured : usedPerSecond + (measured - usedPerSecond) * smooth;
        inFlightNow = inFlightFor(Math.min(perSecond, ceilingPerSecond), latencyMs, inFlightUpTo);
        lookEveryMs = Math.max(LOOK_FROM_MS, Math.min(rate_LOOK_UP_TO_MS, latencyMs / LOOKS_PER_ROUND_TRIP));
        lookedAtMs = nowMs;
        answers = throttled = latencySumMs = 0;
    };
    const growRanges = (nowMs, ms) => {
        if (calmMs.length < ranges.length)
            calmMs = new Float64Array(2 * ranges.length);
        calmOf(ranges, hits, nowMs, calmMs);
        const mean = perSecond / Math.max(1, ranges.length);
        perSecond = 0;
        for (const [index, range] of ranges.entries()) {
            const { bucket } = range;
            // Without a use for more, calm says nothing: nothing was asked.
            if (bucket.limiting) {
                const factor = grownBy(ms, Math.min(calmMs[index], nowMs - range.grownAtMs), latencyMs, bucket.perSecond, mean);
                bucket.perSecond = bounded(bucket.perSecond * factor);
                range.grown *= factor;
                if (isGrown(range.grown))
                    [range.grown, range.grownAtMs] = [1, nowMs];
            }
            bucket.limiting = false;
            perSecond += bucket.perSecond;
        }
    };
    const endRamp = (nowMs) => {
        // Smoothed over a pause, what is used would be next to nothing.
        const sinceBusy = (busySent * 1000) / Math.max(1, latencyMs, nowMs - busySinceMs);
        const each = afterRamp(perSecond, Math.max(usedPerSecond, sinceBusy)) / ranges.length;
        ramp = null;
        perSecond = 0;
        for (const range of ranges) {
            range.bucket = bucketOf(bounded(each), 0, nowMs);
            range.hitAtMs = range.cutAtMs = nowMs;
            range.beforePerSecond = range.bucket.perSecond;
            perSecond += range.bucket.perSecond;
        }
    };
    const slowDown = (range, nowMs, ms) => {
        if (!range.isMet)
            return;
        if (ramp !== null) {
            endRamp(nowMs);
            return;
        }
        const roundTripMs = Math.max(1, ms, latencyMs);
        range.hitAtMs = nowMs;
        if (nowMs - (hits.at(-1) ?? -Infinity) >= APART * roundTripMs)
            hits.push(nowMs);
        if (hits.length > 2 * HITS_UP_TO)
            hits = hits.slice(-HITS_UP_TO);
        range.grown = 1;
        const { bucket } = range;
        if (nowMs - roundTripMs >= range.cutAtMs) {
            range.cutAtMs = nowMs;
            range.beforePerSecond = bucket.perSecond;
        }
        bucket.perSecond = bounded(afterCut(bucket.perSecond, range.beforePerSecond, roundTripMs));
    };
    /** Lets go who may; sees to it that somebody looks again when a rate is what they wait for. */
    const serve = (nowMs) => {
        if (nowMs < nextTokenAtMs)
            return;
        while (ring.waiting > 0 && inFlight < inFlightNow) {
            nextTokenAtMs = Infinity;
            if (!underCeiling(nowMs))
                nextTokenAtMs = nowMs + ((1 - ceiling.tokens) * 1000) / ceilingPerSecond;
            const range = nextTokenAtMs < Infinity ? null : ring.next((line) => mayGo(line, nowMs));
            if (range === null) {
                nextTokenAtMs = Math.min(nextTokenAtMs, nowMs + NAP_UP_TO_MS);
                if (!napping)
                    nap(nextTokenAtMs - nowMs);
                return;
            }
            go(range);
            ring.take(range);
        }
        nextTokenAtMs = 0;
    };
    const nap = (forMs) => {
        napping = true;
        void clock.sleep(Math.max(1, forMs)).then(() => {
            napping = false;
            nextTokenAtMs = 0;
            const nowMs = clock.passed();
            if (nowMs - lookedAtMs >= lookEveryMs)
                look(nowMs);
            serve(nowMs);
        });
    };
    const pacerOf = (range) => ({
        room: () => ring.room(range),
        admit: (signal) => {
            if (!range.isMet && known.get(range.name)?.range === range)
                join(range);
            if (ring.waiting === 0 && inFlight < inFlightNow) {
                if (range.bucket.tokens >= 1 && ceiling.tokens >= 1) {
                    go(range);
                    return undefined;
                }
                const nowMs = clock.passed();
                if (underCeiling(nowMs) && mayGo(range, nowMs)) {
                    go(range);
                    return undefined;
                }
            }
            const admitted = ring.wait(range, signal);
            if (range.bucket.tokens >= 1 || ring.waiting === 1) {
                nextTokenAtMs = 0;
                serve(clock.passed());
            }
            return admitted;
        },
        answered: (how, ms) => {
            inFlight -= 1;
            answers += 1;
            latencySumMs += ms;
            const nowMs = clock.passed();
            if (how === 'slow-down')
                throttled += 1;
            if (nowMs - lookedAtMs >= lookEveryMs)
                look(nowMs);
            if (how === 'slow-down')
                slowDown(range, nowMs, ms);
            if (ring.waiting > 0)
                serve(nowMs);
        },
    });
    /** Most ranges of a migration that is repeated ask for nothing: what they had would be of no use to anybody. */
    const newRange = (name, folder) => ({
        ...newLine(),
        ...{ name, folder, isMet: false, bucket: bucketOf(FLOOR_PER_SECOND, 0, startedAtMs) },
        ...{ hitAtMs: startedAtMs, cutAtMs: -Infinity, beforePerSecond: 0, grown: 1, grownAtMs: startedAtMs, sent: 0, usedPerSecond: 0 },
    });
    /** What a range has that begins: see rate-shares.ts. */
    const shareAt = (at, folder, nowMs) => {
        const beside = ranges.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS);
        const ofFolder = beside.filter((other) => other.folder === folder);
        if (ofFolder.length > 0)
            return sharedAmong(ofFolder);
        return ended.take(nowMs, beside.length === 0) ?? sharedAmong(beside);
    };
    const join = (range) => {
        const found = ranges.findIndex((other) => other.name > range.name);
        const at = found === -1 ? ranges.length : found;
        const nowMs = clock.passed();
        range.isMet = true;
        range.hitAtMs = nowMs;
        if (ramp === null) {
            const { perSecond: share, ...found } = shareAt(at, range.folder, nowMs);
            Object.assign(range, found);
            range.bucket = bucketOf(bounded(share), 1, nowMs);
        }
        else
            range.bucket = ramp;
        ranges = ranges.toSpliced(at, 0, range);
    };
    const leave = (range) => {
        range.isMet = false;
        ranges = ranges.toSpliced(ranges.indexOf(range), 1);
        if (ramp === null)
            ended.add(range, clock.passed());
    };
    return {
        range: (name, folder = name) => {
            const found = known.get(name);
            if (found !== undefined)
                return found.pacer;
            const range = newRange(name, folder);
            const pacer = pacerOf(range);
            known.set(name, { range, pacer });
            return pacer;
        },
        forget: (name) => {
            const found = known.get(name);
            if (found === undefined)
                return;
            known.delete(name);
            if (found.range.isMet)
                leave(found.range);
        },
        facts: () => ({
            perSecond: Math.min(perSecond, ceilingPerSecond),
            usedPerSecond,
            inFlight,
            inFlightUpTo: inFlightNow,
            waiting: ring.waiting,
            throttledShare: recentAnswers + answers === 0 ? 0 : (recentThrottled + throttled) / (recentAnswers + answers),
            latencyMs,
        }),
    };
}


/***/ }),

/***/ 9446:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GZ: () => (/* binding */ isDenied),
/* harmony export */   ZD: () => (/* binding */ refusesTags),
/* harmony export */   cT: () => (/* binding */ judgeRefusal),
/* harmony export */   lF: () => (/* binding */ RefusedFolder),
/* harmony export */   we: () => (/* binding */ refusedCopy),
/* harmony export */   xw: () => (/* binding */ reachOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3347);
/* harmony import */ var _s3_retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6426);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2469);




const DENIED = ['AccessDenied', 'Http403'];
/**
 * Permanent refusals, the first row that fits. Across accounts S3 says no more than "Access Denied"
 * (userguide/troubleshoot-403-errors); within one it names the action and the kind of policy.
 * Words of S3 stand in messages only, so a row that needs them has a plainer one below it for when they change.
 */
const ROWS = [
    {
        codes: DENIED,
        // data-science-on-aws#221, boto3#3270, re:Post "troubleshoot copy between buckets".
        says: /vpc endpoint/i,
        kind: 'worker',
        code: 'ACCESS_DENIED',
        reason: 'the request went through a VPC endpoint, which does not let copies between regions pass',
        next: "Take the S3 gateway endpoint out of the worker subnet's route table: requests then go out over the internet, the objects' bytes never do.",
    },
    {
        codes: DENIED,
        says: /kms:\w+|KMS key|the ciphertext refers to/i,
        kind: 'folder',
        code: 'ACCESS_DENIED',
        reason: 'the KMS key of the source or of the target does not let the copy role use it',
        next: "Allow kms:Decrypt on the source's key and kms:GenerateDataKey on the target's, in the key's own policy and in the role's; the key aws/s3 cannot be used from another account.",
    },
    {
        codes: DENIED,
        says: /s3:(?:Get|Put)Object(?:Version)?Tagging/,
        kind: 'folder',
        code: 'ACCESS_DENIED',
        reason: 'the copy role may not read or write tags, and they are to be copied',
        next: 'Allow s3:GetObjectTagging at the source and s3:PutObjectTagging at the target, or set copy.objects.tags to if-allowed or drop.',
    },
    {
        codes: DENIED,
        operation: 'GetObjectTagging',
        kind: 'folder',
        code: 'ACCESS_DENIED',
        reason: 'the copy role may not read tags, and they are to be copied',
        next: 'Allow s3:GetObjectTagging at the source (in its bucket policy, too), or set copy.objects.tags to if-allowed or drop.',
    },
    {
        codes: DENIED,
        says: /s3:(?:Get|Put)Object(?:Version)?Annotation/,
        kind: 'folder',
        code: 'ACCESS_DENIED',
        reason: 'the copy role may not read or write annotations, and they are to be copied',
        next: 'Allow s3:GetObjectAnnotation at the source and s3:PutObjectAnnotation at the target, or leave copy.objects.annotations at exclude.',
    },
    {
        codes: DENIED,
        says: /s3:PutObject(?:Version)?Acl/,
        kind: 'folder',
        code: 'ACCESS_DENIED',
        reason: 'the copy role may not set an ACL',
        next: 'Allow s3:PutObjectAcl at the target, or set copy.objects.acl to none.',
    },
    {
        codes: [...DENIED, 'InvalidRequest'],
        says: /requester[ -]?pays|request-payer/i,
        kind: 'worker',
        code: 'ACCESS_DENIED',
        reason: 'the source bucket lets in only who pays for the requests',
        next: 'Set copy.objects.requesterPays to true, once it is agreed that this account pays.',
    },
    {
        codes: DENIED,
        says: /explicit deny/i,
        kind: 'folder',
        code: 'ACCESS_DENIED',
        reason: 'a policy denies it outright (a bucket policy, an organization policy or a permissions boundary)',
        next: 'Find the Deny that the message names: bucket policies may demand TLS, an encryption header, a condition on the write or an organization.',
    },
    {
        codes: DENIED,
        kind: 'key',
        code: 'ACCESS_DENIED',
        reason: 'S3 refused access, and across accounts it does not say why',
        next: "Check, in this order: the source's bucket policy names the copy role; the buckets belong to the accounts that migration.yml gives; the role's own policy allows reading (with tags) and writing (with tags); the KMS keys of both sides; whether the source wants the requester to pay.",
    },
    {
        codes: [
            'KMS.DisabledException',
            'KMS.InvalidStateException',
            'KMS.KMSInvalidStateException',
            'KMS.NotFoundException',
            'KMS.InvalidKeyUsageException',
            'KMS.AccessDeniedException',
            'KMS.InvalidGrantTokenException',
            'KMS.UnrecognizedClientException',
        ],
        kind: 'folder',
        code: 'ACCESS_DENIED',
        reason: 'KMS refuses the key of the source or of the target: it is disabled, being deleted, unknown in this region, or not for the copy role',
        next: 'Look at the key that the message names; enable it and let the copy role use it, or give another one in copy.objects.kmsKey.',
    },
    {
        codes: ['InvalidObjectState'],
        kind: 'key',
        code: 'COPY_FAILED',
        reason: 'the object is archived and must be restored before it can be copied',
        next: 'Restore it (aws s3api restore-object) and run the stage again, or leave it: archived objects are excluded and counted.',
    },
    {
        codes: ['AccessControlListNotSupported'],
        kind: 'worker',
        code: 'COPY_FAILED',
        reason: 'the target bucket has ACLs switched off (Object Ownership: bucket owner enforced), and one was given',
        next: 'Set copy.objects.acl to none: the bucket owner owns every object there anyway.',
    },
    {
        codes: ['EntityTooLarge', 'InvalidRequest'],
        says: /maximum allow(?:ed|able) (?:size|object size)|larger than the maximum|too large/i,
        kind: 'key',
        code: 'COPY_FAILED',
        reason: 'the object is larger than one request copies (5 GiB), or than an upload of 10,000 parts holds',
        next: 'Run the stage again: the object has grown since it was listed, and a fresh listing decides how it is copied.',
    },
    {
        codes: ['InvalidRequest'],
        says: /stored using a form of server side encryption/i,
        kind: 'key',
        code: 'COPY_FAILED',
        reason: 'the object is encrypted with a key that only its writer has (SSE-C)',
        next: 'Copy this object by hand, with its key; the stage will find it in place.',
    },
    {
        codes: ['KeyTooLongError'],
        kind: 'key',
        code: 'COPY_FAILED',
        reason: "the key would be longer than S3's 1,024 bytes under the target's prefix",
        next: 'Choose a shorter target.prefix in migration.yml.',
    },
    {
        codes: ['MetadataTooLarge'],
        kind: 'key',
        code: 'COPY_FAILED',
        reason: "the object's metadata is larger than the 2 KB that S3 takes in headers",
        next: 'Copy this object by hand, with less metadata; the stage will find it in place.',
    },
    {
        codes: ['InvalidStorageClass'],
        kind: 'folder',
        code: 'COPY_FAILED',
        reason: "the target does not take the storage class of the source's objects",
        next: 'Give one that it takes in copy.objects.storageClass, such as STANDARD.',
    },
    {
        codes: ['NoSuchBucket'],
        kind: 'worker',
        code: 'BUCKET_MISSING',
        reason: 'there is no such bucket',
        next: 'Check the names, in migration.yml or on the command line: one of them is misspelt, deleted, or not made yet.',
    },
    {
        codes: [
            'PermanentRedirect',
            'TemporaryRedirect',
            'AuthorizationHeaderMalformed',
            'IllegalLocationConstraintException',
            'Http301',
            'Http307',
        ],
        kind: 'worker',
        code: 'USAGE',
        reason: 'the target bucket is in another region than the request went to',
        next: 'Set target.region in migration.yml, or --target-region, to where the bucket is (aws s3api get-bucket-location).',
    },
    {
        codes: ['InvalidRequest', 'InvalidArgument'],
        says: /accelerat/i,
        kind: 'worker',
        code: 'AWS_FAILED',
        reason: 'a Transfer Acceleration endpoint does not copy between regions',
        next: "Use the target bucket's regional endpoint.",
    },
    {
        codes: ['NotImplemented', 'MethodNotAllowed'],
        kind: 'worker',
        code: 'AWS_FAILED',
        reason: 'the server does not know how to do what the copy asks for',
        next: 'Look at copy.objects in migration.yml: S3 servers of other makes know fewer headers.',
    },
    {
        codes: ['AllAccessDisabled', 'AccountProblem', 'NotSignedUp'],
        kind: 'worker',
        code: 'ACCESS_DENIED',
        reason: 'AWS has closed this bucket or account',
        next: 'Ask AWS support, with the request id.',
    },
    {
        codes: ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'UnrecognizedClientException', 'InvalidClientTokenId'],
        kind: 'worker',
        code: 'ACCESS_DENIED',
        reason: 'S3 does not accept the credentials',
        next: 'Check which role or keys the worker uses, and that the endpoint belongs to them.',
    },
    {
        codes: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'],
        kind: 'worker',
        code: 'CREDENTIALS_MISSING',
        reason: 'the credentials have ended, and asking for new ones brought none that S3 takes',
        next: 'Run the job again: it goes on where it stopped.',
    },
    {
        codes: ['RequestTimeTooSkewed'],
        kind: 'worker',
        code: 'AWS_FAILED',
        reason: "the machine's clock is wrong, and correcting it by S3's did not help",
        next: 'Set the clock (chrony, NTP), then run the job again.',
    },
];
/** Why a copy was refused, what it concerns, and what to do: the table above, then S3's own word on what heals. Pure. */
function judgeRefusal(error) {
    const row = ROWS.find(({ codes, operation, says }) => codes.includes(error.code) &&
        (operation === undefined || operation === error.operation) &&
        (says === undefined || says.test(error.message)));
    if (row !== undefined)
        return { kind: row.kind, code: row.code, reason: row.reason, next: row.next };
    if (error.status === 0 && lastingSocket(error)) {
        const next = 'Check the endpoint and its certificate.';
        return { kind: 'worker', code: 'AWS_FAILED', reason: 'the connection to S3 cannot be made', next };
    }
    if ((0,_s3_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .cureOf */ .XZ)(error.status, error.code) !== 'none') {
        const next = 'Run the stage again: it goes on where it stopped.';
        return {
            kind: 'transient',
            code: 'AWS_FAILED',
            reason: `S3 did not manage it in ${error.tries} ${error.tries === 1 ? 'try' : 'tries'}`,
            next,
        };
    }
    if (error.status === 412 || error.status === 404 || error.status === 409) {
        const next = 'Run the stage again: it lists the object afresh.';
        return { kind: 'key', code: 'COPY_FAILED', reason: 'the object, or the upload of it, changed faster than it could be copied', next };
    }
    return {
        kind: 'key',
        code: 'COPY_FAILED',
        reason: 'S3 does not copy this object',
        next: 'Look up the S3 code; with the request id, AWS support can say more.',
    };
}
const isDenied = (code) => DENIED.some((denied) => denied === code);
/** Whether a refusal may be one of tags: it names them, or it is of the kind that names nothing. */
function refusesTags(error) {
    if (!isDenied(error.code))
        return false;
    if (error.operation === 'GetObjectTagging' || /ObjectTagging|ObjectVersionTagging/.test(error.message))
        return true;
    return !/s3:|kms:|vpc endpoint|explicit deny/i.test(error.message);
}
/** Every copy of a folder is refused, and will be until somebody mends what it names. */
class RefusedFolder extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py {
}
/** The refusal as an error that ends a folder or a worker. `doing` begins the sentence: "Copying folder E9_FulfillmentOrder". */
function refusedCopy(error, doing) {
    const { code, kind, next, reason } = judgeRefusal(error);
    const Refusing = kind === 'folder' ? RefusedFolder : _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py;
    return new Refusing(code, `${doing} failed: ${reason} (${error.code}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(error.message)})`, {
        next,
        cause: error,
        details: (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .detailsOf */ .c)(error),
    });
}
/** Reasons of ours that hold for every folder alike. */
const HOLD_FOR_ALL = new Set([
    'STOPPED',
    'BUCKET_MISSING',
    'BUCKET_OWNER_MISMATCH',
    'CREDENTIALS_MISSING',
    'ROLE_REFUSED',
]);
/** Whole objects are read and written in the ledger only, which all folders share. */
const OF_LEDGER = new Set(['GetObject', 'PutObject']);
/** By S3's own answer where there is one, else by our code. Pure; told where the error arose, as its cause does not travel between threads. */
function reachOf(error) {
    if (error.cause instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_3__/* .S3Error */ .D) {
        const { code, kind } = judgeRefusal(error.cause);
        if (kind === 'worker' || (code === 'ACCESS_DENIED' && OF_LEDGER.has(error.cause.operation)))
            return 'worker';
        return kind === 'key' && code === 'ACCESS_DENIED' ? 'unclear' : 'folder';
    }
    if (HOLD_FOR_ALL.has(error.code))
        return 'worker';
    return error.code === 'ACCESS_DENIED' ? 'unclear' : 'folder';
}
function lastingSocket({ cause }) {
    return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && (0,_s3_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .socketErrorLasts */ .pb)(cause.code);
}


/***/ })

};
