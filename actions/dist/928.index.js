export const id = 928;
export const ids = [928];
export const modules = {

/***/ 1533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FB: () => (/* binding */ VANISHED),
/* harmony export */   KE: () => (/* binding */ addAccounts),
/* harmony export */   MA: () => (/* binding */ addTallies),
/* harmony export */   NX: () => (/* binding */ assertClosed),
/* harmony export */   V3: () => (/* binding */ NO_TALLY),
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
const NO_TALLY = { accounts: NO_ACCOUNTS, reasons: {}, vanished: [], failures: [], copies: 0 };
const VANISHED = 'vanished: gone from the source';
/** What two stretches of a folder's keys came to. */
function addTallies(a, b) {
    return {
        accounts: addAccounts(a.accounts, b.accounts),
        reasons: addReasons(a.reasons, b.reasons),
        vanished: [...a.vanished, ...b.vanished],
        failures: [...a.failures, ...b.failures],
        copies: a.copies + b.copies,
    };
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
/* harmony export */   uI: () => (/* binding */ segmentHead),
/* harmony export */   vd: () => (/* binding */ accounts)
/* harmony export */ });
/* unused harmony exports failedKey, stretch, manifestPiece, tally */
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
/** A stretch of a folder's keys in UTF-8 byte order: after `from` (null: from the beginning), up to and including `to` (null: to the end). */
const stretch = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ from: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(), to: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable() });
/**
 * Segments 0 .. segments-1 below `dir` of the folder's manifest, one walk of one range: of them, what lies in the stretch counts.
 * `dir` is `<generation>/e<epoch>-r<range>`.
 */
const manifestPiece = stretch.extend({ dir: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), segments: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9 });
/** What has become of the keys of a stretch; tallies of neighbours add up. */
const tally = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    accounts,
    /** Decisions by class and reason, e.g. "copied: missing". */
    reasons: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    /** Keys that were listed and gone before they could be copied; they stay in the accounts. */
    vanished: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** Every key that failed, with S3's own words. A folder with failures is never `done` for a later run. */
    failures: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedKey),
    /** Copies made: more than `accounts.copied` when a key was copied again. */
    copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
});
/**
 * The first line of a segment: how far the walk of one range has come with it, all counted from the range's beginning.
 * A segment is thus its range's checkpoint as well, and one PUT makes both true.
 */
const segmentHead = tally.extend({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('segment/1'),
    ...stretch.shape,
    /** Keys that the folder's checkpoint counts as vanished, and that are there again. */
    returned: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
});
/**
 * How far one folder has come, as of its last taking over: segments written since then by its owner are found by listing.
 * Written with a condition on the version that was read, so that of two workers one is told.
 */
const checkpoint = tally.extend({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('checkpoint/2'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    folder: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Each walk of a folder from its beginning is one. */
    generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    /** How often this generation was taken over; segments of an epoch are written by one worker only. */
    epoch: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['copying', 'done']),
    /** What decides which keys are copied and how, beyond the identity. A walk goes on only under the same. */
    options: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** In key order and disjoint; when `done`, together the folder. */
    pieces: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(manifestPiece),
    /** The stretches that the pieces prove, and those where nothing was to be recorded: in key order, disjoint, neighbours joined. */
    walked: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(stretch),
    /** What earlier walks have proven, in key order and disjoint. */
    earlier: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(manifestPiece),
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
/* harmony export */   GH: () => (/* binding */ startOf),
/* harmony export */   N$: () => (/* binding */ NOTHING_WALKED),
/* harmony export */   np: () => (/* binding */ advance)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8179);
/* harmony import */ var _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1533);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);
/* harmony import */ var _ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7925);




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
    const taken = { ...found, shard: task.shard, epoch: found.epoch + 1, updatedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_3__/* .isoSeconds */ .nE)(nowMs) };
    return { kind: 'resume', checkpoint: taken };
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
        updatedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_3__/* .isoSeconds */ .nE)(nowMs),
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
 * `wasVanished` are keys that the folder's checkpoint counts as vanished.
 */
function advance(from, keys, settled, { goneBeyond, wasVanished }) {
    const accounts = { ...from.accounts };
    const reasons = { ...from.reasons };
    const failures = [...from.failures];
    const vanished = new Set(from.vanished);
    const returned = new Set(from.returned);
    let copies = from.copies;
    const because = (reason) => {
        reasons[reason] = (reasons[reason] ?? 0) + 1;
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
            returned.add(key);
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
                because(_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB);
                break;
            case 'failed':
                accounts.failed += 1;
                failures.push(end.failure);
                because(`failed: ${end.failure.code}`);
                break;
        }
    }
    for (const key of goneBeyond) {
        if (vanished.has(key) || wasVanished.has(key))
            continue;
        vanished.add(key);
        accounts.listed += 1;
        accounts.vanished += 1;
        because(_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB);
    }
    return { accounts, reasons, vanished: [...vanished], returned: [...returned], failures, copies };
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
        const found = await (0,_ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_0__/* .readCheckpoint */ .HQ)(ledger, names, folder, signal);
        const task = { ...order, folder, generation: order.generations[folder] ?? 1, options: {} };
        if ((0,_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .startOf */ .GH)(found?.checkpoint ?? null, task, 0).kind !== 'done')
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
/* harmony export */   HQ: () => (/* binding */ readCheckpoint),
/* harmony export */   K1: () => (/* binding */ withRange),
/* harmony export */   Xe: () => (/* binding */ piecesOf),
/* harmony export */   gQ: () => (/* binding */ readProgress)
/* harmony export */ });
/* harmony import */ var _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1533);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);
/* harmony import */ var _contracts_copy_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8372);
/* harmony import */ var _listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6359);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1439);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1330);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6779);







async function readCheckpoint(ledger, names, folder, signal) {
    const stored = await ledger.read(names.checkpoint(folder), signal);
    if (stored === null)
        return null;
    return { checkpoint: (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .parseContract */ .UA)(_contracts_copy_js__WEBPACK_IMPORTED_MODULE_2__/* .checkpoint */ .Fn, stored.body.toString('utf8'), ledger.uri(names.checkpoint(folder))), etag: stored.etag };
}
const READS_AT_ONCE = 16;
/**
 * The checkpoint with what its owner has written since: how far the folder is now. A folder that is done costs one read.
 * @throws MigrationError UNPROVEN when the last segment of a range is damaged
 */
async function readProgress(ledger, names, folder, signal) {
    const found = await readCheckpoint(ledger, names, folder, signal);
    if (found === null || found.checkpoint.state === 'done')
        return found;
    const { generation, epoch } = found.checkpoint;
    const root = names.manifest(folder);
    const written = segmentsByDir(root, await ledger.list(root + (0,_names_js__WEBPACK_IMPORTED_MODULE_5__/* .epochDir */ .Xj)(generation, epoch), signal));
    const ranges = [];
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_6__/* .eachUpTo */ .M)(written, READS_AT_ONCE, async ([dir, segments]) => {
        const head = await (0,_manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .readSegmentHead */ .Yv)(ledger, names.segment(folder, dir, segments - 1), signal);
        ranges.push({ piece: { dir, segments, from: head.from, to: head.to }, head });
    });
    return { ...found, checkpoint: ranges.reduce((all, { piece, head }) => withRange(all, piece, head), found.checkpoint) };
}
/** Segments are written one after another, so that those that count are 0 up to the first that is not there. */
function segmentsByDir(root, names) {
    const found = new Map();
    for (const name of names) {
        const match = /^(.+)\/(\d{6})\.ndjson\.gz$/.exec(name.slice(root.length));
        if (match === null)
            continue;
        const [, dir, index] = match;
        const before = found.get(dir) ?? 0;
        if (Number(index) === before)
            found.set(dir, before + 1);
    }
    return found;
}
/** The checkpoint and what one range of its epoch has come to. */
function withRange(folder, piece, head) {
    return withWalked(folder, piece === null ? [] : [piece], [{ from: head.from, to: head.to }], head, head.returned);
}
function withWalked(folder, pieces, walked, of, returned) {
    const sum = (0,_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .addTallies */ .MA)(folder, of);
    const back = new Set(returned);
    const accounts = { ...sum.accounts, listed: sum.accounts.listed - back.size, vanished: sum.accounts.vanished - back.size };
    const reasons = back.size === 0 ? sum.reasons : { ...sum.reasons, [_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB]: (sum.reasons[_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB] ?? 0) - back.size };
    // A key that is back may vanish again in the same walk: it is taken out once, as it was counted before.
    const vanished = back.size === 0 ? sum.vanished : [...folder.vanished.filter((key) => !back.has(key)), ...of.vanished];
    return {
        ...folder,
        ...sum,
        accounts,
        reasons,
        vanished,
        pieces: [...folder.pieces, ...pieces].toSorted((a, b) => (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__/* .compareFrom */ .ui)(a.from, b.from)),
        walked: (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__/* .joined */ .oR)([...folder.walked, ...walked]),
    };
}
/** The pieces that a folder's manifest consists of, in key order: those of this walk, and of earlier ones where it has not been yet. */
function piecesOf({ state, pieces, walked, earlier }) {
    return state === 'done' ? pieces : (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__/* .overlaid */ .ZY)(pieces, walked, earlier);
}


/***/ }),

/***/ 1330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RS: () => (/* binding */ piecesWithin),
/* harmony export */   TJ: () => (/* binding */ writeSegment),
/* harmony export */   WI: () => (/* binding */ readManifest),
/* harmony export */   Yv: () => (/* binding */ readSegmentHead),
/* harmony export */   ch: () => (/* binding */ upToDamage)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8522);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _contracts_copy_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8372);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9295);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5362);
/* harmony import */ var _listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6359);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8038);








const pack = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gzip);
const unpack = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gunzip);
/**
 * Writes one segment. Unconditional: only the owner of its epoch writes there, and after a crash nobody writes into that epoch again.
 */
async function writeSegment(ledger, name, head, entries) {
    let lines = `${JSON.stringify(head)}\n`;
    for (const entry of entries)
        lines += `${JSON.stringify(entry)}\n`;
    // Level 1: the default level costs more CPU than signing the copies does.
    await (0,_store_js__WEBPACK_IMPORTED_MODULE_6__/* .writeOrThrow */ .Hy)(ledger, name, await pack(lines, { level: node_zlib__WEBPACK_IMPORTED_MODULE_1__.constants.Z_BEST_SPEED }));
}
/** What the segment says of the walk so far. @throws MigrationError UNPROVEN when it is gone or damaged */
async function readSegmentHead(ledger, name, signal) {
    const text = await readText(ledger, name, signal);
    return (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_4__/* .parseContract */ .UA)(_contracts_copy_js__WEBPACK_IMPORTED_MODULE_3__/* .segmentHead */ .uI, text.slice(0, Math.max(0, text.indexOf('\n'))), ledger.uri(name));
}
/**
 * The entries of the pieces, which are in key order and disjoint: each key once and in key order, a segment at a time; one segment
 * in memory, or the next one beside it.
 */
async function* readManifest(ledger, names, folder, pieces, signal) {
    for (const piece of pieces) {
        const cut = piece.from !== null || piece.to !== null;
        for (let index = 0; index < piece.segments; index += 1) {
            const entries = await readSegment(ledger, names.segment(folder, piece.dir, index), signal);
            const last = entries.at(-1);
            const first = entries[0];
            if (first === undefined || last === undefined)
                continue;
            if (piece.to !== null && (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_7__/* .compareKeys */ .Y)(first.key, piece.to) > 0)
                break;
            const whole = !cut || ((0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .holds */ .v9)(piece, first.key) && (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .holds */ .v9)(piece, last.key));
            const held = whole ? entries : entries.filter(({ key }) => (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .holds */ .v9)(piece, key));
            if (held.length > 0)
                yield held;
        }
    }
}
/** The entries up to the first segment that is gone or damaged, of which `onDamage` is told: whoever walks the folder anew needs no more. */
async function* upToDamage(entries, onDamage) {
    try {
        yield* entries;
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py) || error.code !== 'UNPROVEN')
            throw error;
        onDamage(error);
    }
}
/** The pieces, cut to a part of the keys: what is read for a range of the folder. */
function piecesWithin(pieces, within) {
    const outside = (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .gaps */ .$V)(_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .EVERYTHING */ .Qz, [within]);
    return pieces.flatMap((piece) => (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .gaps */ .$V)(piece, outside).map((part) => ({ ...piece, ...part })));
}
async function readSegment(ledger, name, signal) {
    const text = await readText(ledger, name, signal);
    try {
        const lines = text.split('\n');
        // The first line is the head; behind the last newline there is nothing.
        const entries = [];
        for (let at = 1; at < lines.length; at += 1) {
            const line = lines[at];
            if (line !== '')
                entries.push(_contracts_copy_js__WEBPACK_IMPORTED_MODULE_3__/* .manifestEntry */ .m6.parse(JSON.parse(line)));
        }
        return entries;
    }
    catch (cause) {
        throw damaged(ledger.uri(name), 'cannot be read', cause);
    }
}
async function readText(ledger, name, signal) {
    const stored = await ledger.read(name, signal);
    if (stored === null)
        throw damaged(ledger.uri(name), 'is gone, although its checkpoint counts it');
    try {
        return (await unpack(stored.body)).toString('utf8');
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

/***/ 6359:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $V: () => (/* binding */ gaps),
/* harmony export */   Qz: () => (/* binding */ EVERYTHING),
/* harmony export */   ZY: () => (/* binding */ overlaid),
/* harmony export */   oR: () => (/* binding */ joined),
/* harmony export */   ui: () => (/* binding */ compareFrom),
/* harmony export */   v9: () => (/* binding */ holds)
/* harmony export */ });
/* unused harmony exports compareTo, common */
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5362);

/** Arithmetic of stretches of keys: after `from`, up to and including `to`; null is the beginning or the end of everything. */
const EVERYTHING = { from: null, to: null };
function compareFrom(a, b) {
    if (a === null || b === null)
        return a === b ? 0 : a === null ? -1 : 1;
    return (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(a, b);
}
function compareTo(a, b) {
    if (a === null || b === null)
        return a === b ? 0 : a === null ? 1 : -1;
    return (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(a, b);
}
/** Whether nothing lies between an end and a beginning. */
const reaches = (to, from) => to === null || from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(to, from) >= 0;
function holds({ from, to }, key) {
    return (from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(key, from) > 0) && (to === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(key, to) <= 0);
}
/** What both have; null when that is nothing. */
function common(a, b) {
    const from = compareFrom(a.from, b.from) >= 0 ? a.from : b.from;
    const to = compareTo(a.to, b.to) <= 0 ? a.to : b.to;
    return from !== null && to !== null && (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(from, to) >= 0 ? null : { from, to };
}
/** The parts of `whole` that none of the stretches covers. The stretches are in key order and disjoint, and so is the answer. */
function gaps(whole, stretches) {
    const found = [];
    let from = whole.from;
    for (const { from: start, to } of stretches) {
        if (compareFrom(from, start) < 0) {
            const gap = common(whole, { from, to: start });
            if (gap !== null)
                found.push(gap);
        }
        if (to === null)
            return found;
        if (from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(to, from) > 0)
            from = to;
    }
    if (whole.to === null || from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(from, whole.to) < 0)
        found.push({ from, to: whole.to });
    return found;
}
/** In key order, neighbours that meet made one. @throws never; overlapping stretches become one, too */
function joined(stretches) {
    const result = [];
    for (const { from, to } of stretches.toSorted((a, b) => compareFrom(a.from, b.from))) {
        const last = result.at(-1);
        if (last !== undefined && reaches(last.to, from)) {
            if (compareTo(to, last.to) > 0)
                result[result.length - 1] = { from: last.from, to };
        }
        else
            result.push({ from, to });
    }
    return result;
}
/** `newer` laid over `older`: all of the newer ones, and of the older ones what they leave uncovered; in key order. */
function overlaid(newer, covered, older) {
    const left = older.flatMap((piece) => gaps(piece, covered).map((gap) => ({ ...piece, ...gap })));
    return [...newer, ...left].toSorted((a, b) => compareFrom(a.from, b.from));
}


/***/ }),

/***/ 1439:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ eachUpTo),
/* harmony export */   Q: () => (/* binding */ slots)
/* harmony export */ });
const SMOOTHED_OVER = 256;
function slots(upTo) {
    let free = upTo;
    const waiting = [];
    // Until something is known: each range more costs requests, and may be of no use.
    let waitedShare = 1;
    const take = () => {
        const mustWait = free === 0;
        waitedShare += ((mustWait ? 1 : 0) - waitedShare) / SMOOTHED_OVER;
        if (mustWait)
            return new Promise((resolve) => void waiting.push(resolve));
        free -= 1;
        return undefined;
    };
    const giveBack = () => {
        const next = waiting.shift();
        if (next === undefined)
            free += 1;
        else
            next();
    };
    return {
        take,
        giveBack,
        pass: () => {
            waitedShare -= waitedShare / SMOOTHED_OVER;
        },
        get areShort() {
            return waitedShare > 0.5;
        },
        run: async (work) => {
            await take();
            try {
                return await work();
            }
            finally {
                giveBack();
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

/***/ 8928:
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
// EXTERNAL MODULE: ./build/src/listing/stretches.js
var stretches = __webpack_require__(6359);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/accounts.js
var contracts_accounts = __webpack_require__(1533);
// EXTERNAL MODULE: ./build/src/contracts/objects.js
var objects = __webpack_require__(7785);
// EXTERNAL MODULE: ./build/src/errors.js
var src_errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/ledger/checkpoint.js
var ledger_checkpoint = __webpack_require__(7925);
// EXTERNAL MODULE: ./build/src/ledger/manifest.js
var manifest = __webpack_require__(1330);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/listing/pairs.js + 1 modules
var pairs = __webpack_require__(5075);
// EXTERNAL MODULE: ./build/src/listing/split.js
var split = __webpack_require__(8174);
// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
// EXTERNAL MODULE: ./build/src/copy/checkpoint.js
var checkpoint = __webpack_require__(6281);
// EXTERNAL MODULE: ./build/src/ledger/names.js
var names = __webpack_require__(6779);
// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
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

// EXTERNAL MODULE: ./build/src/s3/retry.js
var retry = __webpack_require__(6426);
;// CONCATENATED MODULE: ./build/src/copy/refusals.js


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
        next: 'Check the names in migration.yml: one of them is misspelt, deleted, or not made yet.',
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
        code: 'AWS_FAILED',
        reason: 'the target bucket is in another region than the request went to',
        next: 'Set target.region in migration.yml to where the bucket is (aws s3api get-bucket-location).',
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
    if ((0,retry/* cureOf */.XZ)(error.status, error.code) !== 'none') {
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
/** Whether a refusal may be one of tags: it names them, or it is of the kind that names nothing. */
function refusesTags(error) {
    if (!DENIED.some((code) => code === error.code))
        return false;
    if (error.operation === 'GetObjectTagging' || /ObjectTagging|ObjectVersionTagging/.test(error.message))
        return true;
    return !/s3:|kms:|vpc endpoint|explicit deny/i.test(error.message);
}
/** The refusal as an error that ends a folder or a worker. `doing` begins the sentence: "Copying folder E9_FulfillmentOrder". */
function refusedCopy(error, doing) {
    const { code, next, reason } = judgeRefusal(error);
    return new src_errors/* MigrationError */.Py(code, `${doing} failed: ${reason} (${error.code}: ${(0,src_errors/* printable */.g$)(error.message)})`, {
        next,
        cause: error,
        details: {
            operation: error.operation,
            bucket: error.bucket,
            sourceBucket: error.sourceBucket,
            key: error.key === '' ? undefined : (0,src_errors/* printable */.g$)(error.key),
            status: error.status === 0 ? undefined : error.status,
            s3Code: error.code,
            requestId: error.requestId === '' ? undefined : error.requestId,
            tries: error.tries,
        },
    });
}
function lastingSocket({ cause }) {
    return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && (0,retry/* socketErrorLasts */.pb)(cause.code);
}

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
        if (policy.tags === 'if-allowed' && error instanceof types/* S3Error */.D && refusesTags(error))
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
        if (!mayGoWithout || !(error instanceof types/* S3Error */.D) || !refusesTags(error))
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
    const page = await s3.listPage({ from, prefix: key, maxKeys: 1 }, signal);
    const first = page.objects[0];
    // In byte order the key itself is the first of all keys that it is a prefix of.
    return first !== undefined && first.key === key ? first : null;
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
            if (how.policy.tags === 'if-allowed' && manner === how.manner && error.operation === 'CopyObject' && refusesTags(error)) {
                manner = { ...how.manner, tags: 'drop' };
                look -= 1;
                continue;
            }
            const refusal = judgeRefusal(error);
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
            const rule = (0,equality/* excludedBy */.U)(now, how.rules);
            if (rule !== null)
                return { outcome: 'excluded', reason: rule };
            object = { ...now, key: listed.key };
        }
    }
}
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
    const found = (0,equality/* equality */.T)(object, there, null);
    if (found.equal && found.by === 'etag')
        return { outcome: 'identical', object, targetETag: there.etag };
    const why = found.equal
        ? 'of the same size whose ETag cannot be compared'
        : `whose ${found.differs === 'size' ? 'size' : 'ETag'} differs`;
    return {
        outcome: 'failed',
        code: 'exists',
        message: `The target has an object ${why}, and copy.objects.overwrite is never`,
        status: 412,
        refusal: {
            kind: 'key',
            reason: 'another object is at the target, and nothing is to be overwritten',
            next: 'Move the object away, or set copy.objects.overwrite to always.',
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
function failed(error, { kind, next, reason }) {
    return { outcome: 'failed', code: error.code, message: error.message, status: error.status, refusal: { kind, next, reason } };
}

;// CONCATENATED MODULE: ./build/src/copy/settle.js






/** A folder in which so many copies were refused one after another, and none granted, is refused as a whole. */
const REFUSALS_UP_TO = 8;
/** Decides every key of the step and copies what must be copied. */
async function settleStep(deps, task, keys, { stop, abort }) {
    const { slots } = deps;
    const how = keyRules(task.rules, task.policy, deps.pacer);
    const ends = Array.from({ length: keys.length });
    let failure = null;
    let refusals = 0;
    let running = 0;
    let allDone = () => undefined;
    const copy = async (index, seen, reason) => {
        try {
            const outcome = await copyKey(deps.s3, placeOf(task, seen.key), seen.source, how, abort);
            refusals = outcome.outcome === 'failed' && outcome.code === 'AccessDenied' ? refusals + 1 : 0;
            if (refusals >= REFUSALS_UP_TO && outcome.outcome === 'failed')
                failure ??= { reason: refusedFolder(task, outcome) };
            if (outcome.outcome === 'copied')
                deps.onCopied(outcome.object.size);
            ends[index] = settledByCopy(seen.key, reason, outcome);
        }
        catch (error) {
            failure ??= { reason: error instanceof types/* S3Error */.D ? refusedCopy(error, `Copying folder ${task.folder}`) : error };
        }
        finally {
            slots.giveBack();
            running -= 1;
            if (running === 0)
                allDone();
        }
    };
    for (let index = 0; index < keys.length; index += 1) {
        const seen = keys[index];
        const decision = decide(seen, task.rules);
        if (decision.action !== 'copy') {
            ends[index] = settledWithoutCopy(seen, decision, task.sinceMs);
            slots.pass();
            continue;
        }
        if (deps.dryRun === true) {
            ends[index] = wouldCopy(seen, decision.reason);
            slots.pass();
            continue;
        }
        const wait = slots.take();
        if (wait !== undefined)
            await wait;
        if (stop.aborted || failure !== null) {
            slots.giveBack();
            break;
        }
        running += 1;
        void copy(index, seen, decision.reason);
    }
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
function wouldCopy({ key, source }, reason) {
    return { class: 'copied', reason, entry: entryOf(key, source, '', 'copied'), copies: 0 };
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
            return { class: 'failed', failure: { key, code: outcome.code, message: outcome.message } };
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
function refusedFolder(task, outcome) {
    return new src_errors/* MigrationError */.Py('ACCESS_DENIED', `S3 refuses every copy in folder ${task.folder}: ${outcome.code}: ${outcome.message}`, {
        next: `Check that the agent role may read ${task.source.bucket} (bucket policy, KMS key) and write ${task.target.bucket}, then re-run this job.`,
        details: { source: task.source.bucket, target: task.target.bucket, folder: task.folder },
    });
}
function stopped(folder) {
    return new src_errors/* MigrationError */.Py('STOPPED', `Stopped while copying folder ${folder}; its checkpoint is kept`, {
        next: 'Re-run the job: it goes on where this one stopped.',
    });
}

;// CONCATENATED MODULE: ./build/src/copy/range.js





const PAGES_BETWEEN_SEARCHES = 4;
/**
 * The walk of one range of a folder: a page, its copies, its segment, and only then the next page, so that a kill at any
 * instruction costs at most the page in hand. A part of what is still to be walked can be taken away while it runs.
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
    /** Whether somebody is looking for a place to cut it. */
    beingCut = false;
    /** Nothing lies behind this key, as far as probes have seen. */
    bound = null;
    #pages = 0;
    #uncutUntilPage = 0;
    constructor(task, number, pairs, { from }) {
        this.task = task;
        this.dir = (0,names/* pieceDir */.QJ)(task.generation, task.epoch, number);
        this.pairs = pairs;
        this.from = from;
        this.to = from;
    }
    /** Where no place for a cut was found there may be one when the walk has come further. */
    leaveUncut() {
        this.#uncutUntilPage = this.#pages + PAGES_BETWEEN_SEARCHES;
    }
    mayBeCut() {
        this.#uncutUntilPage = 0;
    }
    /** Pages that are still to be listed, roughly; 0 when there is nothing to take away now. */
    get pagesLeft() {
        const { frontier, hasMore, to } = this.pairs;
        if (this.ended || this.beingCut || !hasMore || frontier === null || this.#pages < this.#uncutUntilPage)
            return 0;
        const left = (0,split/* shareLeft */.zZ)({ from: this.from, to }, frontier, this.bound);
        return left >= 1 ? Number.MAX_SAFE_INTEGER : (this.#pages * left) / (1 - left);
    }
    /**
     * @param onPage called with each page in hand, when it is known how much follows
     * @throws whatever stops the folder; what was settled until then is recorded
     */
    async walk({ ledger, names, ...deps }, signals, onPage) {
        const { task } = this;
        while (!this.ended) {
            if (signals.stop.aborted)
                throw stopped(task.folder);
            const reason = task.givenUp();
            if (reason !== null)
                throw reason;
            const step = await this.pairs.next(signals.stop);
            this.#pages += 1;
            onPage();
            const { settled, goneBeyond, failure } = await settleStep(deps, task, step.seen, signals);
            const whole = settled.length === step.seen.length && failure === null;
            const to = whole ? step.to : (step.seen[settled.length - 1]?.key ?? this.to);
            if (settled.length > 0 || goneBeyond.length > 0) {
                const tally = (0,checkpoint/* advance */.np)(this.tally, step.seen, settled, { goneBeyond, wasVanished: task.wasVanished });
                if (deps.dryRun !== true) {
                    const entries = settled.flatMap((end) => ('entry' in end ? [end.entry] : []));
                    const name = names.segment(task.folder, this.dir, this.segments);
                    await (0,manifest/* writeSegment */.TJ)(ledger, name, { contract: 'segment/1', from: this.from, to, ...tally }, entries);
                    this.segments += 1;
                }
                this.tally = tally;
            }
            this.to = to;
            this.ended = whole && step.ended;
            if (failure !== null)
                throw failure.reason;
        }
    }
}

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
    constructor(deps, task, checkpoint, etag) {
        this.#deps = deps;
        this.task = task;
        this.#checkpoint = checkpoint;
        this.#etag = etag;
        const { generation, epoch, vanished } = checkpoint;
        this.#rangeTask = { ...task, generation, epoch, wasVanished: new Set(vanished), givenUp: () => this.#givenUp };
    }
    /** Takes the folder over; its outcome when nothing is left to do. @throws MigrationError CHECKPOINT_OPTIONS, LEDGER_CONFLICT, UNPROVEN */
    static async open(deps, task, { stop }) {
        const { ledger, names, clock } = deps;
        const found = await (0,ledger_checkpoint/* readProgress */.gQ)(ledger, names, task.folder, stop);
        const start = (0,checkpoint/* startOf */.GH)(found?.checkpoint ?? null, task, clock.now());
        if (start.kind === 'done')
            return { checkpoint: start.checkpoint, skipped: true };
        const condition = found === null ? { absent: true } : { etag: found.etag };
        const etag = await (0,store/* writeOrThrow */.Hy)(ledger, names.checkpoint(task.folder), JSON.stringify(start.checkpoint), condition);
        const walk = new FolderWalk(deps, task, start.checkpoint, etag);
        for (const gap of walk.#hinted((0,stretches/* gaps */.$V)(task.stretch, start.checkpoint.walked)))
            walk.#addRange(gap, stop);
        return walk;
    }
    /** Where earlier walks ended their ranges is where this one begins its own: what was cut once need not be searched again. */
    #hinted(stretches) {
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
    #addRange(stretch, signal) {
        const { ledger, names, s3 } = this.#deps;
        const { folder, prefix, source, target } = this.task;
        // What a damaged manifest no longer tells is listed, compared and, where need be, copied again.
        const pieces = (0,manifest/* piecesWithin */.RS)((0,ledger_checkpoint/* piecesOf */.Xe)({ ...this.#checkpoint, state: 'copying' }), stretch);
        const recorded = (0,manifest/* upToDamage */.ch)((0,manifest/* readManifest */.WI)(ledger, names, folder, pieces, signal), () => undefined);
        const range = new RangeWalk(this.#rangeTask, this.ranges.length, new pairs/* Pairs */.q(s3, { source, target, prefix, stretch, recorded }), stretch);
        this.ranges.push(range);
        return range;
    }
    /** Cuts off the second part of a range that is being walked, as a range of its own; null when there is nothing worth it. */
    async cut(range, signal) {
        const { frontier, to } = range.pairs;
        if (frontier === null)
            return null;
        range.beingCut = true;
        // Whatever comes of it, the next search waits until the walk has come further.
        range.leaveUncut();
        try {
            const { source, prefix } = this.task;
            const found = await (0,split/* findCut */.Ik)(this.#deps.s3.source, source, { prefix, after: frontier, to }, signal);
            const now = range.pairs.frontier;
            if (found === null || range.ended || !range.pairs.hasMore || (now !== null && (0,order/* compareKeys */.Y)(found.at, now) <= 0)) {
                return null;
            }
            range.mayBeCut();
            range.pairs.shorten(found.at);
            const second = this.#addRange({ from: found.at, to }, signal);
            second.bound = found.bound;
            range.bound = null;
            return second;
        }
        finally {
            range.beingCut = false;
        }
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
    get hasEnded() {
        return this.ranges.every(({ ended }) => ended);
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
        (0,contracts_accounts/* assertClosed */.NX)(checkpoint.accounts, `folder ${folder}`);
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
    throw new src_errors/* MigrationError */.Py('ACCOUNTS_OPEN', `The ranges of folder ${folder} do not meet: ${open.length} stretches of its keys were not walked`, {
        next: 'This is a defect of bucket-brigade: please report it. Nothing of this folder is taken as proof.',
    });
}
function failingFolder(folder, failures) {
    return new src_errors/* MigrationError */.Py('COPY_FAILED', `Folder ${folder} was given up after ${failures} keys had failed`, {
        next: 'Mend what the failures in its checkpoint name, then re-run this job.',
    });
}

;// CONCATENATED MODULE: ./build/src/copy/lanes.js


/** Ranges walked side by side: their copies interleave, so that S3 sees many prefixes at once and can split them. */
const RANGES_AT_ONCE = 16;
/** So many ranges keep a busy worker busy: while one lists or records, the others copy. */
const RANGES_WHEN_BUSY = 4;
/** A range with less than this still to list is left to who walks it: a cut costs some requests, and each end a page. */
const WORTH_CUTTING_PAGES = 4;
/**
 * Walks folders with a number of lanes. A lane takes a range that waits, else a folder, else the second half of the largest
 * range that another lane is at: so that one flat folder keeps all of them busy, and so do many small ones.
 */
async function walkFolders(work, signals, events) {
    const waiting = [];
    const active = new Map();
    let foldersLeft = true;
    let opening = 0;
    let ended = false;
    let wakers = [];
    const wake = () => {
        const sleepers = wakers;
        wakers = [];
        for (const waker of sleepers)
            waker();
    };
    const changed = () => new Promise((resolve) => void wakers.push(resolve));
    const fail = (folder, error) => {
        if (!events.onFailure(folder, error))
            return;
        ended = true;
        for (const other of active.values())
            other.giveUp(error);
    };
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
                else if (opened.hasEnded)
                    events.onFolder(await opened.finish());
                else
                    for (const range of opened.ranges)
                        waiting.push({ folder: opened, range });
            }
            catch (thrown) {
                fail(name, (0,src_errors/* asMigrationError */.hp)(thrown));
            }
        }
        finally {
            opening -= 1;
            wake();
        }
    };
    const failed = new Set();
    const walkRange = async (folder, range) => {
        const { folder: name } = folder.task;
        active.set(range, folder);
        try {
            await range.walk(work.depsOf(name), signals, wake);
            const tooMany = folder.noteFailures();
            if (tooMany !== null)
                throw tooMany;
            active.delete(range);
            if (folder.hasEnded)
                events.onFolder(await folder.finish());
        }
        catch (thrown) {
            const error = (0,src_errors/* asMigrationError */.hp)(thrown);
            folder.giveUp(error);
            // Its other ranges end with the same reason at their next step; it is told once.
            if (!failed.has(folder))
                fail(name, error);
            failed.add(folder);
        }
        finally {
            active.delete(range);
            wake();
        }
    };
    const takeHalf = async () => {
        if (active.size >= RANGES_WHEN_BUSY && work.isBusy?.() === true)
            return false;
        let largest = null;
        for (const range of active.keys())
            if (range.pagesLeft > (largest?.pagesLeft ?? WORTH_CUTTING_PAGES))
                largest = range;
        if (largest === null)
            return false;
        const folder = active.get(largest);
        const second = await folder.cut(largest, signals.stop).catch((thrown) => {
            folder.giveUp((0,src_errors/* asMigrationError */.hp)(thrown));
            return null;
        });
        if (second !== null)
            waiting.push({ folder, range: second });
        wake();
        return true;
    };
    const lane = async () => {
        while (!ended) {
            const next = waiting.shift();
            if (next !== undefined)
                await walkRange(next.folder, next.range);
            else if (foldersLeft && !signals.stop.aborted)
                await openNext();
            else if (active.size === 0 && opening === 0)
                return;
            else if (signals.stop.aborted || !(await takeHalf()))
                await changed();
        }
        wake();
    };
    await Promise.all(Array.from({ length: work.rangesAtOnce ?? RANGES_AT_ONCE }, lane));
}

;// CONCATENATED MODULE: ./build/src/copy/shard.js







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
    const policy = (0,objects/* objectPolicyOf */.xq)(plan.copy.objects);
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
    const queue = order.folders[Symbol.iterator]();
    const work = {
        nextFolder: () => Promise.resolve(queue.next().value ?? null),
        taskOf: (folder) => ({
            migration: order.migration,
            identity: order.identity,
            folder,
            prefix: `${folder}/`,
            stretch: stretches/* EVERYTHING */.Qz,
            shard: order.shard,
            generation: order.generations[folder] ?? 1,
            options: {},
            source: plan.source,
            target: plan.target,
            rules,
            policy,
            sinceMs: Date.parse(plan.since),
        }),
        depsOf: () => ({ ...deps, slots: shared, onCopied }),
        isBusy: () => shared.areShort,
    };
    await walkFolders(work, signals, {
        onFolder: ({ checkpoint, skipped: wasDone }) => {
            accounts = (0,contracts_accounts/* addAccounts */.KE)(accounts, checkpoint.accounts);
            reasons = (0,contracts_accounts/* addReasons */.hk)(reasons, checkpoint.reasons);
            failures.push(...checkpoint.failures);
            if (wasDone)
                skipped += 1;
            foldersDone += 1;
            progress();
        },
        onFailure: (_folder, thrown) => {
            const error = signals.stop.aborted ? stoppedShard(order.shard) : thrown;
            errors.push(error);
            return HOLDS_FOR_ALL.has(error.code);
        },
    });
    // A stop before a folder was taken leaves no trace but this.
    if (errors.length === 0 && foldersDone < order.folders.length)
        errors.push(stoppedShard(order.shard));
    try {
        (0,contracts_accounts/* assertClosed */.NX)(accounts, `shard ${order.shard}`);
    }
    catch (thrown) {
        errors.push((0,src_errors/* asMigrationError */.hp)(thrown));
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
