export const id = 381;
export const ids = [381];
export const modules = {

/***/ 2381:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(75);
/* harmony import */ var _src_stages_sync_shard_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8500);



await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .T)(process.env, async (deps, open, { input, number, signals }) => {
    const order = { shard: input('shard', { required: true }), round: number('round', { min: 0, max: 9, fallback: 0 }) };
    const { result, resultUri, error } = await (0,_src_stages_sync_shard_js__WEBPACK_IMPORTED_MODULE_2__/* .syncShardStage */ .g)(deps, open, order, signals);
    return {
        outputs: { verdict: result.verdict, copies: String(result.attempt.copies), result: resultUri },
        summary: (0,_src_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .shardMarkdown */ .mH)(result),
        error,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 1533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   KE: () => (/* binding */ addAccounts),
/* harmony export */   NX: () => (/* binding */ assertClosed),
/* harmony export */   hk: () => (/* binding */ addReasons),
/* harmony export */   hp: () => (/* binding */ NO_ACCOUNTS)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

const NO_ACCOUNTS = {
    listed: 0,
    identical: 0,
    copied: 0,
    failed: 0,
    vanished: 0,
    excluded: 0,
    targetListed: 0,
    matched: 0,
    targetOnly: 0,
    bytes: 0,
};
function addAccounts(a, b) {
    return {
        listed: a.listed + b.listed,
        identical: a.identical + b.identical,
        copied: a.copied + b.copied,
        failed: a.failed + b.failed,
        vanished: a.vanished + b.vanished,
        excluded: a.excluded + b.excluded,
        targetListed: a.targetListed + b.targetListed,
        matched: a.matched + b.matched,
        targetOnly: a.targetOnly + b.targetOnly,
        bytes: a.bytes + b.bytes,
    };
}
function addReasons(a, b) {
    const sum = { ...a };
    for (const [reason, times] of Object.entries(b))
        sum[reason] = (sum[reason] ?? 0) + times;
    return sum;
}
/** Every key has ended in exactly one class, or the work is unproven. @throws MigrationError ACCOUNTS_OPEN */
function assertClosed(accounts, of) {
    const source = accounts.identical + accounts.copied + accounts.failed + accounts.vanished + accounts.excluded;
    const target = accounts.matched + accounts.targetOnly;
    if (accounts.listed === source && accounts.targetListed === target)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The accounts of ${of} do not close: listed ${accounts.listed} ≠ ${source}, or at the target ${accounts.targetListed} ≠ ${target}`, {
        next: 'This is a defect of bucket-brigade: please report it. Nothing of this account is taken as proof.',
    });
}


/***/ }),

/***/ 7925:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ readCheckpoint),
/* harmony export */   u: () => (/* binding */ walksOf)
/* harmony export */ });
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_copy_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8372);


async function readCheckpoint(ledger, names, folder, signal) {
    const stored = await ledger.read(names.checkpoint(folder), signal);
    if (stored === null)
        return null;
    return { checkpoint: (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_copy_js__WEBPACK_IMPORTED_MODULE_1__/* .checkpoint */ .Fn, stored.body.toString('utf8'), ledger.uri(names.checkpoint(folder))), etag: stored.etag };
}
/** The walks that a checkpoint's manifest consists of, newest first. */
function walksOf({ generation, segments, state, after, earlier }) {
    return state === 'done' ? [{ generation, segments, upTo: null }] : [{ generation, segments, upTo: after ?? '' }, ...earlier];
}


/***/ }),

/***/ 1330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ writeSegment),
/* harmony export */   W: () => (/* binding */ readManifest)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8522);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _contracts_copy_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8372);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5362);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8038);






const pack = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gzip);
const unpack = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gunzip);
/** Writes one segment. Unconditional: the same segment of the same generation may be written again after a crash, and only the checkpoint makes it count. */
async function writeSegment(ledger, name, entries) {
    const lines = entries.map((entry) => JSON.stringify(entry)).join('\n');
    // Level 1: the default level costs more CPU than signing the copies does.
    await (0,_store_js__WEBPACK_IMPORTED_MODULE_4__/* .writeOrThrow */ .Hy)(ledger, name, await pack(`${lines}\n`, { level: node_zlib__WEBPACK_IMPORTED_MODULE_1__.constants.Z_BEST_SPEED }));
}
/** The entries of the walks, newest first, each key once and in key order; one segment in memory at a time. */
async function* readManifest(ledger, names, folder, walks, signal) {
    let after = null;
    for (const walk of walks) {
        for (let index = 0; index < walk.segments; index += 1) {
            for (const entry of await readSegment(ledger, names.segment(folder, walk.generation, index), signal)) {
                if (after !== null && (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_5__/* .compareKeys */ .Y)(entry.key, after) <= 0)
                    continue;
                if (walk.upTo !== null && (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_5__/* .compareKeys */ .Y)(entry.key, walk.upTo) > 0)
                    break;
                yield entry;
            }
        }
        if (walk.upTo === null)
            return;
        if (after === null || (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_5__/* .compareKeys */ .Y)(walk.upTo, after) > 0)
            after = walk.upTo;
    }
}
async function readSegment(ledger, name, signal) {
    const stored = await ledger.read(name, signal);
    if (stored === null)
        throw damaged(ledger.uri(name), 'is gone, although its checkpoint counts it');
    try {
        const lines = (await unpack(stored.body)).toString('utf8').split('\n');
        return lines.filter((line) => line !== '').map((line) => _contracts_copy_js__WEBPACK_IMPORTED_MODULE_3__/* .manifestEntry */ .m6.parse(JSON.parse(line)));
    }
    catch (cause) {
        throw damaged(ledger.uri(name), 'cannot be read', cause);
    }
}
function damaged(uri, what, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('UNPROVEN', `Manifest segment ${uri} ${what}`, {
        cause,
        next: "Restore it from the bucket's earlier versions, or delete the folder's checkpoint.json: the next run walks that folder again.",
    });
}


/***/ }),

/***/ 3704:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ equality),
/* harmony export */   U: () => (/* binding */ excludedBy)
/* harmony export */ });
/** CopyObject refuses these until they are restored (InvalidObjectState; API_CopyObject). GLACIER_IR is readable at once. */
const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);
function excludedBy(source, { cutoffMs }) {
    if (cutoffMs !== null && Date.parse(source.lastModified) >= cutoffMs)
        return 'after-cut-off';
    return ARCHIVED.has(source.storageClass) ? 'archived' : null;
}
/** An ETag with `-` is a hash of part hashes: it depends on the part layout, not on the content alone (API_Object). */
const ofParts = (etag) => etag.includes('-');
/**
 * Equal by ETag where the ETags can be compared, else by the recorded pair; by size only where nothing is recorded, and it
 * says so. A recorded pair that no longer holds is a difference, whatever the sizes: somebody wrote one of the sides since.
 */
function equality(source, target, recorded) {
    if (source.size !== target.size)
        return { equal: false, differs: 'size' };
    if (source.etag === target.etag)
        return { equal: true, by: 'etag' };
    if (recorded !== null && recorded.sourceETag === source.etag && recorded.targetETag === target.etag)
        return { equal: true, by: 'recorded' };
    const incomparable = ofParts(source.etag) || ofParts(target.etag);
    return incomparable && recorded === null ? { equal: true, by: 'size' } : { equal: false, differs: 'etag' };
}


/***/ }),

/***/ 7837:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ sightings)
});

// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/listing/order.js
var listing_order = __webpack_require__(5362);
;// CONCATENATED MODULE: ./build/src/listing/join.js


/**
 * Two streams in key order walked in step: each key once, in order, with what either side has for it.
 * Constant memory: one element of each side.
 * @throws MigrationError LISTING_BROKEN when a side is not strictly in order: joining it would invent missing keys
 */
async function* join(left, right) {
    const lefts = left[Symbol.asyncIterator]();
    const rights = right[Symbol.asyncIterator]();
    try {
        // Both first pages at the same time; later ones are asked for ahead, so that waiting for one side after the other costs nothing.
        const [first, second] = await Promise.all([lefts.next(), rights.next()]);
        let l = first.done === true ? null : first.value;
        let r = second.done === true ? null : second.value;
        while (l !== null || r !== null) {
            const order = l === null ? 1 : r === null ? -1 : (0,listing_order/* compareKeys */.Y)(l.key, r.key);
            const pair = { key: (order <= 0 ? l : r).key, left: order <= 0 ? l : null, right: order >= 0 ? r : null };
            yield pair;
            if (order <= 0)
                l = follower(pair.key, await lefts.next(), 'left');
            if (order >= 0)
                r = follower(pair.key, await rights.next(), 'right');
        }
    }
    finally {
        await Promise.all([lefts.return?.(), rights.return?.()]);
    }
}
/** The next element of a side, which must come after `last`; null at its end. */
function follower(last, { done, value }, side) {
    if (done === true)
        return null;
    if ((0,listing_order/* compareKeys */.Y)(last, value.key) < 0)
        return value;
    throw new errors/* MigrationError */.Py('LISTING_BROKEN', `The ${side} side of a comparison is out of order: "${(0,errors/* printable */.g$)(value.key)}" comes after "${(0,errors/* printable */.g$)(last)}"`, {
        next: 'A key could be taken for missing: nothing was decided from here on. Run the stage again; a manifest that stays out of order must be written anew.',
        details: { before: last, key: value.key },
    });
}

;// CONCATENATED MODULE: ./build/src/listing/walk.js




/**
 * Every object of the stretch, in order, each once. The next page is asked for while this one is used, and no more than that.
 * @throws MigrationError LISTING_BROKEN as soon as a listing does not go strictly upwards, leaves its prefix, or has no proper end:
 *   taken for the end, any of these would lose keys without a word.
 * @throws S3Error for everything that S3 refuses
 */
async function* walk(s3, walked, signal) {
    for await (const objects of walkPages(s3, walked, signal)) {
        for (const object of objects)
            yield object;
    }
}
/** The same by pages: one step of the event loop for a thousand keys. */
async function* walkPages(s3, walked, signal) {
    const { from, prefix, after, upTo } = walked;
    // Ends the page asked for ahead when the caller stops early.
    const stopped = new AbortController();
    const until = signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]);
    const ask = (continuation) => {
        const page = s3.listPage({ from, prefix, startAfter: after, continuation }, until);
        page.catch(() => undefined); // It is awaited later, perhaps never.
        return page;
    };
    let ahead = ask(undefined);
    let last = after;
    let before;
    try {
        while (ahead !== null) {
            const { objects, continuation } = await ahead;
            // An empty page may be followed by a full one; but not by itself, for ever.
            if (objects.length === 0 && continuation !== null && continuation === before)
                throw standingStill(walked, last);
            before = continuation ?? undefined;
            last = checkPage(objects, walked, last);
            const reached = upTo !== undefined && last !== undefined && (0,listing_order/* compareKeys */.Y)(last, upTo) >= 0;
            ahead = continuation === null || reached ? null : ask(continuation);
            const wanted = reached ? objects.filter(({ key }) => (0,listing_order/* compareKeys */.Y)(key, upTo) <= 0) : objects;
            if (wanted.length > 0)
                yield wanted;
        }
    }
    catch (error) {
        if (error instanceof types/* S3Error */.D && (error.code === 'Unreadable' || error.code === 'Unencoded'))
            throw (0,explain/* explainS3Error */.y)(error, `listing ${placed(walked)}`);
        throw error;
    }
    finally {
        stopped.abort();
    }
}
/** The page's last key; throws when the page cannot follow what came before. */
function checkPage(objects, walked, before) {
    let last = before;
    for (const { key } of objects) {
        if (last !== undefined && (0,listing_order/* compareKeys */.Y)(last, key) >= 0)
            throw broken(walked, last === key ? 'repeats a key' : 'goes backwards', last, key);
        if (!key.startsWith(walked.prefix))
            throw broken(walked, 'leaves its prefix', last, key);
        last = key;
    }
    return last;
}
function broken(walked, how, last, key) {
    const follows = last === undefined ? '' : ` after "${(0,errors/* printable */.g$)(last)}"`;
    return new errors/* MigrationError */.Py('LISTING_BROKEN', `The listing of ${placed(walked)} ${how}: "${(0,errors/* printable */.g$)(key)}"${follows}`, {
        next: 'The listing of this server cannot be trusted. Directory buckets (S3 Express) list without order and cannot be migrated; for anything else, run the stage again.',
        details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last, key },
    });
}
function standingStill(walked, last) {
    return new errors/* MigrationError */.Py('LISTING_BROKEN', `The listing of ${placed(walked)} stands still: empty pages that continue with themselves`, {
        next: 'Run the stage again; if it stays, this server cannot list the prefix.',
        details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last },
    });
}
function placed({ from, prefix }) {
    return `s3://${from.bucket}/${(0,errors/* printable */.g$)(prefix)}`;
}

;// CONCATENATED MODULE: ./build/src/listing/sightings.js





/** Source, target and manifest of a folder, walked in step in UTF-8 byte order; memory is a page a side. */
async function* sightings(s3, view, signal) {
    const sides = join(relativeWalk(s3.source, view.source, view, signal), relativeWalk(s3.target, view.target, view, signal));
    for await (const { key, left, right } of join(sides, after(view.recorded, view.after))) {
        yield { key, source: left?.left?.object ?? null, target: left?.right?.object ?? null, recorded: right };
    }
}
async function* relativeWalk(s3, side, { folder, after: last }, signal) {
    const objects = walk(s3, 
    // The slash keeps AB/ out of A/.
    {
        from: { bucket: side.bucket, owner: side.account },
        prefix: `${side.prefix}${folder}/`,
        after: last === null ? undefined : side.prefix + last,
    }, signal);
    try {
        for await (const object of objects)
            yield { key: object.key.slice(side.prefix.length), object };
    }
    catch (error) {
        throw error instanceof types/* S3Error */.D ? (0,explain/* explainS3Error */.y)(error, `listing folder ${folder}`) : error;
    }
}
async function* after(entries, last) {
    for await (const entry of entries)
        if (last === null || (0,listing_order/* compareKeys */.Y)(entry.key, last) > 0)
            yield entry;
}


/***/ }),

/***/ 1439:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ eachUpTo),
/* harmony export */   Q: () => (/* binding */ slots)
/* harmony export */ });
function slots(upTo) {
    let free = upTo;
    const waiting = [];
    return {
        run: async (work) => {
            if (free > 0)
                free -= 1;
            else
                await new Promise((resolve) => waiting.push(resolve));
            try {
                return await work();
            }
            finally {
                const next = waiting.shift();
                if (next === undefined)
                    free += 1;
                else
                    next();
            }
        },
    };
}
/**
 * Runs the work over the items, `upTo` at once, and awaits all of it, also when one fails: the first failure
 * stops the taking, and is thrown when what runs has ended.
 */
async function eachUpTo(items, upTo, work) {
    const iterator = items[Symbol.iterator]();
    let failure = null;
    const lane = async () => {
        while (failure === null) {
            const next = iterator.next();
            if (next.done === true)
                return;
            try {
                await work(next.value);
            }
            catch (reason) {
                failure ??= { reason };
            }
        }
    };
    await Promise.all(Array.from({ length: upTo }, lane));
    if (failure !== null)
        throw failure.reason;
}


/***/ }),

/***/ 8500:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  g: () => (/* binding */ syncShardStage)
});

// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/contracts/plan.js
var plan = __webpack_require__(1314);
// EXTERNAL MODULE: ./build/src/clock.js
var clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/accounts.js
var contracts_accounts = __webpack_require__(1533);
// EXTERNAL MODULE: ./build/src/errors.js
var src_errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/checkpoint.js
var checkpoint = __webpack_require__(7925);
// EXTERNAL MODULE: ./build/src/ledger/manifest.js
var manifest = __webpack_require__(1330);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/listing/sightings.js + 2 modules
var sightings = __webpack_require__(7837);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
;// CONCATENATED MODULE: ./build/src/copy/checkpoint.js



/**
 * | found                         | ordered generation | start                                   |
 * |-------------------------------|--------------------|-----------------------------------------|
 * | nothing                       | any                | walk it, generation as ordered          |
 * | done, nothing failed          | not higher         | done                                    |
 * | done, keys failed             | not higher         | walk again, one generation up           |
 * | under way, keys failed        | not higher         | walk again, one generation up           |
 * | under way                     | not higher         | resume after the last key               |
 * | anything                      | higher             | walk again, generation as ordered       |
 */
function startOf(found, task, nowMs) {
    if (found === null)
        return { kind: 'walk', checkpoint: freshWalk(null, task, task.generation, nowMs) };
    if (task.generation > found.generation)
        return { kind: 'walk', checkpoint: freshWalk(found, task, task.generation, nowMs) };
    if (found.failures.length === 0) {
        return found.state === 'done' ? { kind: 'done', checkpoint: found } : { kind: 'resume', checkpoint: { ...found, shard: task.shard } };
    }
    return { kind: 'walk', checkpoint: freshWalk(found, task, found.generation + 1, nowMs) };
}
function freshWalk(found, task, generation, nowMs) {
    const vanished = found?.vanished ?? [];
    return {
        contract: 'checkpoint/1',
        migration: task.migration,
        identity: task.identity,
        folder: task.folder,
        shard: task.shard,
        generation,
        state: 'copying',
        after: null,
        segments: 0,
        earlier: found === null ? [] : [...(0,checkpoint/* walksOf */.u)(found)],
        // Keys that were listed once and are gone stay in the accounts of the migration.
        accounts: { ...contracts_accounts/* NO_ACCOUNTS */.hp, listed: vanished.length, vanished: vanished.length },
        reasons: vanished.length === 0 ? {} : { [VANISHED]: vanished.length },
        vanished: [...vanished],
        failures: [],
        copies: found?.copies ?? 0,
        updatedAt: (0,clock/* isoSeconds */.n)(nowMs),
    };
}
const VANISHED = 'vanished: gone from the source';
/** The checkpoint after these keys: pure, so that accounts, reasons and position move together or not at all. */
function advance(from, keys, settled, at) {
    const accounts = { ...from.accounts };
    const reasons = { ...from.reasons };
    const failures = [...from.failures];
    const vanished = new Set(from.vanished);
    let copies = from.copies;
    const because = (reason) => {
        reasons[reason] = (reasons[reason] ?? 0) + 1;
    };
    for (const [index, end] of settled.entries()) {
        const { key, source, target } = keys[index];
        if (target !== null)
            accounts.targetListed += 1;
        if (target !== null)
            accounts[source === null ? 'targetOnly' : 'matched'] += 1;
        if (end.class === 'target-only')
            continue;
        if (vanished.delete(key)) {
            accounts.listed -= 1;
            accounts.vanished -= 1;
            reasons[VANISHED] = reasons[VANISHED] - 1;
        }
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
                because(`${end.class}: ${end.reason}`);
                break;
            case 'vanished':
                accounts.vanished += 1;
                vanished.add(key);
                because(VANISHED);
                break;
            case 'failed':
                accounts.failed += 1;
                failures.push(end.failure);
                because(`failed: ${end.failure.code}`);
                break;
        }
    }
    for (const key of at.goneBeyond) {
        if (vanished.has(key))
            continue;
        vanished.add(key);
        accounts.listed += 1;
        accounts.vanished += 1;
        because(VANISHED);
    }
    return {
        ...from,
        state: at.last ? 'done' : 'copying',
        after: keys[settled.length - 1]?.key ?? from.after,
        segments: from.segments + (at.segmentWritten ? 1 : 0),
        accounts,
        reasons,
        vanished: [...vanished],
        failures,
        copies,
        updatedAt: (0,clock/* isoSeconds */.n)(at.nowMs),
    };
}

// EXTERNAL MODULE: ./build/src/listing/equality.js
var equality = __webpack_require__(3704);
;// CONCATENATED MODULE: ./build/src/copy/decide.js

/**
 * | source | target | what holds                           | decision              |
 * |--------|--------|--------------------------------------|-----------------------|
 * | no     | yes    | as an earlier walk recorded it       | carry                 |
 * | no     | no     | an earlier walk recorded it          | gone                  |
 * | no     | yes    |                                      | ignore: target-only   |
 * | yes    | any    | not of this migration                | exclude: rule         |
 * | yes    | no     |                                      | copy: missing         |
 * | yes    | yes    | other size                           | copy: size-differs    |
 * | yes    | yes    | comparable ETags are equal           | keep: etag            |
 * | yes    | yes    | the recorded pair of ETags still is  | keep: recorded        |
 * | yes    | yes    | comparable ETags differ              | copy: etag-differs    |
 * | yes    | yes    | nothing but the size can be compared | copy: unproven        |
 */
function decide({ source, target, recorded }, rules) {
    if (source === null) {
        if (recorded !== null && target === null)
            return { action: 'gone' };
        return recorded !== null && target.etag === recorded.targetETag ? { action: 'carry' } : { action: 'ignore', reason: 'target-only' };
    }
    const rule = (0,equality/* excludedBy */.U)(source, rules);
    if (rule !== null)
        return { action: 'exclude', reason: rule };
    if (target === null)
        return { action: 'copy', reason: 'missing' };
    const found = (0,equality/* equality */.T)(source, target, recorded);
    if (found.equal)
        return found.by === 'size' ? { action: 'copy', reason: 'unproven' } : { action: 'keep', reason: found.by };
    return { action: 'copy', reason: found.differs === 'size' ? 'size-differs' : 'etag-differs' };
}

;// CONCATENATED MODULE: ./build/src/copy/key.js


/** A source that changes faster than it can be copied is named as failed after this many looks. */
const LOOKS_UP_TO = 4;
/**
 * Copies one key, pinned to the ETag that was listed. When S3 says that the source changed or went (412, 404),
 * the key is listed again and decided afresh: a new body, no longer of this migration, or gone.
 * Rejects only for what concerns the whole folder: a bucket that is not there, a signal that aborted.
 */
async function copyKey(s3, place, listed, rules, signal) {
    let object = listed;
    for (let look = 1;; look += 1) {
        try {
            const answer = await s3.target.copyObject({
                source: { ...place.source, key: place.sourceKey, etag: object.etag },
                target: { ...place.target, key: place.targetKey },
                storageClass: object.storageClass,
            }, signal);
            return { outcome: 'copied', object, targetETag: answer.etag, changed: look > 1 };
        }
        catch (error) {
            if (!(error instanceof types/* S3Error */.D) || error.code === 'NoSuchBucket')
                throw error;
            const mayHaveChanged = error.status === 412 || error.status === 404;
            if (!mayHaveChanged || look >= LOOKS_UP_TO)
                return failed(error);
            const now = await lookAgain(s3.source, place, signal);
            if (now === null)
                return { outcome: 'vanished' };
            const rule = (0,equality/* excludedBy */.U)(now, rules);
            if (rule !== null)
                return { outcome: 'excluded', reason: rule };
            object = { ...now, key: listed.key };
        }
    }
}
function failed(error) {
    return { outcome: 'failed', code: error.code, message: error.message, status: error.status };
}
/** One key's listing: ListObjectsV2 gives size, ETag and storage class in one request, and needs no permission beyond listing. */
async function lookAgain(s3, place, signal) {
    const page = await s3.listPage({ from: place.source, prefix: place.sourceKey, maxKeys: 1 }, signal);
    const first = page.objects[0];
    // In byte order the key itself is the first of all keys that it is a prefix of.
    return first !== undefined && first.key === place.sourceKey ? first : null;
}

;// CONCATENATED MODULE: ./build/src/copy/folder.js











/** Keys between two checkpoints: one page of a listing, so that a crash costs at most one page of work (API_ListObjectsV2: 1,000). */
const BATCH_KEYS = 1000;
/** Failed keys that a folder's checkpoint lists before the folder is given up: memory and checkpoint must not grow with the trouble. */
const FAILURES_UP_TO = 1000;
/** A folder in which so many copies were refused one after another, and none granted, is refused as a whole. */
const REFUSALS_UP_TO = 8;
/**
 * Makes one folder of the target equal to the source's, from where its checkpoint stands.
 * After each batch: the manifest's segment, then the checkpoint that counts it, conditional on the version read;
 * so SIGKILL at any instruction leaves a state from which the next start loses at most one batch.
 */
async function copyFolder(deps, task, signals) {
    const { ledger, names, clock } = deps;
    const found = await (0,checkpoint/* readCheckpoint */.H)(ledger, names, task.folder, signals.stop);
    const start = startOf(found?.checkpoint ?? null, task, clock.now());
    if (start.kind === 'done')
        return { checkpoint: start.checkpoint, skipped: true, copies: 0, copiedBytes: 0 };
    let state = start.checkpoint;
    let etag = found?.etag ?? null;
    let copies = 0;
    let copiedBytes = 0;
    const recorded = (0,manifest/* readManifest */.W)(ledger, names, task.folder, state.earlier, signals.stop);
    const seen = (0,sightings/* sightings */.n)(deps.s3, { source: task.source, target: task.target, folder: task.folder, after: state.after, recorded }, signals.stop);
    for await (const { keys, last } of inBatches(seen, BATCH_KEYS)) {
        const { settled, goneBeyond, failure } = await settleBatch(deps, task, keys, signals);
        const entries = settled.flatMap((end) => ('entry' in end ? [end.entry] : []));
        if (entries.length > 0)
            await (0,manifest/* writeSegment */.T)(ledger, names.segment(task.folder, state.generation, state.segments), entries);
        for (const end of settled) {
            if (end.class !== 'copied' || end.copies === 0)
                continue;
            copies += end.copies;
            copiedBytes += end.entry.size;
        }
        const whole = settled.length === keys.length && failure === null;
        if (settled.length > 0 || goneBeyond.length > 0 || whole) {
            state = advance(state, keys, settled, { nowMs: clock.now(), segmentWritten: entries.length > 0, goneBeyond, last: last && whole });
            if (state.state === 'done')
                (0,contracts_accounts/* assertClosed */.NX)(state.accounts, `folder ${task.folder}`);
            etag = await (0,store/* writeOrThrow */.Hy)(ledger, names.checkpoint(task.folder), JSON.stringify(state), etag === null ? { absent: true } : { etag });
        }
        if (failure !== null)
            throw failure.reason;
        if (state.failures.length > FAILURES_UP_TO)
            throw failingFolder(task.folder, state.failures.length);
    }
    return { checkpoint: state, skipped: false, copies, copiedBytes };
}
/** Batches of sightings, the last one marked; a folder without any key is one empty last batch. */
async function* inBatches(seen, upTo) {
    let keys = [];
    for await (const sighting of seen) {
        if (keys.length === upTo) {
            yield { keys, last: false };
            keys = [];
        }
        keys.push(sighting);
    }
    yield { keys, last: true };
}
/** Decides every key of the batch and copies what must be copied. */
async function settleBatch(deps, task, keys, signals) {
    const ends = Array.from({ length: keys.length });
    const trouble = { first: null, refusals: 0 };
    const copy = async (index, seen, reason) => {
        if (trouble.first !== null || signals.stop.aborted)
            return;
        try {
            const outcome = await copyKey(deps.s3, placeOf(task, seen.key), seen.source, task.rules, signals.abort);
            trouble.refusals = outcome.outcome === 'failed' && outcome.code === 'AccessDenied' ? trouble.refusals + 1 : 0;
            if (trouble.refusals >= REFUSALS_UP_TO && outcome.outcome === 'failed')
                trouble.first ??= { reason: refusedFolder(task, outcome) };
            if (outcome.outcome === 'copied')
                deps.onCopied?.(outcome.object.size);
            ends[index] = settledByCopy(seen.key, reason, outcome);
        }
        catch (error) {
            trouble.first ??= { reason: error instanceof types/* S3Error */.D ? (0,explain/* explainS3Error */.y)(error, `copying folder ${task.folder}`) : error };
        }
    };
    const running = [];
    for (const [index, seen] of keys.entries()) {
        const decision = decide(seen, task.rules);
        if (decision.action === 'copy')
            running.push(deps.slots.run(() => copy(index, seen, decision.reason)));
        else
            ends[index] = settledWithoutCopy(seen, decision, task.sinceMs);
    }
    await Promise.all(running);
    const gap = ends.indexOf(undefined);
    const settled = (gap === -1 ? ends : ends.slice(0, gap));
    const goneBeyond = gap === -1 ? [] : keys.filter((_key, index) => index > gap && ends[index]?.class === 'vanished').map(({ key }) => key);
    const failure = gap !== -1 && signals.stop.aborted ? { reason: stopped(task.folder) } : trouble.first;
    return { settled, goneBeyond, failure };
}
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
    return { class: origin, reason: `equal by ${decision.reason}`, entry, copies: 0 };
}
function settledByCopy(key, reason, outcome) {
    switch (outcome.outcome) {
        case 'copied':
            return {
                class: 'copied',
                reason: outcome.changed ? 'changed since it was listed' : reason,
                entry: entryOf(key, outcome.object, outcome.targetETag, 'copied'),
                copies: 1,
            };
        case 'vanished':
            return { class: 'vanished' };
        case 'excluded':
            return { class: 'excluded', reason: outcome.reason };
        case 'failed':
            return { class: 'failed', failure: { key, code: outcome.code, message: outcome.message } };
    }
}
function entryOf(key, source, targetETag, origin) {
    return { key, size: source.size, sourceETag: source.etag, targetETag, lastModified: source.lastModified, origin };
}
function placeOf({ source, target }, key) {
    return {
        source: { bucket: source.bucket, owner: source.account },
        target: { bucket: target.bucket, owner: target.account },
        sourceKey: source.prefix + key,
        targetKey: target.prefix + key,
    };
}
function refusedFolder(task, outcome) {
    return new src_errors/* MigrationError */.Py('ACCESS_DENIED', `S3 refuses every copy in folder ${task.folder}: ${outcome.code}: ${outcome.message}`, {
        next: `Check that the agent role may read ${task.source.bucket} (bucket policy, KMS key) and write ${task.target.bucket}, then re-run this job.`,
        details: { source: task.source.bucket, target: task.target.bucket, folder: task.folder },
    });
}
function failingFolder(folder, failures) {
    return new src_errors/* MigrationError */.Py('COPY_FAILED', `Folder ${folder} was given up after ${failures} keys had failed`, {
        next: 'Mend what the failures in its checkpoint name, then re-run this job.',
    });
}
function stopped(folder) {
    return new src_errors/* MigrationError */.Py('STOPPED', `Stopped while copying folder ${folder}; its checkpoint is kept`, {
        next: 'Re-run the job: it goes on where this one stopped.',
    });
}

// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
;// CONCATENATED MODULE: ./build/src/copy/shard.js





/** Folders walked side by side: their copies interleave, so that S3 sees many prefixes at once and can split them. */
const FOLDERS_AT_ONCE = 8;
/** Reasons that hold for every folder alike: there is no use in trying the next one. */
const HOLDS_FOR_ALL = new Set([
    'STOPPED',
    'ACCESS_DENIED',
    'BUCKET_MISSING',
    'BUCKET_OWNER_MISMATCH',
    'CREDENTIALS_MISSING',
    'ROLE_REFUSED',
]);
/**
 * Makes the order's folders equal at the target. The same function under every executor: in the Actions job, on an
 * instance, in a terminal. Never rejects: what happened is in the result, which the caller stores whatever it says.
 */
async function copyShard(deps, { order, plan }, signals, onProgress = () => undefined) {
    const startedAtMs = deps.clock.now();
    const shared = (0,pool/* slots */.Q)(plan.copy.inFlight);
    const before = counted(deps.s3);
    const rules = { cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified) };
    let accounts = contracts_accounts/* NO_ACCOUNTS */.hp;
    let reasons = {};
    const failures = [];
    const errors = [];
    let [skipped, foldersDone, copies, copiedBytes] = [0, 0, 0, 0];
    const progress = () => onProgress({ folders: order.folders.length, foldersDone, copies, copiedBytes });
    const onCopied = (bytes) => {
        copies += 1;
        copiedBytes += bytes;
        progress();
    };
    const oneFolder = async (folder) => {
        try {
            const task = {
                migration: order.migration,
                identity: order.identity,
                folder,
                shard: order.shard,
                generation: order.generations[folder] ?? 1,
                source: plan.source,
                target: plan.target,
                rules,
                sinceMs: Date.parse(plan.since),
            };
            const outcome = await copyFolder({ ...deps, slots: shared, onCopied }, task, signals);
            accounts = (0,contracts_accounts/* addAccounts */.KE)(accounts, outcome.checkpoint.accounts);
            reasons = (0,contracts_accounts/* addReasons */.hk)(reasons, outcome.checkpoint.reasons);
            failures.push(...outcome.checkpoint.failures);
            if (outcome.skipped)
                skipped += 1;
            foldersDone += 1;
            progress();
        }
        catch (thrown) {
            const error = signals.stop.aborted ? stoppedShard(order.shard) : (0,src_errors/* asMigrationError */.hp)(thrown);
            errors.push(error);
            if (HOLDS_FOR_ALL.has(error.code))
                throw error;
        }
    };
    try {
        await (0,pool/* eachUpTo */.M)(order.folders, FOLDERS_AT_ONCE, oneFolder);
        (0,contracts_accounts/* assertClosed */.NX)(accounts, `shard ${order.shard}`);
    }
    catch (thrown) {
        const error = (0,src_errors/* asMigrationError */.hp)(thrown);
        if (!errors.includes(error))
            errors.push(error);
    }
    if (errors.length === 0 && failures.length > 0)
        errors.push(failedKeys(order.shard, failures));
    const counters = counted(deps.s3);
    const result = {
        contract: 'shard-result/1',
        migration: order.migration,
        identity: order.identity,
        plan: order.plan,
        shard: order.shard,
        round: order.round,
        folders: order.folders.length,
        skipped,
        accounts,
        reasons,
        failures,
        attempt: {
            copies,
            copiedBytes,
            listRequests: counters.list - before.list,
            copyRequests: counters.copy - before.copy,
            retries: counters.retries - before.retries,
            seconds: (deps.clock.now() - startedAtMs) / 1000,
        },
        verdict: errors.length === 0 ? 'equal' : errors.some(({ code }) => code === 'STOPPED') ? 'stopped' : 'failed',
        startedAt: (0,clock/* isoSeconds */.n)(startedAtMs),
        finishedAt: (0,clock/* isoSeconds */.n)(deps.clock.now()),
    };
    return { result, error: errors[0] ?? null };
}
function counted({ source, target }) {
    const both = source === target ? [source] : [source, target];
    const sum = (of) => both.reduce((total, { counters }) => total + counters[of], 0);
    return { list: sum('list'), copy: sum('copy'), retries: sum('retries') };
}
function stoppedShard(shard) {
    return new src_errors/* MigrationError */.Py('STOPPED', `Shard ${shard} was stopped; every finished batch is in its checkpoints`, {
        next: 'Re-run the job: it goes on where this one stopped.',
    });
}
function failedKeys(shard, failures) {
    const first = failures[0];
    return new src_errors/* MigrationError */.Py('COPY_FAILED', `${failures.length} ${failures.length === 1 ? 'key' : 'keys'} of shard ${shard} could not be copied`, {
        details: { first: first.key, code: first.code, message: first.message },
        next: 'Mend what S3 names, then re-run this job: it walks only the folders with failed keys.',
    });
}

// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
;// CONCATENATED MODULE: ./build/src/stages/sync-shard.js






/** Lines of progress come at most this often. */
const PROGRESS_EVERY_MS = 5000;
/** Ensures the leg's own grant, then makes its folders equal. Safe to run again at any moment: what is done is found done. */
async function syncShardStage(deps, open, { shard, round }, signals) {
    const { clock, log } = deps;
    const { plan, digest, names } = open;
    const order = await readOrder(deps.ledger, open, round, shard, signals.stop);
    await (0,access/* accessStage */.D)({ ...deps, agentSource: deps.agent.source, signal: signals.stop }, open);
    log(`Shard ${shard}: ${order.folders.length} ${order.folders.length === 1 ? 'folder' : 'folders'}, round ${round}`);
    let saidAtMs = clock.now();
    const say = ({ folders, foldersDone, copies, copiedBytes }) => {
        if (clock.now() - saidAtMs < PROGRESS_EVERY_MS)
            return;
        saidAtMs = clock.now();
        log(`Shard ${shard}: ${foldersDone} of ${folders} folders, ${copies} objects copied, ${copiedBytes} bytes`);
    };
    const copyDeps = { s3: deps.agent, ledger: deps.agentLedger, names, clock };
    const { result, error } = await copyShard(copyDeps, { order, plan }, signals, say);
    await (0,store/* writeOrThrow */.Hy)(deps.agentLedger, names.result(digest, round, shard), JSON.stringify(result));
    const { accounts, skipped, attempt } = result;
    log(`Shard ${shard}: ${result.verdict}; listed ${accounts.listed} = identical ${accounts.identical} + copied ${accounts.copied} + failed ${accounts.failed}` +
        ` + vanished ${accounts.vanished} + excluded ${accounts.excluded}; ${attempt.copies} copied now, ${skipped} folders were done before`);
    return { result, resultUri: deps.ledger.uri(names.result(digest, round, shard)), error };
}
async function readOrder(ledger, { digest, names }, round, shard, signal) {
    const name = names.order(digest, round, shard);
    const stored = await ledger.read(name, signal);
    if (stored === null) {
        throw new src_errors/* MigrationError */.Py('USAGE', `There is no order for shard ${shard} in round ${round}: ${ledger.uri(name)}`, {
            next: 'Give a shard that the plan (round 0) or the verify before this round names.',
        });
    }
    return (0,contract/* parseContract */.UA)(plan/* shardOrder */.P9, stored.body.toString('utf8'), ledger.uri(name));
}


/***/ })

};
