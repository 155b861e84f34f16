export const id = 110;
export const ids = [110];
export const modules = {

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

/***/ 8372:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fn: () => (/* binding */ checkpoint),
/* harmony export */   i1: () => (/* binding */ shardResult),
/* harmony export */   m6: () => (/* binding */ manifestEntry),
/* harmony export */   vd: () => (/* binding */ accounts)
/* harmony export */ });
/* unused harmony exports failedKey, earlierWalk */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);


/**
 * Source side: listed = identical + copied + failed + vanished + excluded. Target side: targetListed = matched + targetOnly.
 * Each key counts once, by how it ended in the whole migration: a key that we copied stays `copied` in later rounds.
 */
const accounts = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    listed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    identical: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    copied: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    failed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    vanished: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    excluded: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    targetListed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    matched: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    targetOnly: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Bytes of the keys proven at the target. */
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
});
/** One source key proven to be at the target. Lines of the manifest's segments, in UTF-8 byte order of `key`. */
const manifestEntry = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    size: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    sourceETag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    targetETag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    lastModified: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    origin: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['copied', 'identical']),
});
const failedKey = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() });
/** Segments of an earlier walk that still tell how keys came to the target: those up to `upTo` (null: to its end). */
const earlierWalk = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(), segments: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, upTo: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable() });
/**
 * How far one folder has come. Keys up to `after` are in the manifest's segments 0 .. segments-1 of `generation`.
 * Written after the segment that it counts, with a condition on the version that was read.
 */
const checkpoint = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('checkpoint/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    folder: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['copying', 'done']),
    after: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(),
    segments: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Newest first; together they cover each key once. */
    earlier: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(earlierWalk),
    accounts,
    /** Decisions by class and reason, e.g. "copied: missing". */
    reasons: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    /** Keys that were listed and gone before they could be copied; they stay in the accounts. */
    vanished: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** Every key that failed, with S3's own words. A folder with failures is never `done` for a later run. */
    failures: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedKey),
    /** Copies made in all generations: more than `accounts.copied` when a key was copied again. */
    copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    updatedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
const shardResult = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('shard-result/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    round: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    folders: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Folders that were done before this worker looked at them. */
    skipped: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    accounts,
    reasons: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    failures: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedKey),
    /** What this worker itself did, in this attempt. */
    attempt: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, copiedBytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, listRequests: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, copyRequests: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, retries: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, seconds: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig() }),
    verdict: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['equal', 'failed', 'stopped']),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});


/***/ }),

/***/ 2281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ej: () => (/* binding */ machineIntent),
/* harmony export */   KH: () => (/* binding */ reaperNote),
/* harmony export */   b8: () => (/* binding */ clusterIntent),
/* harmony export */   jQ: () => (/* binding */ heartbeat),
/* harmony export */   qr: () => (/* binding */ stopRequest),
/* harmony export */   vR: () => (/* binding */ launchTurn)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);


/** The exact request for a machine, written before it is sent: after a lost answer the same one is sent again, and finds the same machine. */
const machineIntent = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('machine-intent/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    worker: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Counts machines of this worker: a dead one's successor is another machine. */
    attempt: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    /** At most 64 characters (API_RunInstances, ClientToken). */
    clientToken: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().max(64),
    request: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        imageId: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        instanceType: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        instanceProfileArn: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        subnetId: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(),
        securityGroupId: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(),
        userData: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        tags: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    }),
    createdAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
/** The exact request for a cluster. RunJobFlow knows no token: after a lost answer the cluster is looked for by name and creation time. */
const clusterIntent = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('cluster-intent/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    batch: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    attempt: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    /** bucket-brigade/<migration>/<kind>-<batch>/g<generation>a<attempt>-<order digest>: unique, and short enough (at most 256). */
    name: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().max(256),
    /** What RunJobFlow is sent, as its API spells it. */
    request: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .json */ .Pq9()),
    createdAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
/**
 * Whose turn it is to launch a cluster: written with a condition on the version that was read, so that launches of all
 * legs follow one another. No time of it is compared between machines: each leg waits from when it saw a version first.
 */
const launchTurn = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('launch-turn/1'),
    turn: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    by: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['launching', 'launched']),
    at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
/** What a worker on a machine says of itself, every few seconds, under the agent role. */
const heartbeat = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('heartbeat/1'),
    /** Digest of the plan whose order it works on. */
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    round: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    machine: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Another process of the same machine is another one. */
    process: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Counts up: a follower trusts no clock but its own. */
    beat: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['working', 'done', 'stopped', 'failed']),
    foldersDone: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    folders: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    copiedBytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Code and message of what ended it; null while it works or when it is done. */
    error: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }).nullable(),
    at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
/** What the reaper has seen rented and idle, each since when: it reports first, and ends on a later pass. */
const reaperNote = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('reaper/1'), idle: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$), at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$ });
/** Asks a worker to stop: it drains, keeps its checkpoint, and leaves. */
const stopRequest = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('stop/1'), shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), process: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), by: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$ });


/***/ }),

/***/ 6281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ startOf),
/* harmony export */   n: () => (/* binding */ advance)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8179);
/* harmony import */ var _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1533);
/* harmony import */ var _ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7925);



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
        earlier: found === null ? [] : [...(0,_ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .walksOf */ .u)(found)],
        // Keys that were listed once and are gone stay in the accounts of the migration.
        accounts: { ..._contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_ACCOUNTS */ .hp, listed: vanished.length, vanished: vanished.length },
        reasons: vanished.length === 0 ? {} : { [VANISHED]: vanished.length },
        vanished: [...vanished],
        failures: [],
        copies: found?.copies ?? 0,
        updatedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_2__/* .isoSeconds */ .nE)(nowMs),
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
        updatedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_2__/* .isoSeconds */ .nE)(at.nowMs),
    };
}


/***/ }),

/***/ 8954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ foldersLeft)
/* harmony export */ });
/* harmony import */ var _ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7925);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1439);
/* harmony import */ var _checkpoint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6281);



const READS_AT_ONCE = 16;
/** The order's folders that still need work, in order; those that are done cost one read each. */
async function foldersLeft({ ledger, names }, order, signal) {
    const left = new Set();
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_2__/* .eachUpTo */ .M)(order.folders, READS_AT_ONCE, async (folder) => {
        const found = await (0,_ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_0__/* .readCheckpoint */ .H)(ledger, names, folder, signal);
        const task = { ...order, folder, generation: order.generations[folder] ?? 1 };
        if ((0,_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .startOf */ .G)(found?.checkpoint ?? null, task, 0).kind !== 'done')
            left.add(folder);
    });
    return order.folders.filter((folder) => left.has(folder));
}


/***/ }),

/***/ 4582:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Kq: () => (/* binding */ adoptOrCreate),
  F8: () => (/* binding */ machinesLost),
  pQ: () => (/* binding */ readyMachine)
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/contracts/fleet.js
var fleet = __webpack_require__(2281);
// EXTERNAL MODULE: ./build/src/fleet/machine.js
var fleet_machine = __webpack_require__(4263);
;// CONCATENATED MODULE: ./build/src/fleet/intent.js





/** The newest intent of the worker; null when no machine was ever asked for. Intents are numbered without gap. */
async function newestIntent({ ledger, names }, worker, signal) {
    let newest = null;
    for (let attempt = 1;; attempt += 1) {
        const name = names.machineIntent(worker, attempt);
        const stored = await ledger.read(name, signal);
        if (stored === null)
            return newest;
        newest = (0,contract/* parseContract */.UA)(fleet/* machineIntent */.Ej, stored.body.toString('utf8'), ledger.uri(name));
    }
}
/** Writes the request down before it is sent. Of two that write the same one, both go on with what was written first. */
async function writeIntent({ ledger, names, clock }, wish, attempt) {
    const { migration, identity, worker } = wish;
    const tags = {
        Name: `bucket-brigade ${migration} ${worker}`,
        [fleet_machine/* MACHINE_TAGS */.m5.migration]: migration,
        [fleet_machine/* MACHINE_TAGS */.m5.identity]: identity,
        [fleet_machine/* MACHINE_TAGS */.m5.worker]: worker,
        [fleet_machine/* MACHINE_TAGS */.m5.attempt]: String(attempt),
    };
    const intent = {
        contract: 'machine-intent/1',
        migration,
        identity,
        worker,
        attempt,
        clientToken: clientToken(migration, identity, worker, attempt),
        request: { ...wish.request, tags },
        createdAt: (0,src_clock/* isoSeconds */.nE)(clock.now()),
    };
    const name = names.machineIntent(worker, attempt);
    const written = await ledger.write(name, JSON.stringify(intent), { absent: true });
    if (written.outcome === 'written')
        return intent;
    const stored = await ledger.read(name);
    return stored === null ? intent : (0,contract/* parseContract */.UA)(fleet/* machineIntent */.Ej, stored.body.toString('utf8'), ledger.uri(name));
}
/** At most 64 ASCII characters (API_RunInstances). The attempt is in it: a token's machine may have ended long ago. */
function clientToken(...of) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 64);
}

;// CONCATENATED MODULE: ./build/src/fleet/adopt.js



/** Machines that one leg may ask for before it gives up: the third that dies has a reason which a fourth would meet, too. */
const MACHINES_UP_TO = 3;
/**
 * The worker's machine: the one that is there, or the one whose request was written and may have been lost, or a new one.
 * Safe at any moment: the request is in the ledger before it is sent, and is sent again with the same token.
 */
async function adoptOrCreate(deps, wish) {
    const { compute, log, signal } = deps;
    const { worker } = wish;
    const alive = (await compute.find(worker, signal)).filter((machine) => !(0,fleet_machine/* isGone */.ST)(machine)).toSorted((a, b) => b.attempt - a.attempt);
    const [newest, ...extra] = alive;
    if (extra.length > 0) {
        log(`Worker ${worker} has ${alive.length} machines; ending ${extra.map(({ id }) => id).join(', ')}`);
        await compute.terminate(extra.map(({ id }) => id), signal);
    }
    if (newest !== undefined) {
        log(`Machine ${newest.id} of worker ${worker} is ${newest.state}: adopted`);
        return { machine: newest, how: 'adopted' };
    }
    const intended = await newestIntent(deps, worker, signal);
    if (intended !== null) {
        // Its answer may have been lost: the same request again is the only question that EC2 answers for certain.
        const replayed = await compute.run(intended, signal).catch((error) => {
            if (error instanceof errors/* MigrationError */.Py && error.code === 'MACHINE_REFUSED')
                return null;
            throw error;
        });
        if (replayed !== null && !(0,fleet_machine/* isGone */.ST)(replayed))
            return { machine: replayed, how: 'adopted' };
    }
    const intent = await writeIntent(deps, wish, (intended?.attempt ?? 0) + 1);
    const machine = await compute.run(intent, signal);
    log(`Machine ${machine.id} (${wish.request.instanceType}) asked for, for worker ${worker}`);
    return { machine, how: 'created' };
}
const READY_EVERY_MS = 5000;
/** An instance of a general type runs within a minute or two, and its SSM agent answers in another (measured by many; no published limit). */
const READY_WITHIN_MS = 10 * 60_000;
/** The worker's machine, answering commands; a machine that dies on the way is replaced. @throws MigrationError MACHINE_LOST */
async function readyMachine(deps, wish) {
    const lost = [];
    for (;;) {
        const adoption = await adoptOrCreate(deps, wish);
        const end = await waitReady(deps, wish.worker, adoption.machine.id);
        if (end === 'ready')
            return adoption;
        lost.push({ id: adoption.machine.id, why: end });
        deps.log(`Machine ${adoption.machine.id} of worker ${wish.worker} is no use: ${end}`);
        await deps.compute.terminate([adoption.machine.id], deps.signal);
        if (lost.length >= MACHINES_UP_TO)
            throw machinesLost(wish.worker, lost);
    }
}
function machinesLost(worker, lost) {
    const named = lost.map(({ id, why }) => `${id} (${why})`).join(', ');
    return new errors/* MigrationError */.Py('MACHINE_LOST', `Worker ${worker} lost ${lost.length} machines: ${named}`, {
        next: 'Look at these instances in the EC2 console (state transition reason, system log) and at their commands in the SSM console (Run Command), then re-run this job: it goes on from the checkpoints.',
    });
}
async function waitReady({ clock, commands, compute, signal }, worker, id) {
    const giveUpAt = clock.passed() + READY_WITHIN_MS;
    for (;;) {
        const machine = (await compute.find(worker, signal)).find((one) => one.id === id);
        // Right after RunInstances, DescribeInstances may not show it yet (EC2 is eventually consistent).
        if (machine !== undefined && (0,fleet_machine/* isGone */.ST)(machine))
            return `it is ${machine.state}${machine.reason === null ? '' : `: ${machine.reason}`}`;
        if (machine !== undefined && fleet_machine/* MACHINE_STATES */.NC[machine.state] === 'here' && (await commands.ready(id, signal)))
            return 'ready';
        if (clock.passed() >= giveUpAt)
            return machine?.state === 'running'
                ? `SSM did not see it within ${READY_WITHIN_MS / 60_000} minutes: its subnet needs a way to SSM's endpoints, and its role ssm:UpdateInstanceInformation`
                : `it did not run within ${READY_WITHIN_MS / 60_000} minutes`;
        await clock.sleep(READY_EVERY_MS, signal);
    }
}


/***/ }),

/***/ 8841:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H6: () => (/* binding */ pulseOf),
/* harmony export */   ws: () => (/* binding */ BEAT_EVERY_MS)
/* harmony export */ });
/* unused harmony export SILENT_AFTER_MS */
/** Beats come every five seconds; two minutes without one are no hiccup of S3, nor of a busy machine. */
const BEAT_EVERY_MS = 5000;
const SILENT_AFTER_MS = 24 * BEAT_EVERY_MS;
/** Until its first beat a worker has to be fetched, checked and started. */
const FIRST_BEAT_WITHIN_MS = 5 * 60_000;
/** What a heartbeat says to who has followed so far. One of another start says nothing. Pure. */
function pulseOf(sight, found, nowMs) {
    const own = found !== null && found.process === sight.process ? found : null;
    if (own !== null && own.state !== 'working')
        return { pulse: 'ended', heartbeat: own };
    if (own !== null && own.beat > sight.beat)
        return { pulse: 'alive', sight: { ...sight, beat: own.beat, atMs: nowMs } };
    const forMs = nowMs - sight.atMs;
    return forMs > (sight.beat < 0 ? FIRST_BEAT_WITHIN_MS : SILENT_AFTER_MS) ? { pulse: 'silent', forMs } : { pulse: 'alive', sight };
}


/***/ }),

/***/ 286:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ agentScript),
/* harmony export */   s: () => (/* binding */ userData)
/* harmony export */ });
/** What a machine is told to do at its birth. Bash; no absolute path, so that the sandbox's shims are all that it can reach. */
function userData(ttlSeconds) {
    return [
        '#!/bin/bash',
        // First, before anything can fail: whatever becomes of us, the machine ends itself (its shutdown behaviour is to terminate).
        `systemd-run --on-active=${ttlSeconds}s poweroff`,
        // Amazon Linux 2023 brings the SSM agent and the AWS CLI; Node 24 it has as a package whose program is node-24.
        // Its repository may be slow to answer at the moment when a fleet boots.
        'for wait in 5 15 45 90; do dnf install -y -q nodejs24 && break; sleep $wait; done',
        '',
    ].join('\n');
}
/**
 * Fetches the agent, checks that it is ours, and starts it as a unit that outlives the command and is started again when
 * it dies; one that dies again and again is left dead after five starts within ten minutes, so that its silence is seen. A unit
 * of this name that runs already makes the command fail: there is one agent per machine and start.
 */
function agentScript({ agent, plan, ledgerAccount, process, region, round, shard }) {
    const file = `agent-${agent.sha256.slice(0, 16)}.mjs`;
    const flags = `--plan ${plan} --owner ${ledgerAccount} --region ${region} --shard ${shard} --round ${round} --process ${process}`;
    return [
        'set -e',
        // SSM may be there before the user data has brought Node.
        'cloud-init status --wait',
        `aws s3 cp --only-show-errors --region ${region} ${agent.uri} ${file}`,
        `echo "${agent.sha256}  ${file}" | sha256sum -c -`,
        `systemd-run --unit=bucket-brigade-${process} --collect --same-dir -p Restart=on-failure -p RestartSec=2 -p StartLimitIntervalSec=600 -p StartLimitBurst=5 node-24 ${file} ${flags}`,
    ];
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

/***/ 8758:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ machineWish)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _fleet_scripts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(286);


/** The machine of one worker, as the plan says. */
function machineWish({ migration, digests, fleet }, worker) {
    if (fleet === null)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The plan of ${migration} has no machines, and worker ${worker} asks for one`);
    const { imageId, instanceProfileArn, instanceType, securityGroupId, subnetId, ttlSeconds } = fleet;
    return {
        migration,
        identity: digests.identity,
        worker,
        request: { imageId, instanceType, instanceProfileArn, subnetId, securityGroupId, userData: (0,_fleet_scripts_js__WEBPACK_IMPORTED_MODULE_1__/* .userData */ .s)(ttlSeconds) },
    };
}


/***/ }),

/***/ 5110:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  R: () => (/* binding */ readOrder),
  g: () => (/* binding */ syncShardStage)
});

// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/contracts/copy.js
var copy = __webpack_require__(8372);
// EXTERNAL MODULE: ./build/src/contracts/plan.js
var plan = __webpack_require__(1314);
// EXTERNAL MODULE: ./build/src/copy/left.js
var left = __webpack_require__(8954);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
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
// EXTERNAL MODULE: ./build/src/listing/sightings.js + 1 modules
var sightings = __webpack_require__(9342);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
// EXTERNAL MODULE: ./build/src/copy/checkpoint.js
var copy_checkpoint = __webpack_require__(6281);
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
    const start = (0,copy_checkpoint/* startOf */.G)(found?.checkpoint ?? null, task, clock.now());
    if (start.kind === 'done')
        return { checkpoint: start.checkpoint, skipped: true, copies: 0, copiedBytes: 0 };
    let state = start.checkpoint;
    let etag = found?.etag ?? null;
    let copies = 0;
    let copiedBytes = 0;
    // What a damaged manifest no longer tells is listed, compared and, where need be, copied again.
    const recorded = (0,manifest/* upToDamage */.ch)((0,manifest/* readManifest */.WI)(ledger, names, task.folder, state.earlier, signals.stop), () => undefined);
    const seen = (0,sightings/* sightings */.n)(deps.s3, { source: task.source, target: task.target, folder: task.folder, after: state.after, recorded }, signals.stop);
    for await (const { keys, last } of inBatches(seen, BATCH_KEYS)) {
        const { settled, goneBeyond, failure } = await settleBatch(deps, task, keys, signals);
        const entries = settled.flatMap((end) => ('entry' in end ? [end.entry] : []));
        if (entries.length > 0)
            await (0,manifest/* writeSegment */.TJ)(ledger, names.segment(task.folder, state.generation, state.segments), entries);
        for (const end of settled) {
            if (end.class !== 'copied' || end.copies === 0)
                continue;
            copies += end.copies;
            copiedBytes += end.entry.size;
        }
        const whole = settled.length === keys.length && failure === null;
        if (settled.length > 0 || goneBeyond.length > 0 || whole) {
            state = (0,copy_checkpoint/* advance */.n)(state, keys, settled, { nowMs: clock.now(), segmentWritten: entries.length > 0, goneBeyond, last: last && whole });
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
    const progress = () => onProgress({ folders: order.folders.length, foldersDone, skipped, copies, copiedBytes });
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
        startedAt: (0,src_clock/* isoSeconds */.nE)(startedAtMs),
        finishedAt: (0,src_clock/* isoSeconds */.nE)(deps.clock.now()),
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

// EXTERNAL MODULE: ./build/src/contracts/fleet.js
var fleet = __webpack_require__(2281);
// EXTERNAL MODULE: ./build/src/fleet/adopt.js + 1 modules
var adopt = __webpack_require__(4582);
// EXTERNAL MODULE: ./build/src/fleet/heartbeats.js
var heartbeats = __webpack_require__(8841);
// EXTERNAL MODULE: ./build/src/fleet/machine.js
var fleet_machine = __webpack_require__(4263);
;// CONCATENATED MODULE: ./build/src/fleet/drive.js







const MACHINES_UP_TO = 3;
const STARTS_PER_MACHINE = 2;
const PROGRESS_EVERY_MS = 30_000;
const COMMAND_EVERY_MS = 2000;
const COMMAND_WITHIN_MS = 5 * 60_000;
/** Past its time a leg that still waits for a machine or for an agent to start gets so long: then it leaves as well. */
const LATE_BY_UP_TO_MS = 10 * 60_000;
/**
 * Has the work done on the worker's machine and follows it through the ledger, until it has ended. A machine or an agent
 * that falls silent is replaced; the next one goes on from the checkpoints. When `deps.signal` aborts, the worker is
 * asked to stop and the error is STOPPED.
 */
async function driveWorker(given, work) {
    const leaveAtMs = work.lateAtMs + LATE_BY_UP_TO_MS;
    const deps = { ...given, clock: (0,src_clock/* clockUntil */.V5)(given.clock, leaveAtMs, () => detached(work.shard, 'its machine')) };
    const lost = [];
    let process = null;
    try {
        for (;;) {
            const { machine } = await (0,adopt/* readyMachine */.pQ)(deps, work.wish);
            let why = 'its agent fell silent';
            for (let starts = 0; starts < STARTS_PER_MACHINE; starts += 1) {
                if (starts === 0 && (await waitForOther(deps, work, machine.id)) === 'gone')
                    break;
                let sight = starts === 0 ? await runningAgent(deps, work, machine.id) : null;
                // Known before it is sent: a stop request that comes meanwhile is to meet whatever has started.
                process = sight?.process ?? work.newProcess();
                if (sight === null) {
                    const started = await startAgent(deps, work, machine.id, process);
                    if (typeof started === 'string') {
                        why = `its agent did not start: ${started}`;
                        deps.log(`The agent of worker ${work.shard} did not start on ${machine.id}: ${started}`);
                        continue;
                    }
                    sight = started;
                }
                const end = await follow(deps, work, machine.id, sight);
                if (end !== null && typeof end !== 'string')
                    return { heartbeat: end, machine: machine.id, lost: lost.map(({ id }) => id) };
                why = end ?? 'its agent fell silent';
                deps.log(`Worker ${work.shard} on ${machine.id}: ${why}`);
                if (end !== null)
                    break;
            }
            lost.push({ id: machine.id, why });
            await deps.compute.terminate([machine.id], deps.signal);
            if (lost.length >= MACHINES_UP_TO)
                throw (0,adopt/* machinesLost */.F8)(work.shard, lost);
        }
    }
    catch (error) {
        if (!deps.signal.aborted)
            throw error;
        if (process !== null)
            await askToStop(deps, work, process);
        throw new src_errors/* MigrationError */.Py('STOPPED', `Shard ${work.shard} was stopped; its worker was asked to keep its checkpoint and leave`, {
            cause: error,
            next: 'Re-run the job: it goes on where this one stopped.',
        });
    }
}
/** An agent of an earlier leg that works on the same order on this machine: it is followed, not started again. */
async function runningAgent(deps, work, machine) {
    const found = await readHeartbeat(deps, work.shard);
    if (found === null || found.machine !== machine || found.state !== 'working' || !isOfOrder(found, work))
        return null;
    deps.log(`Worker ${work.shard} works on ${machine} already (${found.foldersDone} of ${found.folders} folders): followed`);
    return { process: found.process, beat: found.beat, atMs: deps.clock.passed() };
}
const isOfOrder = ({ plan, round }, work) => plan === work.plan && round === work.round;
/** An agent of another round or plan, whose leg was lost: two of them could work on the same folders. It is followed to its end first. */
async function waitForOther(deps, work, machine) {
    const found = await readHeartbeat(deps, work.shard);
    if (found === null || found.machine !== machine || found.state !== 'working' || isOfOrder(found, work))
        return 'over';
    const of = found.plan === work.plan ? `round ${found.round}` : `plan ${found.plan.slice(0, 8)}`;
    deps.log(`Worker ${work.shard} works on ${machine} for ${of} still: waited for`);
    const end = await follow(deps, work, machine, { process: found.process, beat: found.beat, atMs: deps.clock.passed() });
    return typeof end === 'string' ? 'gone' : 'over';
}
/** @returns what to follow; or why the agent did not start */
async function startAgent(deps, work, machine, process) {
    const { clock, commands, log, signal } = deps;
    const command = await commands.send(machine, work.script({ process, machine }), signal);
    const giveUpAt = clock.passed() + COMMAND_WITHIN_MS;
    for (;;) {
        const end = await commands.end(command, machine, signal);
        if (end?.ok === true)
            break;
        // The agent's own word counts for more than that of the command which started it.
        if ((await readHeartbeat(deps, work.shard))?.process === process)
            break;
        if (end !== null)
            return `${end.detail} (command ${command})`;
        if (clock.passed() >= giveUpAt)
            return `no answer within ${COMMAND_WITHIN_MS / 60_000} minutes (command ${command})`;
        await clock.sleep(COMMAND_EVERY_MS, signal);
    }
    log(`Worker ${work.shard} started on ${machine}`);
    return { process, beat: -1, atMs: clock.passed() };
}
/** @returns the last heartbeat; why the machine is no use; or null when it is there and its agent is silent. */
async function follow(deps, { lateAtMs, shard, wish }, machine, from) {
    const { clock, compute, log, signal } = deps;
    let sight = from;
    let saidAtMs = clock.passed();
    for (;;) {
        const found = await readHeartbeat(deps, shard);
        const pulse = (0,heartbeats/* pulseOf */.H6)(sight, found, clock.passed());
        if (pulse.pulse === 'ended')
            return pulse.heartbeat;
        const now = (await patiently(deps, () => compute.find(wish.worker, signal)))?.find(({ id }) => id === machine);
        if (now !== undefined && (0,fleet_machine/* isGone */.ST)(now))
            return `its machine is ${now.state}${now.reason === null ? '' : `: ${now.reason}`}`;
        if (pulse.pulse === 'silent')
            return null;
        ({ sight } = pulse);
        if (found !== null && found.process === sight.process && clock.passed() - saidAtMs >= PROGRESS_EVERY_MS) {
            saidAtMs = clock.passed();
            log(`Shard ${shard} on ${machine}: ${found.foldersDone} of ${found.folders} folders, ${found.copies} objects copied`);
        }
        if (clock.passed() >= lateAtMs)
            throw detached(shard, machine);
        await clock.sleep(heartbeats/* BEAT_EVERY_MS */.ws, signal);
    }
}
/** Nothing that EC2 fails to answer ends the following: the next beat asks again. @returns undefined when it did not answer this time */
async function patiently({ log, signal }, ask) {
    try {
        return await ask();
    }
    catch (thrown) {
        const error = (0,src_errors/* asMigrationError */.hp)(thrown);
        if (signal.aborted || error.code !== 'AWS_FAILED')
            throw thrown;
        log(`EC2 did not answer; asking again (${error.message})`);
        return undefined;
    }
}
function detached(shard, machine) {
    return new src_errors/* MigrationError */.Py('DETACHED', `The time of this job is up; the worker of shard ${shard} goes on on ${machine}`, {
        next: 'The next run, or a re-run of this job, takes it up again where it is by then.',
    });
}
async function readHeartbeat({ ledger, names, signal }, shard) {
    const name = names.heartbeat(shard);
    const stored = await ledger.read(name, signal);
    return stored === null ? null : (0,contract/* parseContract */.UA)(fleet/* heartbeat */.jQ, stored.body.toString('utf8'), ledger.uri(name));
}
/** Written also after the signal: it is what the signal asks for. */
async function askToStop({ clock, ledger, log, names }, { shard }, process) {
    const request = { contract: 'stop/1', shard, process, by: 'a leg that was stopped', at: (0,src_clock/* isoSeconds */.nE)(clock.now()) };
    try {
        await ledger.write(names.stop(shard), JSON.stringify(request));
    }
    catch (error) {
        log(`The stop request for worker ${shard} could not be written; release will end its machine (${error.message})`);
    }
}

// EXTERNAL MODULE: ./build/src/fleet/scripts.js
var scripts = __webpack_require__(286);
// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
// EXTERNAL MODULE: ./build/src/stages/machine-wish.js
var machine_wish = __webpack_require__(8758);
;// CONCATENATED MODULE: ./build/src/stages/sync-shard.js











/** Hosted jobs end after six hours (GitHub Actions limits); half an hour is for what comes before and after. */
const LATE_AFTER_MS = 5.5 * 3_600_000;
/** Lines of progress come at most this often. */
const sync_shard_PROGRESS_EVERY_MS = 5000;
/** Ensures the leg's own grant, then makes its folders equal. Safe to run again at any moment: what is done is found done. */
async function syncShardStage(deps, open, { shard, round, lateAfterMs = LATE_AFTER_MS }, signals) {
    const { clock, log } = deps;
    const lateAtMs = clock.passed() + lateAfterMs;
    const { plan, digest, names } = open;
    const order = await readOrder(deps.ledger, open, round, shard, signals.stop);
    await (0,access/* accessStage */.D)({ ...deps, agentSource: deps.agent.source, signal: signals.stop }, open);
    log(`Shard ${shard}: ${order.folders.length} ${order.folders.length === 1 ? 'folder' : 'folders'}, round ${round}`);
    // A shard whose folders are all done needs no machine: its result says so.
    const needsMachine = plan.fleet !== null && (await (0,left/* foldersLeft */.z)({ ledger: deps.ledger, names }, order, signals.stop)).length > 0;
    const { result, error } = await (needsMachine ? copyThere : copyHere)(deps, open, order, signals, lateAtMs);
    const { accounts, skipped, attempt } = result;
    log(`Shard ${shard}: ${result.verdict}; listed ${accounts.listed} = identical ${accounts.identical} + copied ${accounts.copied} + failed ${accounts.failed}` +
        ` + vanished ${accounts.vanished} + excluded ${accounts.excluded}; ${attempt.copies} copied now, ${skipped} folders were done before`);
    return { result, resultUri: deps.ledger.uri(names.result(digest, round, shard)), error };
}
/** In this process: executor "runner". */
async function copyHere(deps, open, order, signals, lateAtMs) {
    const { clock, log } = deps;
    const late = new AbortController();
    const { plan, digest, names } = open;
    const { shard, round } = order;
    let saidAtMs = clock.now();
    const say = ({ folders, foldersDone, skipped, copies, copiedBytes }) => {
        // Not before it has done something itself: a chain of jobs, however short of time each is, comes to an end.
        const hasWorked = copies > 0 || foldersDone > skipped;
        if (hasWorked && clock.passed() >= lateAtMs)
            late.abort(new Error('the time of this job is up'));
        if (clock.now() - saidAtMs < sync_shard_PROGRESS_EVERY_MS)
            return;
        saidAtMs = clock.now();
        log(`Shard ${shard}: ${foldersDone} of ${folders} folders, ${copies} objects copied, ${copiedBytes} bytes`);
    };
    const copyDeps = { s3: deps.agent, ledger: deps.agentLedger, names, clock };
    const stop = AbortSignal.any([signals.stop, late.signal]);
    const { result, error } = await copyShard(copyDeps, { order, plan }, { ...signals, stop }, say);
    await (0,store/* writeOrThrow */.Hy)(deps.agentLedger, names.result(digest, round, shard), JSON.stringify(result));
    const isLate = error?.code === 'STOPPED' && late.signal.aborted && !signals.stop.aborted;
    return { result, error: isLate ? leftForLater(shard, error) : error };
}
function leftForLater(shard, cause) {
    return new src_errors/* MigrationError */.Py('DETACHED', `The time of this job is up; what shard ${shard} has copied is in its checkpoints`, {
        cause,
        next: 'The next run, or a re-run of this job, goes on from there.',
    });
}
/** On a machine of its own: executor "fleet". The agent leaves its result in the ledger, as this process would. */
async function copyThere(deps, open, order, signals, lateAtMs) {
    const { fleet, ledger } = deps;
    const { plan, digest, names, uri } = open;
    const { shard, round } = order;
    const agent = await fleet.agentBundle();
    const { heartbeat } = await driveWorker({ ...deps, ...fleet, names, signal: signals.stop }, {
        wish: (0,machine_wish/* machineWish */.$)(plan, shard),
        plan: digest,
        shard,
        round,
        script: ({ process }) => (0,scripts/* agentScript */.N)({ agent, plan: uri, ledgerAccount: plan.ledger.account, region: plan.ledger.region, shard, round, process }),
        newProcess: fleet.newProcess,
        lateAtMs,
    });
    const said = heartbeat.error;
    const error = said === null
        ? null
        : new src_errors/* MigrationError */.Py(isErrorCode(said.code) ? said.code : 'COPY_FAILED', said.message, {
            details: { machine: heartbeat.machine },
            next: 'Mend what it names, then re-run this job: it goes on from the checkpoints.',
        });
    const name = names.result(digest, round, shard);
    const stored = await ledger.read(name, signals.stop);
    if (stored === null)
        throw error ?? new src_errors/* MigrationError */.Py('LEDGER_CONFLICT', `Worker ${shard} ended without a result at ${ledger.uri(name)}`);
    return { result: (0,contract/* parseContract */.UA)(copy/* shardResult */.i1, stored.body.toString('utf8'), ledger.uri(name)), error };
}
const isErrorCode = (code) => Object.hasOwn(src_errors/* EXIT_CODES */.ai, code);
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
