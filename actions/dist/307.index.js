export const id = 307;
export const ids = [307];
export const modules = {

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
    /** The worker: a shard, or the one that verifies. */
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Of one that verifies: its pass. */
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
    /** Keys of either side that this start has looked at; of a verify, those in the folders that are done. Agents of earlier versions do not say. */
    seen: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9.optional(),
    /** While it works: since the beat before. */
    copiesPerSecond: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().nonnegative().optional(),
    /** While it works: the part of S3's answers to copies that were 503, in the last seconds. Absent as well where nothing is known of it. */
    throttledShare: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().min(0).max(1).optional(),
    /** What ended it; null while it works or when it is done. */
    error: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        next: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
        /** Bucket, key, request id and the like. Agents of earlier versions do not say. */
        details: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(), zod__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()])).optional(),
    })
        .nullable(),
    at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
/** What the reaper has seen rented and idle, each since when: it reports first, and ends on a later pass. */
const reaperNote = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('reaper/1'), idle: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$), at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$ });
/** Asks a worker to stop: it drains, keeps its checkpoint, and leaves. */
const stopRequest = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('stop/1'), shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), process: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), by: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$ });


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

/***/ 5220:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ ceilingOf),
  q: () => (/* binding */ copyShard)
});

// EXTERNAL MODULE: ./build/src/listing/stretches.js
var stretches = __webpack_require__(6359);
// EXTERNAL MODULE: ./build/src/clock.js
var clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/accounts.js
var contracts_accounts = __webpack_require__(1533);
// EXTERNAL MODULE: ./build/src/contracts/objects.js
var objects = __webpack_require__(7785);
// EXTERNAL MODULE: ./build/src/errors.js
var src_errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/copy/crew.js + 3 modules
var crew = __webpack_require__(5159);
// EXTERNAL MODULE: ./build/src/copy/failures.js
var copy_failures = __webpack_require__(376);
;// CONCATENATED MODULE: ./build/src/copy/folder-order.js
/**
 * Folders, given in the order of their names, in one in which any few in a row lie all over it: a worker that took them by name would
 * load one stretch of keys after another, with the other workers, and each new one with S3's partitions as few as at first. `random`
 * says where to begin: workers that have been dealt folders in turn would otherwise leave out the same ones.
 */
function acrossKeys(folders, random) {
    const count = folders.length;
    const from = Math.floor(random() * count);
    const digits = count <= 1 ? 0 : Math.ceil(Math.log2(count));
    const ordered = [];
    // Numbers whose binary digits are read backwards: each falls between those before it (van der Corput's sequence).
    for (let number = 0; number < 2 ** digits; number += 1) {
        let index = 0;
        for (let digit = 0; digit < digits; digit += 1)
            if ((number & (1 << digit)) !== 0)
                index += 2 ** (digits - 1 - digit);
        if (index < count)
            ordered.push(folders[(index + from) % count]);
    }
    return ordered;
}

// EXTERNAL MODULE: ./build/src/copy/rate.js + 4 modules
var copy_rate = __webpack_require__(9503);
;// CONCATENATED MODULE: ./build/src/copy/give-up.js
/**
 * So many folders refused without a word why, one after another and none of them granted anything, are taken for a role that may
 * nothing. Each costs two list pages and some twenty copies: a worker that is wrong to go on loses seconds, while one that is wrong to
 * stop leaves folders that it could have copied.
 */
const REFUSED_FOLDERS_UP_TO = 8;
/**
 * | what ended the folder is about | refused before, in a row | the worker                     |
 * |--------------------------------|--------------------------|--------------------------------|
 * | this folder                    | any                      | goes on with the others        |
 * | all of the worker              | any                      | ends                           |
 * | one or the other               | fewer than 7             | goes on, and counts            |
 * | one or the other               | 7                        | ends: eight of them are no chance |
 *
 * A copy that is granted, or a folder that ends, begins the count anew: whoever may copy anywhere was refused for the folder's sake.
 * @param refused folders in a row until now
 */
function afterFailure(reach, refused) {
    if (reach === 'folder')
        return { goesOn: true, refused };
    if (reach === 'worker')
        return { goesOn: false, reason: 'it holds for all folders alike' };
    if (refused + 1 < REFUSED_FOLDERS_UP_TO)
        return { goesOn: true, refused: refused + 1 };
    return { goesOn: false, reason: `${refused + 1} folders in a row were refused, and nothing was granted` };
}

;// CONCATENATED MODULE: ./build/src/copy/shard.js










/**
 * Makes the order's folders equal at the target. The same function under every executor: in the Actions job, on an
 * instance, in a terminal. Never rejects: what happened is in the result, which the caller stores whatever it says.
 * `onProgress` hears of each copy and each page; how the rate is, it asks for when it wants to know.
 */
async function copyShard(deps, { order, plan }, signals, onProgress = () => undefined) {
    const startedAtMs = deps.clock.now();
    const crew = deps.crew ?? crewOfOne(deps, plan);
    const before = counted(deps.s3, crew);
    const rules = { cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified) };
    const policy = (0,objects/* objectPolicyOf */.xq)(plan.copy.objects);
    let accounts = contracts_accounts/* NO_ACCOUNTS */.hp;
    let reasons = {};
    const failures = [];
    const failedFolders = [];
    const errors = [];
    let [skipped, foldersDone, seen, copies, copiedBytes] = [0, 0, 0, 0, 0];
    const progress = () => onProgress({ folders: order.folders.length, foldersDone, skipped, seen, copies, copiedBytes }, crew.facts);
    let sweptUploads = 0;
    let unswept = null;
    let refusedFolders = 0;
    let hasEnded = false;
    const queue = acrossKeys(order.folders, deps.random)[Symbol.iterator]();
    const taskOf = (folder) => ({
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
        sweepsUploadsOf: plan.roles.agent,
    });
    const next = () => {
        const folder = queue.next().value;
        return Promise.resolve(folder === undefined ? null : taskOf(folder));
    };
    await crew.walk({ next }, signals, {
        onFolder: ({ tally, skipped: wasDone }) => {
            accounts = (0,contracts_accounts/* addAccounts */.KE)(accounts, tally.accounts);
            reasons = (0,contracts_accounts/* addReasons */.hk)(reasons, tally.reasons);
            failures.push(...tally.failures);
            if (wasDone)
                skipped += 1;
            else
                refusedFolders = 0;
            foldersDone += 1;
            progress();
        },
        onFailure: (folder, thrown, reach) => {
            const error = signals.stop.aborted ? stoppedShard(order.shard) : thrown;
            const isTold = !signals.stop.aborted && !hasEnded && failedFolders.length < copy_failures/* FOLDERS_TOLD_UP_TO */.uZ;
            if (isTold)
                failedFolders.push((0,copy_failures/* failedFolderOf */.Xl)(folder, error));
            const then = afterFailure(signals.stop.aborted ? 'worker' : reach, refusedFolders);
            if (then.goesOn) {
                refusedFolders = then.refused;
                errors.push(error);
                return false;
            }
            // The others that end with it tell the same.
            if (!hasEnded)
                errors.unshift(signals.stop.aborted ? error : withReason(error, then.reason));
            hasEnded = true;
            return true;
        },
        onCopied: (more, bytes) => {
            refusedFolders = 0;
            copies += more;
            copiedBytes += bytes;
            progress();
        },
        onSeen: (keys) => {
            seen += keys;
            progress();
        },
        onSwept: (uploads, why) => {
            sweptUploads = sweptUploads === null || uploads === null ? null : sweptUploads + uploads;
            unswept ??= why;
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
        errors.push((0,copy_failures/* failedKeys */.cL)(failures, {
            what: ` of shard ${order.shard}`,
            source: plan.source.bucket,
            target: plan.target.bucket,
            again: 'Then re-run this job: it walks only the folders with failed keys.',
        }));
    const counters = counted(deps.s3, crew);
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
        failedFolders,
        attempt: {
            copies,
            copiedBytes,
            listRequests: counters.list - before.list,
            copyRequests: counters.copy - before.copy,
            retries: counters.retries - before.retries,
            seconds: (deps.clock.now() - startedAtMs) / 1000,
            sweptUploads,
            ...(unswept === null ? {} : { unswept }),
        },
        verdict: errors.length === 0 ? 'equal' : errors.some(({ code }) => code === 'STOPPED') ? 'stopped' : 'failed',
        startedAt: (0,clock/* isoSeconds */.nE)(startedAtMs),
        finishedAt: (0,clock/* isoSeconds */.nE)(deps.clock.now()),
    };
    return { result, error: errors[0] ?? null };
}
function crewOfOne({ s3, ledger, clock, random }, plan) {
    const { inFlight } = plan.copy;
    const rate = (0,copy_rate/* createRate */.T)({
        clock,
        random,
        ceilingPerSecond: ceilingOf(plan),
        startPerSecond: copy_rate/* START_PER_SECOND */.u,
        inFlightUpTo: inFlight,
    });
    return (0,crew/* crewHere */.a)({ s3, ledger, clock, random, inFlight, rate });
}
/** A worker does not know how many are at work beside it: as many as may be. */
function ceilingOf({ copy, shards }) {
    return (copy.copiesPerSecond ?? Infinity) / Math.min(copy.jobsAtOnce, shards.length);
}
function counted({ source, target }, crew) {
    const all = source === target ? [source, crew] : [source, target, crew];
    const sum = (of) => all.reduce((total, { counters }) => total + counters[of], 0);
    return { list: sum('list'), copy: sum('copy'), retries: sum('retries') };
}
function withReason({ cause, code, details, message, next }, reason) {
    return new src_errors/* MigrationError */.Py(code, message, {
        cause,
        details: { ...details, workerEnded: reason },
        ...(next === undefined ? {} : { next }),
    });
}
function stoppedShard(shard) {
    return new src_errors/* MigrationError */.Py('STOPPED', `Shard ${shard} was stopped; every finished batch is in its checkpoints`, {
        next: 'Re-run the job: it goes on where this one stopped.',
    });
}


/***/ }),

/***/ 1977:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ stopObject),
/* harmony export */   G: () => (/* binding */ isFor)
/* harmony export */ });
/* harmony import */ var _contracts_fleet_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2281);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);


/** Whatever is in it, but for a request that names the start of a worker on a machine (fleet/drive.ts): that one is meant, and nobody else. */
function stopObject(ledger, name) {
    const isThere = async () => {
        const stored = await ledger.read(name);
        return stored !== null && !isOfMachine(stored.body.toString('utf8'));
    };
    return {
        isThere,
        refuseIfThere: async () => {
            if (!(await isThere()))
                return;
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('STOPPED', `${ledger.uri(name)} asks every worker to stop`, { next: 'Delete it, then run this again.' });
        },
    };
}
/** Whether a stop object is for the start of a worker on a machine: it names it, or nobody at all, as one that a person has put there. */
function isFor(text, process) {
    const named = startNamed(text);
    return named === null || named === process;
}
const isOfMachine = (text) => startNamed(text) !== null;
function startNamed(text) {
    try {
        return _contracts_fleet_js__WEBPACK_IMPORTED_MODULE_0__/* .stopRequest */ .qr.safeParse(JSON.parse(text)).data?.process ?? null;
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 8307:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Rx: () => (/* binding */ readOrder),
  gd: () => (/* binding */ syncShardStage)
});

// UNUSED EXPORTS: copyWords

// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/contracts/copy.js
var copy = __webpack_require__(8372);
// EXTERNAL MODULE: ./build/src/contracts/plan.js
var plan = __webpack_require__(1314);
// EXTERNAL MODULE: ./build/src/copy/drain.js
var drain = __webpack_require__(4093);
// EXTERNAL MODULE: ./build/src/copy/failures.js
var copy_failures = __webpack_require__(376);
// EXTERNAL MODULE: ./build/src/copy/left.js
var left = __webpack_require__(8954);
;// CONCATENATED MODULE: ./build/src/copy/pace.js
/** Shorter than that is no time to measure a rate in. */
const FROM_MS = 1000;
/** Copies a second since it was last asked: given all copies so far. */
function paceOf(clock) {
    let before = { atMs: clock.passed(), copies: 0 };
    let perSecond = 0;
    return (copies) => {
        const nowMs = clock.passed();
        if (nowMs - before.atMs < FROM_MS)
            return perSecond;
        perSecond = ((copies - before.copies) * 1000) / (nowMs - before.atMs);
        before = { atMs: nowMs, copies };
        return perSecond;
    };
}

// EXTERNAL MODULE: ./build/src/copy/shard.js + 2 modules
var copy_shard = __webpack_require__(5220);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/fleet/drive.js
var drive = __webpack_require__(6506);
// EXTERNAL MODULE: ./build/src/fleet/heartbeats.js
var heartbeats = __webpack_require__(8841);
// EXTERNAL MODULE: ./build/src/fleet/scripts.js
var scripts = __webpack_require__(286);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
;// CONCATENATED MODULE: ./build/src/ledger/hold.js




const held = schemas/* object */.Ikc({ contract: schemas/* literal */.euz('hold/1'), holder: schemas/* string */.YjP(), takenAt: schemas/* string */.YjP(), seenAt: schemas/* string */.YjP() });
/** When the last holder took the right, and was seen last, in milliseconds since 1970; null when nobody ever has. @throws MigrationError `CONTRACT_MISMATCH` */
async function lastHeld(ledger, name) {
    const found = await ledger.read(name);
    if (found === null)
        return null;
    const last = parseContract(held, found.body.toString('utf8'), ledger.uri(name));
    return { fromMs: Date.parse(last.takenAt), toMs: Date.parse(last.seenAt) };
}
/** A holder looks so often whether it still is one (design: workers look every five seconds). */
const LOOK_EVERY_MS = 5000;
/**
 * Does the work as the newest holder of a right. It is taken over from whoever has it, without waiting: a worker whose job was lost
 * need not be waited for, and one that lives on finds out within five seconds and stops. What makes that safe is the fencing beneath:
 * nobody counts what a former owner of a folder writes.
 * `work` is given a signal that aborts when the right was taken by another, or a stop was asked for; and what says at once, not within
 * five seconds, whether the right is still its own (`writeAsHolder`).
 */
async function asHolder({ ledger, clock }, { name, holder, isAskedToStop }, work) {
    const takenAt = (0,src_clock/* isoSeconds */.nE)(clock.now());
    const body = () => JSON.stringify(held.parse({ contract: 'hold/1', holder, takenAt, seenAt: (0,src_clock/* isoSeconds */.nE)(clock.now()) }));
    let etag = await take(ledger, name, body());
    const lost = new AbortController();
    const over = new AbortController();
    let taken = null;
    // Whoever was asked to stop has its right still, and its result to write.
    const renew = async () => {
        if (taken !== null)
            throw taken;
        const written = await ledger.write(name, body(), { etag });
        if (written.outcome === 'written') {
            ({ etag } = written);
            return;
        }
        taken = takenOver(ledger.uri(name), holder);
        lost.abort(taken);
        throw taken;
    };
    // One after another: a renewal that overtook another would take that for somebody else's.
    let renewed = Promise.resolve();
    const confirm = () => (renewed = renewed.catch(() => undefined).then(renew));
    const renewing = (async () => {
        for (;;) {
            await clock.sleep(LOOK_EVERY_MS, over.signal);
            if ((await isAskedToStop?.()) === true) {
                lost.abort(new errors/* MigrationError */.Py('STOPPED', `${holder} was asked to stop; its checkpoints are kept`, {
                    next: 'Run it again: it goes on where this one stopped.',
                }));
                return;
            }
            await confirm();
        }
    })().catch((error) => {
        // A ledger that cannot be written is met by the work as well, which says what it was doing.
        if (!over.signal.aborted)
            lost.abort(error);
    });
    try {
        return await work(lost.signal, confirm);
    }
    finally {
        over.abort();
        await renewing;
    }
}
/**
 * Writes what is the holder's alone to write. A former holder writes nothing: who takes the right over after it was confirmed here writes later
 * than the version that the condition is about. @throws whatever `confirm` does
 */
async function writeAsHolder(ledger, name, body, confirm) {
    for (;;) {
        const found = await ledger.read(name);
        await confirm();
        const written = await ledger.write(name, body, found === null ? { absent: true } : { etag: found.etag });
        if (written.outcome === 'written')
            return;
    }
}
async function take(ledger, name, body) {
    for (;;) {
        const found = await ledger.read(name);
        const written = await ledger.write(name, body, found === null ? { absent: true } : { etag: found.etag });
        if (written.outcome === 'written')
            return written.etag;
    }
}
function takenOver(uri, holder) {
    return new errors/* MigrationError */.Py('LEASE_HELD', `${uri} was taken over by another worker, so ${holder} stopped`, {
        next: 'Nothing is lost: the other one goes on from the checkpoints. Let it end.',
    });
}

// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
// EXTERNAL MODULE: ./build/src/stages/machine-wish.js
var machine_wish = __webpack_require__(8758);
// EXTERNAL MODULE: ./build/src/stages/stop-object.js
var stop_object = __webpack_require__(1977);
;// CONCATENATED MODULE: ./build/src/stages/sync-shard.js
















/** Hosted jobs end after six hours (GitHub Actions limits); half an hour is for what comes before and after. */
const LATE_AFTER_MS = 5.5 * 3_600_000;
/** The job's page shows as many. */
const KEYS_LOGGED_UP_TO = 10;
/** Lines of progress come at most this often. */
const PROGRESS_EVERY_MS = 5000;
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
    const { failedFolders = [], failures } = result;
    for (const { folder, ...why } of failedFolders)
        log(`Shard ${shard}: folder ${(0,copy_failures/* failureWords */.AC)(folder, why)}`);
    for (const { key, ...why } of failures.slice(0, KEYS_LOGGED_UP_TO))
        log(`Shard ${shard}: ${(0,copy_failures/* failureWords */.AC)(key, why)}`);
    if (failures.length > KEYS_LOGGED_UP_TO)
        log(`Shard ${shard}: and ${failures.length - KEYS_LOGGED_UP_TO} more failed keys, in its result`);
    if (attempt.unswept !== undefined)
        log(`Shard ${shard}: uploads in parts that an earlier worker may have left stay: ${attempt.unswept}`);
    return { result, resultUri: deps.ledger.uri(names.result(digest, round, shard)), error };
}
/** In this process: executor "runner". */
async function copyHere(deps, open, order, signals, lateAtMs) {
    const { clock, log } = deps;
    const late = new AbortController();
    const { plan, digest, names } = open;
    const { shard, round } = order;
    let saidAtMs = clock.now();
    const pace = paceOf(clock);
    const say = (progress, facts) => {
        const { copies, foldersDone, skipped } = progress;
        // Not before it has done something itself: a chain of jobs, however short of time each is, comes to an end.
        const hasWorked = copies > 0 || foldersDone > skipped;
        if (hasWorked && clock.passed() >= lateAtMs)
            late.abort(new Error('the time of this job is up'));
        if (clock.now() - saidAtMs < PROGRESS_EVERY_MS)
            return;
        saidAtMs = clock.now();
        const { throttledShare } = facts() ?? {};
        log(`Shard ${shard}: ${(0,heartbeats/* progressWords */.pp)({ ...progress, copiesPerSecond: pace(copies), throttledShare })}`);
    };
    const copyDeps = { s3: deps.agent, ledger: deps.agentLedger, names, clock, random: deps.random, crew: deps.crew };
    const stop = (0,stop_object/* stopObject */.A)(deps.agentLedger, names.stop(shard));
    await stop.refuseIfThere();
    const terms = { name: names.holder(shard), holder: deps.holder, isAskedToStop: stop.isThere };
    // Late is not lost: what is under way then has half an hour to end.
    const own = { ...signals, stop: AbortSignal.any([signals.stop, late.signal]) };
    const { result, error } = await asHolder({ ledger: deps.agentLedger, clock }, terms, async (lost, confirm) => {
        const copied = await (0,drain/* drainingAfter */.$)(clock, own, lost, (both) => (0,copy_shard/* copyShard */.q)(copyDeps, { order, plan }, both, say));
        await writeAsHolder(deps.agentLedger, names.result(digest, round, shard), JSON.stringify(copied.result), confirm);
        return copied;
    });
    const isLate = error?.code === 'STOPPED' && late.signal.aborted && !signals.stop.aborted;
    return { result, error: isLate ? leftForLater(shard, error) : error };
}
function leftForLater(shard, cause) {
    return new errors/* MigrationError */.Py('DETACHED', `The time of this job is up; what shard ${shard} has copied is in its checkpoints`, {
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
    const { heartbeat } = await (0,drive/* driveWorker */.l)({ ...deps, ...fleet, names, signal: signals.stop }, {
        wish: (0,machine_wish/* machineWish */.$p)(plan, shard),
        words: copyWords(shard),
        progress: heartbeats/* progressWords */.pp,
        plan: digest,
        round,
        script: ({ process }) => {
            const { account: ledgerAccount, region } = plan.ledger;
            return (0,scripts/* agentScript */.N)({ agent, plan: uri, ledgerAccount, region, work: { kind: 'copy', shard, round }, process });
        },
        takesUp: true,
        newProcess: fleet.newProcess,
        lateAtMs,
    });
    const error = (0,heartbeats/* errorOfBeat */.W0)(heartbeat, {
        code: 'COPY_FAILED',
        next: 'Mend what it names, then re-run this job: it goes on from the checkpoints.',
    });
    const name = names.result(digest, round, shard);
    const stored = await ledger.read(name, signals.stop);
    if (stored === null)
        throw error ?? new errors/* MigrationError */.Py('LEDGER_CONFLICT', `Worker ${shard} ended without a result at ${ledger.uri(name)}`);
    return { result: (0,contract/* parseContract */.UA)(copy/* shardResult */.i1, stored.body.toString('utf8'), ledger.uri(name)), error };
}
const copyWords = (shard) => ({ called: `Shard ${shard}`, again: 'it goes on where this one stopped' });
async function readOrder(ledger, { digest, names }, round, shard, signal) {
    const name = names.order(digest, round, shard);
    const stored = await ledger.read(name, signal);
    if (stored === null) {
        throw new errors/* MigrationError */.Py('USAGE', `There is no order for shard ${shard} in round ${round}: ${ledger.uri(name)}`, {
            next: 'Give a shard that the plan (round 0) or the verify before this round names.',
        });
    }
    return (0,contract/* parseContract */.UA)(plan/* shardOrder */.P9, stored.body.toString('utf8'), ledger.uri(name));
}


/***/ })

};
