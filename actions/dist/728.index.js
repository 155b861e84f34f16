export const id = 728;
export const ids = [728];
export const modules = {

/***/ 7728:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(75);
/* harmony import */ var _src_stages_verify_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(740);



await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .T)(process.env, async (deps, open, { input, number }) => {
    const onDifferences = input('on-differences', { oneOf: ['fail', 'repeat'] }) || 'fail';
    const { findings, uri, round, error } = await (0,_src_stages_verify_js__WEBPACK_IMPORTED_MODULE_2__/* .verifyStage */ .U)(deps, open, { pass: number('pass', { min: 1, max: 9, fallback: 1 }) });
    return {
        outputs: {
            verdict: findings.verdict,
            findings: uri,
            matrix: JSON.stringify(findings.shards),
            affected: String(findings.shards.length),
            round: String(round),
        },
        summary: (0,_src_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .findingsMarkdown */ .O9)(findings, uri),
        // Differences that the next round is there to heal do not fail this pass; a side that could not be seen does.
        error: error?.code === 'DIFFERENCES_FOUND' && onDifferences === 'repeat' && findings.shards.length > 0 ? null : error,
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

/***/ 9391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pg: () => (/* binding */ findings),
/* harmony export */   sy: () => (/* binding */ findingClass)
/* harmony export */ });
/* unused harmony exports FINDING_CLASSES, finding, seen */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _copy_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8372);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);



const FINDING_CLASSES = [
    'missing-folder',
    'source-folder-missing',
    'missing-object',
    'size-differs',
    'content-differs',
    'changed-after-copy',
    'target-only',
    'archived',
    'unverifiable',
];
const findingClass = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(FINDING_CLASSES);
const facts = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ size: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, etag: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), lastModified: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** One difference, with what both sides show. `key` is null when the whole folder is meant. */
const finding = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    class: findingClass,
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().nullable(),
    source: facts.nullable(),
    target: facts.nullable(),
    detail: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().nullable(),
});
const seen = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    sourceListed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    equal: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    different: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    excluded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    targetListed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    matched: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    targetOnly: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
});
/** The outcome of one verify pass. Counts are exact; `examples` is bounded per class and folder. */
const findings = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('findings/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    pass: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    verdict: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['identical', 'different', 'unproven']),
    counts: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9),
    examples: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(finding),
    /** Affected by a class that a repeat can heal. */
    folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    shards: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    /** Expected folders; those seen at the source; those whose every key is proven equal. */
    folderCounts: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ expected: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, present: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, identical: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    /** The copiers' accounts, summed over the folders' checkpoints. */
    accounts: _copy_js__WEBPACK_IMPORTED_MODULE_0__/* .accounts */ .vd,
    /**
     * What this pass saw by itself. Source: sourceListed = equal + different + excluded. Target: targetListed = matched + targetOnly.
     * An account that does not close makes the pass unproven.
     */
    seen,
    /** Folders that could not be seen whole, and why. */
    unproven: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    /** Keys by what proved them equal. */
    confidence: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ etag: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, recorded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
});


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

/***/ 8355:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ ordersOf),
/* harmony export */   b: () => (/* binding */ repeatOrders)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5362);
/* harmony import */ var _plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5821);



/** Round 0: every shard with all of its folders. */
function ordersOf(plan) {
    const digest = (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planDigest */ .G)(plan);
    return plan.shards.map(({ shard, folders }) => orderOf(plan, digest, shard, 0, folders, () => 1));
}
/**
 * A later round: exactly the affected folders, in the shards that they belong to.
 * @param generations the walk that each affected folder is to be of
 */
function repeatOrders(plan, affectedFolders, generations, round) {
    const digest = (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planDigest */ .G)(plan);
    const affected = new Set(affectedFolders);
    const orders = plan.shards.map(({ shard, folders }) => orderOf(plan, digest, shard, round, folders.filter((folder) => affected.delete(folder)), (folder) => generationOf(folder, generations)));
    const [stranger] = affected;
    if (stranger !== undefined)
        throw notPlanned(plan, stranger);
    return orders.filter(({ folders }) => folders.length > 0);
}
function orderOf(plan, digest, shard, round, folders, generation) {
    const sorted = folders.toSorted(_listing_order_js__WEBPACK_IMPORTED_MODULE_2__/* .compareKeys */ .Y);
    return {
        contract: 'shard-order/1',
        migration: plan.migration,
        identity: plan.digests.identity,
        plan: digest,
        shard,
        round,
        folders: sorted,
        generations: Object.fromEntries(sorted.map((folder) => [folder, generation(folder)])),
    };
}
function generationOf(folder, generations) {
    const generation = Object.hasOwn(generations, folder) ? generations[folder] : undefined;
    if (generation !== undefined)
        return generation;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The folder ${folder} is to be walked again, and no generation is given for it`);
}
function notPlanned(plan, folder) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The folder ${folder} is in no shard of the plan of ${plan.migration}`);
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

/***/ 740:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  U: () => (/* binding */ verifyStage)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/checkpoint.js
var checkpoint = __webpack_require__(7925);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/plan/orders.js
var orders = __webpack_require__(8355);
// EXTERNAL MODULE: ./build/src/contracts/findings.js
var findings = __webpack_require__(9391);
// EXTERNAL MODULE: ./build/src/ledger/manifest.js
var manifest = __webpack_require__(1330);
// EXTERNAL MODULE: ./build/src/listing/sightings.js + 2 modules
var sightings = __webpack_require__(7837);
// EXTERNAL MODULE: ./build/src/listing/equality.js
var equality = __webpack_require__(3704);
;// CONCATENATED MODULE: ./build/src/verify/classify.js

/**
 * | source | target | what holds                                  | verdict             |
 * |--------|--------|---------------------------------------------|---------------------|
 * | no     | no     | only the manifest still knows it            | unverifiable        |
 * | no     | yes    |                                             | target-only         |
 * | yes    | any    | archived                                    | archived            |
 * | yes    | any    | not of this migration                       | excluded            |
 * | yes    | no     |                                             | missing-object      |
 * | yes    | yes    | equal by ETag or recorded pair              | equal               |
 * | yes    | yes    | only the sizes are equal, nothing recorded  | unverifiable        |
 * | yes    | yes    | the source is not what the manifest copied  | changed-after-copy  |
 * | yes    | yes    | other size                                  | size-differs        |
 * | yes    | yes    | ETags differ                                | content-differs     |
 */
function classify({ source, target, recorded }, rules) {
    if (source === null) {
        if (target !== null)
            return { kind: 'finding', class: 'target-only', detail: null };
        return { kind: 'finding', class: 'unverifiable', detail: 'the manifest says that it was copied, and it is at neither side' };
    }
    const rule = (0,equality/* excludedBy */.U)(source, rules);
    if (rule === 'archived')
        return { kind: 'finding', class: 'archived', detail: `storage class ${source.storageClass}: restore it, then run the migration again` };
    if (rule !== null)
        return { kind: 'excluded' };
    if (target === null) {
        const detail = recorded === null ? null : `the copier was told that it was written, as ${recorded.targetETag}`;
        return { kind: 'finding', class: 'missing-object', detail };
    }
    const found = (0,equality/* equality */.T)(source, target, recorded);
    if (found.equal) {
        if (found.by !== 'size')
            return { kind: 'equal', by: found.by };
        return {
            kind: 'finding',
            class: 'unverifiable',
            detail: 'the ETags cannot be compared, and no copy is recorded: only the sizes are equal',
        };
    }
    if (recorded !== null && recorded.sourceETag !== source.etag) {
        return { kind: 'finding', class: 'changed-after-copy', detail: `copied as ${recorded.sourceETag}` };
    }
    return { kind: 'finding', class: found.differs === 'size' ? 'size-differs' : 'content-differs', detail: null };
}
/**
 * Whether copying the folder again can heal a finding of this class. What only the target has is reported, never
 * repeated: nothing of the source is missing, and nothing is ever deleted.
 */
const HEALED_BY_REPEAT = {
    'missing-folder': true,
    'source-folder-missing': false,
    'missing-object': true,
    'size-differs': true,
    'content-differs': true,
    'changed-after-copy': true,
    'target-only': false,
    archived: false,
    // A repeat copies what nothing proves, and accounts for what is gone.
    unverifiable: true,
};
/** Whether a finding of this class means that the target is not what it should be. */
const MAKES_DIFFERENT = {
    ...HEALED_BY_REPEAT,
    'source-folder-missing': true,
};

;// CONCATENATED MODULE: ./build/src/verify/folder.js






/** Examples of one class that a folder's report carries; counts stay exact. */
const EXAMPLES_UP_TO = 5;
const NOTHING_SEEN = {
    sourceListed: 0,
    equal: 0,
    different: 0,
    excluded: 0,
    targetListed: 0,
    matched: 0,
    targetOnly: 0,
    bytes: 0,
};
/**
 * Lists both sides of a folder afresh and holds them, and the manifest, against each other. Nothing is taken from the
 * copier's word. A listing that breaks makes the folder unproven, never clean. Rejects only for a signal that aborted.
 */
async function verifyFolder(deps, task, signal) {
    const { folder, shard } = task;
    const seen = { ...NOTHING_SEEN };
    const counts = {};
    const examples = [];
    const confidence = { etag: 0, recorded: 0 };
    const add = (finding) => {
        const before = counts[finding.class] ?? 0;
        counts[finding.class] = before + 1;
        if (before < EXAMPLES_UP_TO)
            examples.push(finding);
    };
    const outcome = (unproven) => ({
        folder,
        shard,
        present: seen.sourceListed > 0,
        seen,
        counts,
        examples,
        confidence,
        unproven,
    });
    try {
        const recorded = (0,manifest/* readManifest */.W)(deps.ledger, deps.names, folder, task.checkpoint === null ? [] : (0,checkpoint/* walksOf */.u)(task.checkpoint), signal);
        const view = { source: task.source, target: task.target, folder, after: null, recorded };
        for await (const key of (0,sightings/* sightings */.n)(deps.s3, view, signal)) {
            const verdict = classify(key, task.rules);
            // An archived key is excluded by rule, and named all the same.
            tally(seen, key, verdict.kind === 'finding' && verdict.class === 'archived' ? 'excluded' : verdict.kind);
            if (verdict.kind === 'equal')
                confidence[verdict.by] += 1;
            if (verdict.kind === 'finding')
                add(findingOf(task, key, verdict));
        }
    }
    catch (thrown) {
        if (signal.aborted)
            throw thrown;
        const error = (0,errors/* asMigrationError */.hp)(thrown);
        return outcome(`${error.code}: ${error.message}`);
    }
    if (seen.sourceListed !== seen.equal + seen.different + seen.excluded || seen.targetListed !== seen.matched + seen.targetOnly) {
        return outcome('the accounts of the folder do not close');
    }
    if (seen.sourceListed === 0)
        add(wholeFolder(task, 'source-folder-missing', 'the source shows no key'));
    const missing = counts['missing-object'] ?? 0;
    if (missing > 0 && missing === seen.different && seen.equal === 0 && seen.targetListed === 0) {
        // Every key of it is missing: one finding about the folder says it better than its keys would.
        delete counts['missing-object'];
        const kept = examples.filter((example) => example.class !== 'missing-object');
        examples.splice(0, examples.length, ...kept);
        add(wholeFolder(task, 'missing-folder', `none of its ${missing} keys is at the target`));
    }
    const healed = Object.keys(counts).some((name) => HEALED_BY_REPEAT[findings/* findingClass */.sy.parse(name)]);
    if (!healed && seen.sourceListed > 0 && !isWhole(task.checkpoint)) {
        // Equal for all that a listing shows, and yet no manifest tells the whole of it: what comes after reads the manifest.
        add(wholeFolder(task, 'unverifiable', 'no copier has recorded the whole of it'));
    }
    return outcome(null);
}
function isWhole(checkpoint) {
    return checkpoint !== null && checkpoint.state === 'done' && checkpoint.failures.length === 0;
}
function tally(seen, { source, target }, kind) {
    if (target !== null) {
        seen.targetListed += 1;
        if (source === null)
            seen.targetOnly += 1;
        else
            seen.matched += 1;
    }
    if (source === null)
        return;
    seen.sourceListed += 1;
    if (kind === 'equal') {
        seen.equal += 1;
        seen.bytes += source.size;
    }
    else if (kind === 'excluded')
        seen.excluded += 1;
    else
        seen.different += 1;
}
function findingOf({ folder, shard }, { key, source, target }, { class: of, detail }) {
    return { class: of, folder, shard, key, source: facts(source), target: facts(target), detail };
}
function wholeFolder({ folder, shard }, of, detail) {
    return { class: of, folder, shard, key: null, source: null, target: null, detail };
}
function facts(object) {
    return object === null ? null : { size: object.size, etag: object.etag, lastModified: object.lastModified };
}

// EXTERNAL MODULE: ./build/src/clock.js
var clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/accounts.js
var accounts = __webpack_require__(1533);
;// CONCATENATED MODULE: ./build/src/verify/verify.js





/** Examples that a findings document carries over all folders: a few for each, and never a document that cannot be shown. */
const verify_EXAMPLES_UP_TO = 2000;
/** One pass: the folders' verdicts as one document. Pure; folders in the plan's order. */
function findingsOf(plan, planDigest, pass, verdicts, checkpoints, times) {
    const counts = {};
    const confidence = { etag: 0, recorded: 0 };
    const seen = { ...NOTHING_SEEN };
    const affected = verdicts.filter(({ counts: of, unproven }) => unproven === null && Object.keys(of).some((name) => HEALED_BY_REPEAT[findings/* findingClass */.sy.parse(name)]));
    for (const verdict of verdicts) {
        for (const [name, times] of Object.entries(verdict.counts))
            counts[name] = (counts[name] ?? 0) + times;
        for (const name of Object.keys(seen))
            seen[name] += verdict.seen[name];
        for (const name of Object.keys(confidence))
            confidence[name] += verdict.confidence[name];
    }
    const unproven = verdicts.flatMap(({ folder, unproven: reason }) => (reason === null ? [] : [{ folder, reason }]));
    const different = Object.keys(counts).some((name) => MAKES_DIFFERENT[findings/* findingClass */.sy.parse(name)]);
    return {
        contract: 'findings/1',
        migration: plan.migration,
        identity: plan.digests.identity,
        plan: planDigest,
        pass,
        verdict: unproven.length > 0 ? 'unproven' : different ? 'different' : 'identical',
        counts,
        examples: verdicts.flatMap(({ examples }) => examples).slice(0, verify_EXAMPLES_UP_TO),
        folders: affected.map(({ folder }) => folder),
        shards: [...new Set(affected.map(({ shard }) => shard))].toSorted(),
        folderCounts: {
            expected: plan.folders.length,
            present: verdicts.filter(({ present }) => present).length,
            identical: verdicts.filter((verdict) => isIdentical(verdict)).length,
        },
        accounts: checkpoints.reduce((sum, checkpoint) => (checkpoint === null ? sum : (0,accounts/* addAccounts */.KE)(sum, checkpoint.accounts)), accounts/* NO_ACCOUNTS */.hp),
        seen,
        unproven,
        confidence,
        startedAt: (0,clock/* isoSeconds */.n)(times.startedAtMs),
        finishedAt: (0,clock/* isoSeconds */.n)(times.clock.now()),
    };
}
function isIdentical({ present, unproven, counts }) {
    return present && unproven === null && !Object.keys(counts).some((name) => MAKES_DIFFERENT[findings/* findingClass */.sy.parse(name)]);
}

// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
;// CONCATENATED MODULE: ./build/src/stages/verify.js










const FOLDERS_AT_ONCE = 12;
/**
 * Lists both sides afresh, folder by folder, names what differs, and writes the orders that repeat exactly the affected
 * shards: those of round `pass`.
 */
async function verifyStage(deps, open, { pass }) {
    const { clock, ledger, log, signal } = deps;
    const { plan, digest, names } = open;
    if (pass < 1)
        throw new errors/* MigrationError */.Py('USAGE', `There is no pass ${pass}`, { next: "Passes count from 1: round 0 is the plan's own." });
    const startedAtMs = clock.now();
    await (0,access/* accessStage */.D)({ ...deps, agentSource: deps.agent.source }, open);
    const shardOf = new Map(plan.shards.flatMap(({ shard, folders }) => folders.map((folder) => [folder, shard])));
    const folders = plan.folders.map(({ folder }) => folder);
    log(`Pass ${pass}: listing both sides of ${folders.length} folders`);
    const rules = { cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified) };
    const verdicts = [];
    const checkpoints = [];
    await (0,pool/* eachUpTo */.M)(folders.entries(), FOLDERS_AT_ONCE, async ([index, folder]) => {
        const stored = await (0,checkpoint/* readCheckpoint */.H)(deps.agentLedger, names, folder, signal);
        checkpoints[index] = stored?.checkpoint ?? null;
        const task = {
            folder,
            shard: shardOf.get(folder),
            source: plan.source,
            target: plan.target,
            rules,
            checkpoint: stored?.checkpoint ?? null,
        };
        verdicts[index] = await verifyFolder({ s3: deps.agent, ledger: deps.agentLedger, names }, task, signal);
    });
    const findings = findingsOf(plan, digest, pass, verdicts, checkpoints, { startedAtMs, clock });
    const findingsDigest = (0,external_node_crypto_.createHash)('sha256').update((0,contract/* canonicalJson */.dj)(findings)).digest('hex').slice(0, 32);
    const generations = Object.fromEntries(findings.folders.map((folder) => [folder, (checkpoints[folders.indexOf(folder)]?.generation ?? 0) + 1]));
    for (const order of (0,orders/* repeatOrders */.b)(plan, findings.folders, generations, pass)) {
        await (0,store/* writeOrThrow */.Hy)(ledger, names.order(digest, pass, order.shard), JSON.stringify(order));
    }
    await (0,store/* writeOrThrow */.Hy)(ledger, names.findings(findingsDigest), JSON.stringify(findings));
    const { counts, seen } = findings;
    log(`Pass ${pass}: ${findings.verdict}; ${seen.equal} of ${seen.sourceListed} keys equal, ${seen.excluded} excluded, ${seen.targetOnly} only at the target`);
    for (const [name, times] of Object.entries(counts))
        log(`Pass ${pass}: ${name} ${times}`);
    if (findings.folders.length > 0)
        log(`Pass ${pass}: affected ${findings.folders.join(' ')} in shards ${findings.shards.join(' ')}`);
    return {
        findings,
        uri: ledger.uri(names.findings(findingsDigest)),
        round: pass,
        error: errorOf(findings, ledger.uri(names.findings(findingsDigest))),
    };
}
function errorOf({ verdict, counts, unproven, folders, shards }, uri) {
    const details = { findings: uri };
    if (verdict === 'identical')
        return null;
    if (verdict === 'unproven') {
        const first = unproven[0];
        return new errors/* MigrationError */.Py('UNPROVEN', `${unproven.length} of the folders could not be seen whole; first ${first.folder}: ${first.reason}`, {
            details,
            next: 'Mend what is named and re-run this job: nothing is proven until every folder was listed to its end.',
        });
    }
    const classes = Object.entries(counts).map(([name, times]) => `${name} ${times}`);
    return new errors/* MigrationError */.Py('DIFFERENCES_FOUND', `Source and target differ: ${classes.join(', ')}`, {
        details: {
            ...details,
            folders: folders.slice(0, 20).join(' ') + (folders.length > 20 ? ` and ${folders.length - 20} more` : ''),
            shards: shards.join(' '),
        },
        next: 'Run the affected shards again (the next round of the workflow does), then verify again.',
    });
}


/***/ })

};
