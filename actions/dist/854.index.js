export const id = 854;
export const ids = [854];
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

/***/ 8841:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H6: () => (/* binding */ pulseOf),
/* harmony export */   W0: () => (/* binding */ errorOfBeat),
/* harmony export */   pp: () => (/* binding */ progressWords),
/* harmony export */   ws: () => (/* binding */ BEAT_EVERY_MS)
/* harmony export */ });
/* unused harmony exports SILENT_AFTER_MS, beatWriter */
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_fleet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2281);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);



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
/** How far a worker is, in words: as much as it says. Pure. */
function progressWords({ copiedBytes, copies, copiesPerSecond, folders, foldersDone, seen, throttledShare, }) {
    return [
        `${foldersDone} of ${folders} folders`,
        ...(seen === undefined ? [] : [`${seen} keys looked at`]),
        `${copies} objects copied${copiesPerSecond === undefined ? '' : ` (${copiesPerSecond.toFixed(0)} a second)`}, ${copiedBytes} bytes`,
        ...(throttledShare === undefined ? [] : [`S3 answered ${(throttledShare * 100).toFixed(1)} % of the copies with 503`]),
    ].join(', ');
}
/**
 * Writes the heartbeats of one start. The first takes the place of whatever is there; each further one is written on the condition that it is
 * one of the same start that it replaces: whoever's shard another start has begun on never writes over that one's. @throws MigrationError LEASE_HELD
 */
function beatWriter(ledger, name) {
    let etag = null;
    return async (beat) => {
        for (;;) {
            const written = await ledger.write(name, JSON.stringify(beat), etag === null ? undefined : { etag });
            if (written.outcome === 'written') {
                ({ etag } = written);
                return;
            }
            // A beat of our own may have arrived without our hearing of it.
            const found = await ledger.read(name);
            if (found === null || parseContract(heartbeat, found.body.toString('utf8'), ledger.uri(name)).process !== beat.process)
                throw begunAnew(ledger.uri(name));
            ({ etag } = found);
        }
    };
}
function begunAnew(uri) {
    return new MigrationError('LEASE_HELD', `${uri} is another worker's by now, so this one stopped`, {
        next: 'Nothing is lost: the other one goes on from the checkpoints. Let it end.',
    });
}
/** What ended a worker, as its job ends with it; null when nothing was wrong. @param otherwise for what the worker did not say, or a code that we do not know */
function errorOfBeat({ error, machine }, otherwise) {
    if (error === null)
        return null;
    const { code, details, message, next = otherwise.next } = error;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py(isErrorCode(code) ? code : otherwise.code, message, { details: { ...details, machine }, next });
}
const isErrorCode = (code) => Object.hasOwn(_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .EXIT_CODES */ .ai, code);


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
function agentScript({ agent, plan, ledgerAccount, process, region, work }) {
    const file = `agent-${agent.sha256.slice(0, 16)}.mjs`;
    const command = `${commandOf(work)} --plan ${plan} --owner ${ledgerAccount} --region ${region} --process ${process}`;
    return [
        'set -e',
        // SSM may be there before the user data has brought Node.
        'cloud-init status --wait',
        `aws s3 cp --only-show-errors --region ${region} ${agent.uri} ${file}`,
        `echo "${agent.sha256}  ${file}" | sha256sum -c -`,
        `systemd-run --unit=bucket-brigade-${process} --collect --same-dir -p Restart=on-failure -p RestartSec=2 -p StartLimitIntervalSec=600 -p StartLimitBurst=5 node-24 ${file} ${command}`,
    ];
}
/** The agent's own command line (agent/src/program.ts). */
function commandOf(work) {
    if (work.kind === 'copy')
        return `copy --shard ${work.shard} --round ${work.round}`;
    const deep = work.deep === null ? '' : ` --deep ${work.deep.percent}% --seed ${work.deep.seed}`;
    return `verify --pass ${work.pass}${deep}`;
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
    const next = () => {
        if (free === 0)
            return new Promise((resolve) => void waiting.push(resolve));
        free -= 1;
        return undefined;
    };
    const take = (behind) => {
        waitedShare += ((free === 0 || behind !== undefined ? 1 : 0) - waitedShare) / SMOOTHED_OVER;
        return behind === undefined ? next() : behind.then(next);
    };
    const giveBack = () => {
        const first = waiting.shift();
        if (first === undefined)
            free += 1;
        else
            first();
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

/***/ 4197:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ settledMarkdown),
/* harmony export */   X: () => (/* binding */ reapedMarkdown)
/* harmony export */ });
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75);

/** What goes on after the run's last job. */
function settledMarkdown({ clusters, shards, }) {
    if (shards.length + clusters.length === 0)
        return '### Settled: nothing goes on elsewhere\n';
    const lines = [...shards.map((shard) => `- shard \`${shard}\` on its machine`), ...clusters.map((id) => `- cluster \`${id}\``)];
    return [
        '### Settled: ▶ work goes on elsewhere',
        '',
        ...lines,
        '',
        'It is left alone. Re-run the failed jobs: they take it up again where it is by then.',
        '',
    ].join('\n');
}
/** What a pass of the reaper has seen and done. */
function reapedMarkdown(migration, reaped) {
    if (reaped === null)
        return `### ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(migration)}: no plan, so nothing is rented\n`;
    const { ended, idle, working } = reaped;
    const lines = [
        ...working.map((id) => `- \`${id}\` works`),
        ...idle.map((id) => `- \`${id}\` is idle; a later pass ends it`),
        ...ended.map((id) => `- \`${id}\` was idle before, and is ended`),
    ];
    return [`### ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(migration)}: ${ended.length} ended, ${idle.length} idle, ${working.length} at work`, '', ...lines, ''].join('\n');
}


/***/ }),

/***/ 8758:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $p: () => (/* binding */ machineWish),
/* harmony export */   N: () => (/* binding */ workersOf),
/* harmony export */   nU: () => (/* binding */ VERIFY_WORKER),
/* harmony export */   pt: () => (/* binding */ copyWorkers)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _fleet_scripts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(286);


/** The one worker that verifies. Shards have numbers, so none is called so. */
const VERIFY_WORKER = 'verify';
/** The shards that have machines. */
function copyWorkers({ fleet, shards }) {
    return fleet === null ? [] : shards.map(({ shard }) => shard);
}
/** Whoever may have a machine by this plan. */
function workersOf(plan) {
    return [...copyWorkers(plan), ...(plan.verify === undefined ? [] : [VERIFY_WORKER])];
}
/** The machine of one worker, as the plan says. */
function machineWish({ migration, digests, fleet, verify }, worker) {
    const facts = worker === VERIFY_WORKER ? verify?.machine : fleet;
    if (facts === null || facts === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The plan of ${migration} has no machine for worker ${worker}, which asks for one`);
    const { imageId, instanceProfileArn, instanceType, securityGroupId, subnetId, ttlSeconds } = facts;
    return {
        migration,
        identity: digests.identity,
        worker,
        request: { imageId, instanceType, instanceProfileArn, subnetId, securityGroupId, userData: (0,_fleet_scripts_js__WEBPACK_IMPORTED_MODULE_1__/* .userData */ .s)(ttlSeconds) },
    };
}


/***/ }),

/***/ 8698:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TG: () => (/* binding */ workingWorkers),
/* harmony export */   j8: () => (/* binding */ workingClusters),
/* harmony export */   ue: () => (/* binding */ settleStage)
/* harmony export */ });
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_fleet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2281);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _fleet_heartbeats_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8841);
/* harmony import */ var _partition_clusters_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8613);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1439);
/* harmony import */ var _machine_wish_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8758);
/* harmony import */ var _stop_object_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1977);








const READS_AT_ONCE = 16;
/** Beats come every five seconds: two of them late are still within it. */
const LOOK_AGAIN_MS = 3 * _fleet_heartbeats_js__WEBPACK_IMPORTED_MODULE_3__/* .BEAT_EVERY_MS */ .ws;
/**
 * Whether anything of the plan works on elsewhere, so that release would end what the next job wants to take up again.
 * A worker counts when its beat grows while we look; a cluster, when EMR says that it starts or works. One that verifies does not:
 * its next job lists afresh. After a cancel nothing is to go on, whatever still does.
 */
async function settleStage(deps, open, { cancelled }) {
    if (cancelled) {
        deps.log('The run was cancelled: nothing is to go on');
        return { shards: [], machines: [], clusters: [] };
    }
    const [workers, clusters] = await Promise.all([
        workingWorkers(deps, open, (0,_machine_wish_js__WEBPACK_IMPORTED_MODULE_5__/* .copyWorkers */ .pt)(open.plan)),
        patiently(deps, 'What is rented', deps.rented).then(({ clusters }) => workingClusters(deps, clusters)),
    ]);
    const shards = workers.map(({ shard }) => shard);
    for (const shard of shards)
        deps.log(`Shard ${shard} goes on on its machine`);
    for (const id of clusters)
        deps.log(`Cluster ${id} goes on`);
    if (shards.length + clusters.length === 0)
        deps.log('Nothing goes on elsewhere');
    return { shards, machines: workers.map(({ machine }) => machine), clusters };
}
/** Of the workers, the last beats of those whose beat grows while we look, and that nobody has asked to stop. */
async function workingWorkers(deps, { names }, workers) {
    const before = await beatsOf(deps, names, workers);
    if (before.size === 0)
        return [];
    await deps.clock.sleep(LOOK_AGAIN_MS, deps.signal);
    const after = await beatsOf(deps, names, [...before.keys()]);
    const alive = workers.filter((worker) => {
        const [first, second] = [before.get(worker), after.get(worker)];
        return first !== undefined && second !== undefined && (second.process !== first.process || second.beat > first.beat);
    });
    const stopped = await Promise.all(alive.map((worker) => isAskedToStop(deps, names.stop(worker), after.get(worker))));
    return alive.filter((_, index) => stopped[index] !== true).map((worker) => after.get(worker));
}
/** Of the workers, those that say that they work. */
async function beatsOf(deps, names, workers) {
    const { ledger, signal } = deps;
    const found = new Map();
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_7__/* .eachUpTo */ .M)(workers, READS_AT_ONCE, async (worker) => {
        const name = names.heartbeat(worker);
        const stored = await patiently(deps, `The beat of ${worker}`, () => ledger.read(name, signal));
        if (stored === null)
            return;
        const beat = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_fleet_js__WEBPACK_IMPORTED_MODULE_1__/* .heartbeat */ .jQ, stored.body.toString('utf8'), ledger.uri(name));
        if (beat.state === 'working')
            found.set(worker, beat);
    });
    return found;
}
/** A worker that was asked to stop drains, and leaves within seconds. */
async function isAskedToStop(deps, name, { process, shard }) {
    const { ledger, signal } = deps;
    const stored = await patiently(deps, `Whether ${shard} was asked to stop`, () => ledger.read(name, signal));
    return stored !== null && (0,_stop_object_js__WEBPACK_IMPORTED_MODULE_6__/* .isFor */ .G)(stored.body.toString('utf8'), process);
}
/** Of the clusters, those that start or work. One that idles costs as much, and nothing comes of it. */
async function workingClusters(deps, ids) {
    const { clusters, signal } = deps;
    const found = await Promise.all(ids.map((id) => patiently(deps, `Cluster ${id}`, () => clusters.describe(id, signal))));
    return ids.filter((_, index) => {
        const state = found[index]?.state;
        return state !== undefined && (_partition_clusters_js__WEBPACK_IMPORTED_MODULE_4__/* .CLUSTER_STATES */ .K2[state] === 'coming' || _partition_clusters_js__WEBPACK_IMPORTED_MODULE_4__/* .CLUSTER_STATES */ .K2[state] === 'working');
    });
}
/** Together with what the clients try by themselves it is some minutes: the job has fifteen. */
const LOOKS_UP_TO = 5;
const FIRST_PAUSE_MS = 5000;
/**
 * What one call does not say would end what works on, since release ends everything when this stage fails: AWS that does not
 * answer, or throttles, is asked again.
 */
async function patiently({ clock, log, random, signal }, what, ask) {
    for (let looked = 1;; looked += 1) {
        try {
            return await ask();
        }
        catch (thrown) {
            const error = (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asMigrationError */ .hp)(thrown);
            if (signal.aborted || error.code !== 'AWS_FAILED' || looked === LOOKS_UP_TO)
                throw thrown;
            log(`${what} was not answered; asking again (${error.message})`);
            await clock.sleep(FIRST_PAUSE_MS * 2 ** (looked - 1) * (0.5 + random() / 2), signal);
        }
    }
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


/***/ })

};
