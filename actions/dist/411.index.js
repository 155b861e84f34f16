export const id = 411;
export const ids = [411];
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

/***/ 3792:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ runLeg),
  w: () => (/* binding */ sizingOf)
});

// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/partition/clusters.js
var partition_clusters = __webpack_require__(8613);
;// CONCATENATED MODULE: ./build/src/partition/classify.js


/** Every class of failure: whether the same again can help, and what a person does when it did not. */
const FAILURE_CLASSES = {
    /** What the original met when sixteen clusters were started in one minute; it "ran unchanged at the end". */
    silent: { heals: true, next: 'Keep partition.launch.paced on, and re-run this job.' },
    stuck: {
        heals: true,
        next: "Look at the step's log for what it waited for (containers that YARN never gave: take larger partition.machines.core), then re-run this job.",
    },
    'launch-failed': { heals: true, next: 'Re-run this job later; if it stays, ask AWS support with the cluster id.' },
    throttled: { heals: true, next: 'Keep partition.launch.paced on, or take a smaller waveSize; then re-run this job.' },
    capacity: {
        heals: true,
        next: 'Re-run this job later, or take other partition.machines or another partition.subnet (its availability zone).',
    },
    'instance-lost': { heals: true, next: 'Re-run this job.' },
    hdfs: { heals: true, next: 'Re-run this job; if it stays, take more or larger partition.machines.core.' },
    'slow-down': { heals: true, next: 'Re-run this job: S3 splits a prefix under load, which takes half an hour.' },
    validation: {
        heals: false,
        next: 'Correct partition.machines, partition.release or partition.subnet in the migration file, or deploy infra/ again.',
    },
    quota: {
        heals: false,
        next: 'Ask for a higher EC2 vCPU quota (Service Quotas), or take fewer partition.clusters; then re-run this job.',
    },
    'access-denied': { heals: false, next: 'Compare the job role and the emr role with infra/machines.yml, then re-run this job.' },
    /** EMR says this of any call that its service role may not make, and names none. */
    'emr-role': {
        heals: false,
        next: 'Tag the subnet of the clusters, its VPC and the security groups ElasticMapReduce-* in it with for-use-with-amazon-emr-managed-policies=true (a new plan names what lacks it, with the command), and compare the emr role with infra/machines.yml; then re-run this job.',
    },
    'bad-order': { heals: false, next: 'Use one version of bucket-brigade for the plan, this job and its files; then re-run this job.' },
    'manifest-mismatch': {
        heals: false,
        next: "Restore the folder's manifest segments from the bucket's earlier versions, or copy the folder again.",
    },
    libraries: {
        heals: false,
        next: 'Take a partition.release with Python 3.11; or delete what it names: this job puts its own files there again.',
    },
    'ledger-changed': {
        heals: false,
        next: 'Look at the object that it names: somebody changed it. Restore or delete it, then re-run this job.',
    },
    memory: {
        heals: false,
        next: 'Take a partition.machines.core with more memory for each core (m5 for c5, r5 for m5), or a larger partition.machines.primary where the driver ended; then re-run this job.',
    },
    'job-error': { heals: false, next: 'This is a defect of the Spark job: please report it with the lines above.' },
    'no-commit': {
        heals: false,
        next: 'The step says that it is done and left no commit. This is a defect of the Spark job: please report it.',
    },
    cancelled: { heals: false, next: 'Somebody ended it. Re-run this job to go on.' },
    interrupted: { heals: false, next: 'Re-run this job to go on.' },
    unknown: { heals: false, next: "Look at the step's log, mend what it names, then re-run this job." },
};
/** What AWS writes when it could not start or keep a cluster; the first that fits counts. Code and message are matched together. */
const CLUSTER_RULES = [
    [/throttled from amazon ec2|RequestLimitExceeded|rate exceeded/i, 'throttled'],
    [/insufficient[ _]?(instance)?[ _]?capacity|out of capacity|NO_CAPACITY|INSTANCE_FLEET_TIMEOUT/i, 'capacity'],
    [/vcpu (limit|quota)|VcpuLimitExceeded|InstanceLimitExceeded|(exceeds?|reached) .{0,40}(limit|quota)|MAX_INSTANCES|QUOTA/i, 'quota'],
    [/insufficient EC2 permissions/i, 'emr-role'],
    [/access ?denied|not authorized|UnauthorizedOperation|insufficient .{0,20}permissions/i, 'access-denied'],
    [/^VALIDATION_ERROR/, 'validation'],
    [/^(BOOTSTRAP_FAILURE|INTERNAL_ERROR)/, 'launch-failed'],
    [/^INSTANCE_FAILURE/, 'instance-lost'],
    [/^USER_REQUEST/, 'cancelled'],
];
/** The job's own words (spark/src/partition_job/errors.py): it ends with one line, `CODE: thing: reason`. */
const JOB_CODES = {
    ACCESS_DENIED: 'access-denied',
    ACCOUNTS_OPEN: 'job-error',
    COMMIT_CONFLICT: 'ledger-changed',
    CREDENTIALS_MISSING: 'access-denied',
    INTERNAL: 'job-error',
    LIBRARIES_DAMAGED: 'libraries',
    LIBRARIES_MISSING: 'libraries',
    LIBRARIES_UNLOADABLE: 'libraries',
    MANIFEST_MISMATCH: 'manifest-mismatch',
    ORDER_CODE: 'bad-order',
    ORDER_CONTRACT: 'bad-order',
    ORDER_FOREIGN: 'bad-order',
    ORDER_INVALID: 'bad-order',
    ORDER_MISSING: 'bad-order',
    S3_FAILED: 'slow-down',
    STAGED_CHANGED: 'ledger-changed',
    USAGE: 'bad-order',
};
const JOB_LINE = new RegExp(`\\b(${Object.keys(JOB_CODES).join('|')}): \\S`);
/** What Spark and YARN say of a step, in EMR's extract or in its log. */
const STEP_RULES = [
    [
        /killed by yarn for exceeding|beyond .{0,20}(physical|virtual) memory limits|exit (code|status)(:| is)? ?(137|143)\b|OutOfMemoryError|\bMemoryError\b|above the max threshold|Cannot allocate memory|Total size of serialized results/i,
        'memory',
    ],
    [/\bSlowDown\b|ServiceUnavailable|\b503 Slow/i, 'slow-down'],
    [
        /replicated to 0 nodes|error opening zip file|could not obtain block|SafeModeException|NoRouteToHost|:8020 failed on connection/i,
        'hdfs',
    ],
    [/(executor|node|slave|worker) (was )?lost|on lost node|Container from a bad node/i, 'instance-lost'],
    [/access ?denied|not authorized to perform|\b403 Forbidden/i, 'access-denied'],
];
/** Says only that something was thrown, or a code of the job that this version does not know: anything that says more comes first. */
const THROWN = /Traceback \(most recent call last\)|^\s*(?:\w+\.)*\w*(Error|Exception)\b|^[A-Z]+(_[A-Z]+)+: \S/m;
/** An application that YARN has accepted: whatever failed, it was not the start. */
const APPLICATION = /\bapplication_\d{6,}_\d+\b/;
/** What EMR writes when it cannot tell (API_FailureDetails, Reason). */
const NOTHING_KNOWN = /^\s*(unknown error\.?)?\s*$/i;
/** The class of one failure, from what EMR and the log say of it. Pure. */
function classify({ cluster, log, step }) {
    if (step !== null && step.state === 'COMPLETED')
        return verdict('no-commit', `step ${step.id} is COMPLETED`);
    if (step !== null && step.state === 'FAILED') {
        const own = ofStep(step, log);
        // A node that died takes steps with it, and they say nothing or anything: then the cluster knows better.
        const whole = ofCluster(cluster);
        return ['silent', 'unknown', 'job-error'].includes(own.class) && whole !== null && whole.class !== 'cancelled' ? whole : own;
    }
    const whole = ofCluster(cluster);
    if (whole !== null)
        return whole;
    if (step?.state === 'CANCELLED' || step?.state === 'CANCEL_PENDING')
        return verdict('cancelled', `step ${step.id} is ${step.state}`);
    if (step?.state === 'INTERRUPTED')
        return verdict('interrupted', `step ${step.id} is INTERRUPTED`);
    if (cluster === null)
        return verdict('instance-lost', 'EMR does not know the cluster any more');
    return verdict('unknown', `the cluster is ${cluster.state}, the step ${step === null ? 'not to be seen' : step.state}`);
}
/** The class of a unit whose cluster we have ended for the sake of a step that did not end; null for one that had its own end. */
function classifyStuck(step, stuck) {
    const owed = step === null || step.id === stuck.id || !partition_clusters/* STEP_STATES */.My[step.state].begun;
    return owed ? verdict('stuck', `step ${stuck.id} (${stuck.name}) ran until its cluster was ended`) : null;
}
function ofStep(step, log) {
    const said = [step.failure?.message ?? '', step.failure?.reason ?? ''].filter((words) => !NOTHING_KNOWN.test(words)).join(': ');
    // EMR's extract is of the end; a log also tells what was survived.
    const texts = [said, log ?? ''];
    for (const text of texts) {
        const line = text.split('\n').findLast((one) => JOB_LINE.test(one));
        const code = line === undefined ? undefined : JOB_LINE.exec(line)?.[1];
        if (line !== undefined && code !== undefined)
            return verdict(JOB_CODES[code] ?? 'unknown', line.trim());
    }
    for (const text of texts) {
        for (const [words, failure] of STEP_RULES) {
            const found = words.exec(text);
            if (found !== null)
                return verdict(failure, lineAround(text, found.index));
        }
    }
    for (const text of texts) {
        const found = THROWN.exec(text);
        if (found !== null)
            return verdict('job-error', lineAround(text, found.index));
    }
    if (said !== '')
        return verdict('unknown', said);
    if (log !== null && APPLICATION.test(log))
        return verdict('unknown', `no message; the log ends in: ${lastLine(log)}`);
    return verdict('silent', `step ${step.id} FAILED without a message${log === null ? ', and has no log' : ', before YARN had an application of it'}`);
}
/** Null where the cluster itself has done nothing wrong. */
function ofCluster(cluster) {
    if (cluster === null)
        return null;
    const said = [cluster.reason, ...cluster.errors].map(({ code, message }) => [code, message].filter((words) => words !== '').join(': '));
    const rule = CLUSTER_RULES.find(([words]) => said.some((text) => words.test(text)));
    return rule === undefined ? null : verdict(rule[1], said.find((text) => rule[0].test(text)) ?? '');
}
/** Whether a step of the cluster has begun that is a unit's: then a repeat is a new generation, and before it the same request again. */
function hasBegun(steps, names) {
    return steps.some((step) => names.has(step.name) && partition_clusters/* STEP_STATES */.My[step.state].begun);
}
const EVIDENCE_CHARACTERS = 300;
function verdict(failure, evidence) {
    const short = evidence.length > EVIDENCE_CHARACTERS ? `${evidence.slice(0, EVIDENCE_CHARACTERS)} …` : evidence;
    return { class: failure, ...FAILURE_CLASSES[failure], evidence: (0,errors/* printable */.g$)(short) };
}
function lineAround(text, index) {
    // A traceback's own line says nothing; the error behind it does.
    const line = text.slice(text.lastIndexOf('\n', index - 1) + 1).split('\n', 1)[0] ?? '';
    return line.startsWith('Traceback') ? lastLine(text.slice(index)) : line.trim();
}
function lastLine(text) {
    return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

// EXTERNAL MODULE: ./build/src/partition/naming.js
var naming = __webpack_require__(5378);
;// CONCATENATED MODULE: ./build/src/partition/follow.js



/**
 * One DescribeCluster a minute for each leg: 32 of them use half of what refills, one in a second for the account (emr-spark.md §1.3).
 * ListSteps refills slower, so it is asked only when something has changed.
 */
const LOOK_EVERY_MS = 60_000;
const JITTER = 0.1;
const PROGRESS_EVERY_MS = 10 * 60_000;
/** Also without a change: which step runs shows only then, and since when. */
const LIST_EVERY_MS = 60 * 60_000;
/**
 * A step may run for ever: Spark waits without end for containers that YARN never gives. A folder takes minutes, the largest
 * that fits a cluster some hours; after a day the cluster is ended, and the folders that it owes are repeated once.
 */
const STUCK_AFTER_MS = 24 * 60 * 60_000;
/** DescribeCluster may not know a cluster that was made a moment ago. */
const UNKNOWN_LOOKS = 3;
/**
 * Follows a cluster until its work is proven, or it will prove nothing more. Nothing that EMR answers ends the following
 * but the cluster's own end: a throttled or failed look is tried again a minute later.
 */
async function follow(deps, work, proofs, { asked, id, lateAtMs }) {
    const { clock, clusters, log, random, signal } = deps;
    const missing = () => proofs.missing().filter(({ name }) => asked.has(name)).length;
    let steps = [];
    let cluster = null;
    let unknown = 0;
    let denied = 0;
    // Not to be told from a permission that is missing: so it is waited for, and never taken for a cluster that is gone.
    const mayBeTooYoung = ({ code }) => code === 'ACCESS_DENIED' && cluster === null && (denied += 1) < UNKNOWN_LOOKS;
    let looked = '';
    let listedAtMs = clock.passed();
    let stuck = null;
    let said = '';
    let saidAtMs = clock.passed();
    for (;;) {
        const seen = await patiently(deps, 'DescribeCluster', () => clusters.describe(id, signal), mayBeTooYoung);
        if (seen !== undefined) {
            unknown = seen === null ? unknown + 1 : 0;
            if (seen !== null)
                cluster = seen;
        }
        const gone = unknown >= UNKNOWN_LOOKS || (cluster !== null && (0,partition_clusters/* isGone */.ST)(cluster));
        const meaning = cluster === null ? 'coming' : partition_clusters/* CLUSTER_STATES */.K2[cluster.state];
        // A cluster that is coming has proven nothing; one that is gone has proven what it ever will.
        if (gone || meaning === 'idle')
            await proofs.readAll();
        else if (meaning !== 'coming')
            await proofs.readOn(asked);
        if (missing() === 0)
            return { end: 'proven' };
        const changed = `${cluster?.state} ${missing()}`;
        const isDue = changed !== looked || clock.passed() - listedAtMs >= LIST_EVERY_MS;
        if (cluster !== null && isDue && meaning !== 'coming') {
            const listed = await patiently(deps, 'ListSteps', () => clusters.steps(id, signal));
            if (listed !== undefined) {
                steps = listed;
                looked = changed;
                listedAtMs = clock.passed();
            }
        }
        if (stuck === null && meaning === 'working') {
            stuck =
                steps.find(({ startedAtMs, state }) => state === 'RUNNING' && clock.now() - (startedAtMs ?? Infinity) > STUCK_AFTER_MS) ?? null;
            if (stuck !== null) {
                log(`Step ${stuck.id} (${stuck.name}) on ${id} has run for more than ${STUCK_AFTER_MS / 3_600_000} hours: ending the cluster`);
                await clusters.terminate(id, signal);
            }
        }
        const line = progressOf(work, proofs, id, cluster, steps);
        if (line !== said || clock.passed() - saidAtMs >= PROGRESS_EVERY_MS) {
            log(line);
            said = line;
            saidAtMs = clock.passed();
        }
        // The last word on the steps is needed: why they failed decides what is done about it.
        if (gone && (unknown >= UNKNOWN_LOOKS || looked === changed))
            return { end: 'over', cluster: unknown >= UNKNOWN_LOOKS ? null : cluster, steps, stuck };
        if (meaning === 'idle' && looked === changed && steps.every(({ state }) => partition_clusters/* STEP_STATES */.My[state].over)) {
            await clusters.terminate(id, signal);
            return { end: 'over', cluster, steps, stuck };
        }
        if (clock.passed() >= lateAtMs)
            return { end: 'late' };
        await clock.sleep(LOOK_EVERY_MS * (1 + JITTER * (2 * random() - 1)), signal);
    }
}
/** @returns undefined when EMR did not answer this time */
async function patiently({ log, signal }, what, ask, alsoAfter = () => false) {
    try {
        return await ask();
    }
    catch (thrown) {
        const error = (0,errors/* asMigrationError */.hp)(thrown);
        if (signal.aborted || (error.code !== 'AWS_FAILED' && !alsoAfter(error)))
            throw thrown;
        log(`${what} was not answered; asking again in a minute (${error.message})`);
        return undefined;
    }
}
function progressOf(work, proofs, id, cluster, steps) {
    const { unit, units } = naming/* KINDS */.GW[work.kind];
    const running = steps.find(({ state }) => state === 'RUNNING');
    const names = new Set(work.units.map(({ name }) => (0,naming/* stepName */.u)(work.kind, name)));
    const failed = steps.filter(({ name, state }) => names.has(name) && state === 'FAILED').length;
    return [
        `Batch ${work.batch} on ${id}: ${cluster?.state ?? 'not to be seen yet'}`,
        `${proofs.commits.size} of ${work.units.length} ${work.units.length === 1 ? unit : units} committed`,
        ...(failed === 0 ? [] : [`${failed} failed`]),
        ...(running === undefined ? [] : [`at ${running.name}`]),
    ].join(', ');
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
;// CONCATENATED MODULE: ./build/src/partition/judge.js





const unpack = (0,external_node_util_.promisify)(external_node_zlib_.gunzip);
const READS_AT_ONCE = 8;
/** What tells is at the end: the exception, and some lines before it. */
const LOG_TAIL_BYTES = 64 * 1024;
/** A driver's log is text of some megabytes; one that unpacks to more than this is not read. */
const LOG_UP_TO_BYTES = 256 * 2 ** 20;
/** EMR pushes logs every five minutes (ManagementGuide, "View log files"), the job's own last line among them. */
const LOG_EVERY_MS = 60_000;
const LOG_LOOKS = 7;
const SAYS_LITTLE = new Set(['silent', 'unknown', 'job-error']);
/** Why each of the units has no commit. A canary that failed speaks for all: after it, no unit had a chance. */
async function judge(deps, work, units, { cluster, id, steps, stuck }) {
    const byName = new Map(steps.map((step) => [step.name, step]));
    const canary = byName.get(naming/* CANARY_STEP */.CM);
    const stepOf = (unit) => (canary?.state === 'FAILED' ? canary : byName.get((0,naming/* stepName */.u)(work.kind, unit))) ?? null;
    const failed = new Map(units
        .flatMap((unit) => stepOf(unit) ?? [])
        .filter(({ state }) => state === 'FAILED')
        .map((step) => [step.id, step]));
    const logs = await readLogs(deps, work, id, [...failed.values()]);
    return new Map(units.map((unit) => {
        const step = stepOf(unit);
        const owed = stuck === null ? null : classifyStuck(step, stuck);
        return [unit, owed ?? classify({ cluster, step, log: step === null ? null : (logs.get(step.id) ?? null) })];
    }));
}
async function readLogs(deps, work, cluster, failed) {
    const logs = new Map();
    const read = (steps) => (0,pool/* eachUpTo */.M)(steps, READS_AT_ONCE, async ({ id }) => {
        const log = await readLog(deps, work, cluster, id);
        if (log !== null)
            logs.set(id, log);
    });
    await read(failed);
    // Of a step that says little itself, only its log can tell whether it was more than a bad start.
    const isMute = (step) => !logs.has(step.id) && SAYS_LITTLE.has(classify({ cluster: null, step, log: null }).class);
    for (let looks = 1; looks < LOG_LOOKS && failed.some(isMute); looks += 1) {
        await deps.clock.sleep(LOG_EVERY_MS, deps.signal);
        await read(failed.filter(isMute));
    }
    return logs;
}
/** The ends of both streams, the job's own words last; null where there is nothing yet. */
async function readLog(deps, { of }, cluster, step) {
    const folder = (0,naming/* logsFolder */.qd)(of.migration, of.identity, of.transform);
    const spark = await readTail(deps, (0,naming/* stepLog */.tV)(folder, cluster, step, 'stderr'));
    const job = await readTail(deps, (0,naming/* stepLog */.tV)(folder, cluster, step, 'stdout'));
    return spark === null && job === null ? null : [spark ?? '', job ?? ''].join('\n');
}
async function readTail({ ledger, log, signal }, name) {
    const stored = await ledger.read(name, signal);
    if (stored === null)
        return null;
    try {
        const text = await unpack(stored.body, { maxOutputLength: LOG_UP_TO_BYTES });
        return text.subarray(-LOG_TAIL_BYTES).toString('utf8');
    }
    catch (error) {
        log(`${ledger.uri(name)} could not be read: ${error.message}`);
        return null;
    }
}

// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/contracts/fleet.js
var fleet = __webpack_require__(2281);
;// CONCATENATED MODULE: ./build/src/partition/launch.js







/** Launches of one order. A third that dies before it has done anything has a reason that a fourth would meet, too. */
const ATTEMPTS_UP_TO = 3;
/** ListClusters is asked again before a request counts as lost: a cluster may show late (EMR says nothing about it). */
const LOOKS = 3;
const launch_LOOK_EVERY_MS = 10_000;
/** Clocks of the runner and of AWS differ; names are unique, so this bounds the listing only. */
const CLOCK_SKEW_MS = 15 * 60_000;
/** RunJobFlow refills at one in two seconds for the whole account: a queue of a hundred is gone in some minutes. */
const THROTTLED_UP_TO = 30;
const BACKOFF_FROM_MS = 1000;
const BACKOFF_UP_TO_MS = 20_000;
/** Answers that may be lost one after another before the network is to blame. */
const LOST_UP_TO = 3;
/** Looks for the cluster that was last asked for with this order. Of several that live, all but the oldest are ended. */
async function lookFor(deps, work, { generation }) {
    const intent = await newestIntent(deps, work, generation);
    if (intent === null)
        return { sight: 'none' };
    const found = await findAgain(deps, intent);
    if (found === null)
        return { sight: 'unseen', intent };
    return (0,partition_clusters/* isLive */.DG)(found) ? { sight: 'live', attempt: intent.attempt, id: found.id } : { sight: 'gone', attempt: intent.attempt };
}
/**
 * Asks for a cluster: the request goes into the ledger before it is sent, and after a lost answer the cluster is looked
 * for before anything is sent again. @throws MigrationError CLUSTER_REFUSED, AWS_FAILED
 */
async function launch(deps, { attempt, order, requestOf, unseen, work }) {
    const { clock, clusters, log, random, signal } = deps;
    const intent = unseen ?? (await writeIntent(deps, work, order, attempt, requestOf));
    // What was written is what is sent, whoever wrote it.
    const request = intent.request;
    let doubtful = unseen !== null;
    let lost = 0;
    for (let throttled = 0;;) {
        const answer = await clusters.run(request, signal);
        if (answer.answer === 'created') {
            if (doubtful)
                await endOthers(deps, intent, answer.id);
            log(`Cluster ${answer.id} asked for: ${intent.name}`);
            return answer.id;
        }
        if (answer.answer === 'lost') {
            log(`The answer to RunJobFlow was lost (${answer.detail}): looking for ${intent.name}`);
            doubtful = true;
            const found = await findAgain(deps, intent);
            if (found !== null)
                return found.id;
            lost += 1;
            if (lost >= LOST_UP_TO)
                throw unanswered(intent.name, `${lost} answers were lost; the last: ${answer.detail}`);
            continue;
        }
        throttled += 1;
        if (throttled === 1)
            log(`RunJobFlow is throttled (${answer.detail}): waiting`);
        if (throttled >= THROTTLED_UP_TO)
            throw unanswered(intent.name, `it was throttled ${throttled} times; the last: ${answer.detail}`);
        // Full jitter: whoever was throttled together must not come back together.
        await clock.sleep(random() * Math.min(BACKOFF_UP_TO_MS, BACKOFF_FROM_MS * 2 ** throttled), signal);
    }
}
/** The name that requests of this order go by. The digest is of the order, so no other work can be found under it. */
function nameOf(work, { digest, generation }, attempt) {
    return (0,naming/* clusterName */.SL)({ migration: work.of.migration, kind: work.kind, batch: work.batch, generation, attempt, orderDigest: digest });
}
/** Intents of all transformations lie side by side, so the batch carries a part of its own one's digest. */
function intentName({ names }, work, generation, attempt) {
    return names.clusterIntent(`${work.batch}-${work.of.transform.slice(0, 8)}`, generation, attempt);
}
async function newestIntent(deps, work, generation) {
    let newest = null;
    for (let attempt = 1;; attempt += 1) {
        const found = await readIntent(deps, intentName(deps, work, generation, attempt));
        if (found === null)
            return newest;
        newest = found;
    }
}
async function readIntent({ ledger, signal }, name) {
    const stored = await ledger.read(name, signal);
    return stored === null ? null : (0,contract/* parseContract */.UA)(fleet/* clusterIntent */.b8, stored.body.toString('utf8'), ledger.uri(name));
}
async function writeIntent(deps, work, order, attempt, requestOf) {
    const name = nameOf(work, order, attempt);
    const intent = {
        contract: 'cluster-intent/1',
        migration: work.of.migration,
        identity: work.of.identity,
        transform: work.of.transform,
        batch: work.batch,
        generation: order.generation,
        attempt,
        name,
        request: JSON.parse(JSON.stringify(requestOf(name))),
        createdAt: (0,src_clock/* isoSeconds */.nE)(deps.clock.now()),
    };
    const at = intentName(deps, work, order.generation, attempt);
    const written = await deps.ledger.write(at, JSON.stringify(intent), { absent: true });
    if (written.outcome === 'written')
        return intent;
    // The answer to a write may be lost, and its repeat then meets what it wrote.
    const stored = await readIntent(deps, at);
    if (stored !== null && (0,external_node_util_.isDeepStrictEqual)(stored, intent))
        return intent;
    throw new errors/* MigrationError */.Py('LEDGER_CONFLICT', `${deps.ledger.uri(at)} was written by another worker at the same time`, {
        next: 'Two runs work on the same batch: let one end, then re-run this job; it goes on where the other stopped.',
    });
}
/** The cluster of this name: the one that lives, else the one that was seen last; null when none shows after some looks. */
async function findAgain(deps, intent) {
    const { clock, clusters, signal } = deps;
    for (let looks = 1;; looks += 1) {
        const found = await clusters.find(intent.name, sinceOf(intent), signal);
        const [oldest, ...extra] = found.filter(partition_clusters/* isLive */.DG);
        if (oldest !== undefined) {
            await endAll(deps, extra);
            return oldest;
        }
        const last = found.at(-1);
        if (last !== undefined)
            return last;
        if (looks === LOOKS)
            return null;
        await clock.sleep(launch_LOOK_EVERY_MS, signal);
    }
}
/** After a request that may have been sent twice: of one name there is one cluster. */
async function endOthers(deps, intent, keep) {
    for (const looks of [1, 2]) {
        const found = await deps.clusters.find(intent.name, sinceOf(intent), deps.signal);
        const extra = found.filter((cluster) => (0,partition_clusters/* isLive */.DG)(cluster) && cluster.id !== keep);
        await endAll(deps, extra);
        if (looks === 1 && extra.length === 0)
            await deps.clock.sleep(launch_LOOK_EVERY_MS, deps.signal);
    }
}
async function endAll({ clusters, log, signal }, extra) {
    for (const { id } of extra) {
        log(`Cluster ${id} was asked for twice: ending it`);
        await clusters.terminate(id, signal);
    }
}
function sinceOf({ createdAt }) {
    return (0,src_clock/* isoSeconds */.nE)(Date.parse(createdAt) - CLOCK_SKEW_MS);
}
function unanswered(name, reason) {
    return new errors/* MigrationError */.Py('AWS_FAILED', `RunJobFlow for ${name} was not answered: ${reason}`, {
        next: 'Re-run this job: it looks for the cluster first, and asks again only when there is none.',
    });
}

;// CONCATENATED MODULE: ./build/src/partition/moves.js

const MINUTE_MS = 60_000;
/** What operators of many launches found enough: most failed launches heal within 5 minutes, nearly all within 15 (emr-spark.md §5.2, no. 14). */
const RELAUNCH_WAITS_MS = [5 * MINUTE_MS, 15 * MINUTE_MS];
/** AWS itself was short of something: time heals that, and another cluster alone does not. */
const NEEDS_TIME = new Set(['launch-failed', 'capacity', 'throttled', 'instance-lost']);
/**
 * | units begun | a class that heals | then                                   |
 * |-------------|--------------------|----------------------------------------|
 * | none        | yes                | relaunch, up to three launches         |
 * | some        | of some units      | repeat these, once                     |
 * | any         | of none            | give up: the same again cannot help    |
 */
function nextMove({ attempt, begun, failures, repeated }) {
    const healing = [...failures].filter(([, { heals }]) => heals);
    const [first] = healing;
    if (first === undefined)
        return { move: 'give-up' };
    if (begun)
        return repeated ? { move: 'give-up' } : { move: 'repeat', units: healing.map(([unit]) => unit) };
    if (attempt >= ATTEMPTS_UP_TO)
        return { move: 'give-up' };
    const wait = RELAUNCH_WAITS_MS[Math.min(attempt, RELAUNCH_WAITS_MS.length) - 1] ?? 0;
    return { move: 'relaunch', waitMs: NEEDS_TIME.has(first[1].class) ? wait : 0 };
}

;// CONCATENATED MODULE: ./build/src/partition/proofs.js

const proofs_READS_AT_ONCE = 16;
/** Steps run one after another, so what lies this far behind a missing commit is hardly there. */
const LOOK_AHEAD = 3;
function proofsOf({ ledger, signal }, work) {
    const commits = new Map();
    const missing = () => work.units.filter(({ name }) => !commits.has(name));
    const read = async (unit) => {
        const name = work.commitName(unit);
        const stored = await ledger.read(name, signal);
        if (stored === null)
            return false;
        commits.set(unit, work.parseCommit(stored.body.toString('utf8'), ledger.uri(name), unit));
        return true;
    };
    return {
        commits,
        missing,
        readAll: async () => {
            await (0,pool/* eachUpTo */.M)(missing(), proofs_READS_AT_ONCE, async ({ name }) => {
                await read(name);
            });
            return missing();
        },
        readOn: async (asked) => {
            let absent = 0;
            for (const { name } of missing()) {
                if (absent === LOOK_AHEAD)
                    return;
                if (asked.has(name) && !(await read(name)))
                    absent += 1;
            }
        },
    };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/src/partition/work.js



function orderDigest(order) {
    return (0,external_node_crypto_.createHash)('sha256').update((0,contract/* canonicalJson */.dj)(order)).digest('hex').slice(0, 32);
}
/** The newest order of the batch; generations are numbered without gap. */
async function newestOrder(deps, work) {
    const { ledger, names, signal } = deps;
    let newest = null;
    for (let generation = 1;; generation += 1) {
        const name = names.table(work.of.transform).order(generation, work.batch);
        const stored = await ledger.read(name, signal);
        if (stored === null)
            return newest;
        const order = work.parseOrder(stored.body.toString('utf8'), ledger.uri(name));
        newest = { order, generation, digest: orderDigest(order) };
    }
}
/** Whether a cluster that works on this order will make every one of these, from exactly these inputs. */
function covers(work, { order }, units) {
    const pins = new Map(work.unitsOf(order).map(({ name, pin }) => [name, pin]));
    return units.every(({ name, pin }) => pins.get(name) === pin);
}
/** The order for these units: the stored one where it says the same, else the next generation, written down. */
async function orderFor({ ledger, names }, work, stored, units, { fresh }) {
    const wanted = units.map(({ name }) => name);
    if (stored !== null && !fresh) {
        const same = await work.orderOf(stored.generation, wanted);
        if (orderDigest(same) === stored.digest)
            return stored;
    }
    const generation = (stored?.generation ?? 0) + 1;
    const order = await work.orderOf(generation, wanted);
    const name = names.table(work.of.transform).order(generation, work.batch);
    const written = await ledger.write(name, JSON.stringify(order), { absent: true });
    const digest = orderDigest(order);
    if (written.outcome === 'conflict') {
        // Our own, whose answer was lost, or another leg's: what is there tells.
        const there = await ledger.read(name);
        const found = there === null ? null : orderDigest(work.parseOrder(there.body.toString('utf8'), ledger.uri(name)));
        if (found !== digest) {
            throw new errors/* MigrationError */.Py('LEDGER_CONFLICT', `${ledger.uri(name)} was written by another worker at the same time`, {
                next: 'Two runs work on the same batch: let one end, then re-run this job; it goes on where the other stopped.',
            });
        }
    }
    return { order, generation, digest };
}

;// CONCATENATED MODULE: ./build/src/partition/engine.js










/** Past its time a leg that still waits for its turn, for logs or for a better moment gets so long: then it leaves as well. */
const LATE_BY_UP_TO_MS = 10 * 60_000;
/**
 * Has a batch's units done, whatever state an earlier leg was killed in: adopts the cluster that lives, or creates one;
 * follows it; repeats what a repeat can heal. At any moment there is at most one live cluster of a batch, and what has a
 * commit is done by nobody again.
 */
async function runBatch(given, work, terms) {
    const startedAtMs = given.clock.passed();
    const late = new Error('the time of this leg is up');
    const deps = { ...given, clock: (0,src_clock/* clockUntil */.V5)(given.clock, terms.lateAtMs + LATE_BY_UP_TO_MS, () => late) };
    const proofs = proofsOf(deps, work);
    const run = { used: [], failures: [] };
    let found = 0;
    const ended = (end, error) => ({
        end,
        commits: proofs.commits,
        found,
        clusters: run.used,
        failures: run.failures,
        seconds: (deps.clock.passed() - startedAtMs) / 1000,
        error,
    });
    try {
        await proofs.readAll();
        found = proofs.commits.size;
        if (proofs.missing().length === 0)
            return ended('proven', null);
        const end = await untilProven(deps, work, terms, proofs, run);
        if (end === 'failed')
            return ended('failed', incomplete(work, proofs.missing(), run.failures));
        return ended(end, end === 'late' ? leftBehind(work, 'DETACHED', 'The time of this job is up') : null);
    }
    catch (thrown) {
        if (thrown === late)
            return ended('late', leftBehind(work, 'DETACHED', 'The time of this job is up'));
        if (deps.signal.aborted)
            return ended('stopped', leftBehind(work, 'STOPPED', 'This job was stopped', thrown));
        return ended('failed', (0,errors/* asMigrationError */.hp)(thrown));
    }
}
async function untilProven(deps, work, terms, proofs, run) {
    let standing = await standingOf(deps, work, proofs);
    let repeated = false;
    while (standing.units.length > 0) {
        const running = await clusterFor(deps, work, terms, standing, run);
        const { attempt, id, order } = running;
        // What an earlier leg began as a repeat is one: legs that follow one another must not repeat for ever.
        repeated ||= run.used.at(-1)?.how === 'adopted' && order.generation > 1;
        const asked = new Set(standing.units.map(({ name }) => name));
        const end = await follow(deps, work, proofs, { id, asked, lateAtMs: terms.lateAtMs });
        if (end.end === 'late')
            return 'late';
        if (end.end === 'proven')
            break;
        const missing = proofs.missing().filter(({ name }) => asked.has(name));
        const failures = await judge(deps, work, missing.map(({ name }) => name), { ...end, id });
        for (const [unit, failure] of failures)
            run.failures.push({ unit, cluster: id, generation: order.generation, attempt, ...failure });
        sayFailures(deps, work, id, failures);
        const begun = hasBegun(end.steps, new Set([...asked].map((unit) => (0,naming/* stepName */.u)(work.kind, unit))));
        const move = nextMove({ failures, begun, attempt, repeated });
        if (move.move === 'give-up')
            return 'failed';
        repeated ||= move.move === 'repeat';
        const again = move.move === 'repeat' ? new Set(move.units) : asked;
        standing = {
            order,
            sight: { sight: 'gone', attempt },
            units: missing.filter(({ name }) => again.has(name)),
            fresh: move.move === 'repeat',
        };
        await sayAndWait(deps, work, move, standing.units.length);
    }
    // A repeat takes only what can heal, so others may be left.
    return proofs.missing().length === 0 ? 'proven' : 'failed';
}
/** Finds out how earlier legs have left the batch. A live cluster that will not do exactly what is missing is ended. */
async function standingOf(deps, work, proofs) {
    const order = await newestOrder(deps, work);
    let sight = order === null ? { sight: 'none' } : await lookFor(deps, work, order);
    if (order !== null && sight.sight === 'live' && !covers(work, order, proofs.missing())) {
        deps.log(`Cluster ${sight.id} of batch ${work.batch} works on an order that has been overtaken: ending it`);
        await deps.clusters.terminate(sight.id, deps.signal);
        sight = { sight: 'gone', attempt: sight.attempt };
    }
    // What it had proven before it went counts, and nobody proves anything any more while we look.
    const units = sight.sight === 'live' ? proofs.missing() : await proofs.readAll();
    return { order, sight, units, fresh: false };
}
async function clusterFor(deps, work, terms, standing, run) {
    const { fresh, order, sight, units } = standing;
    if (order !== null && sight.sight === 'live') {
        const { attempt, id } = sight;
        deps.log(`Cluster ${id} works on batch ${work.batch} already: adopted`);
        run.used.push({ id, how: 'adopted', generation: order.generation, attempt });
        return { order, attempt, id };
    }
    let next = await orderFor(deps, work, order, units, { fresh });
    let attempt = next.generation === order?.generation ? attemptAfter(sight) : 1;
    if (attempt > ATTEMPTS_UP_TO) {
        next = await orderFor(deps, work, next, units, { fresh: true });
        attempt = 1;
    }
    const unseen = sight.sight === 'unseen' && next.generation === order?.generation ? sight.intent : null;
    const turn = await terms.pace(run.used.length === 0);
    try {
        const id = await launch(deps, { work, order: next, attempt, requestOf: terms.requestOf(next), unseen });
        run.used.push({ id, how: 'created', generation: next.generation, attempt });
        return { order: next, attempt, id };
    }
    finally {
        await turn
            ?.done()
            .catch((error) => deps.log(`The turn could not be given back; it ends by itself (${error.message})`));
    }
}
function attemptAfter(sight) {
    if (sight.sight === 'none')
        return 1;
    return sight.sight === 'unseen' ? sight.intent.attempt : sight.attempt + 1;
}
async function sayAndWait({ clock, log, random, signal }, work, move, units) {
    const { unit, units: several } = naming/* KINDS */.GW[work.kind];
    if (move.move === 'repeat')
        log(`Batch ${work.batch}: repeating ${units} ${units === 1 ? unit : several} as a new generation`);
    if (move.move !== 'relaunch')
        return;
    log(`Batch ${work.batch}: launching again${move.waitMs === 0 ? '' : `, in up to ${move.waitMs / 60_000} minutes`}`);
    // From half of it on: legs whose clusters failed together must not come back together.
    if (move.waitMs > 0)
        await clock.sleep(move.waitMs * (0.5 + random() / 2), signal);
}
/** One line for each class: a cluster that fails as a whole would say the same sixteen times. */
function sayFailures({ log }, work, id, failures) {
    for (const [failure, units] of Map.groupBy([...failures], ([, verdict]) => verdict.class)) {
        const named = units.slice(0, NAMED_AT_MOST).map(([unit]) => unit);
        log(`Batch ${work.batch} on ${id}: ${failure}: ${named.join(', ')}${units.length > named.length ? ` and ${units.length - named.length} more` : ''} (${units[0]?.[1].evidence})`);
    }
}
const NAMED_AT_MOST = 4;
function incomplete(work, missing, failures) {
    const last = new Map(failures.map((failure) => [failure.unit, failure]));
    const named = missing.slice(0, NAMED_AT_MOST).map(({ name }) => {
        const failure = last.get(name);
        return failure === undefined ? name : `${name} (${failure.class}: ${failure.evidence})`;
    });
    const { unit, units } = naming/* KINDS */.GW[work.kind];
    const others = missing.length > named.length ? ` and ${missing.length - named.length} more` : '';
    const steps = new Set(missing.flatMap(({ name }) => last.get(name)?.next ?? []));
    return new errors/* MigrationError */.Py('TABLE_INCOMPLETE', `${missing.length} of ${work.units.length} ${work.units.length === 1 ? unit : units} of batch ${work.batch} ${missing.length === 1 ? 'has' : 'have'} no commit: ${named.join('; ')}${others}`, {
        details: { clusters: [...new Set(failures.map(({ cluster }) => cluster))].join(', ') },
        next: [...steps].join(' ') || 'Re-run this job.',
    });
}
function leftBehind(work, code, why, cause) {
    return new errors/* MigrationError */.Py(code, `${why}; the cluster of batch ${work.batch} goes on, and ends itself after its last step`, {
        ...(cause === undefined ? {} : { cause }),
        next: 'Re-run this job: it takes the cluster up again where it is by then.',
    });
}

;// CONCATENATED MODULE: ./build/src/partition/instances.js

/** vCPUs of an "xlarge" of these families; "4xlarge" has four times as many. */
const XLARGE_VCPUS = 4;
/**
 * MemoryGB by the size in "xlarge"s, as ListSupportedInstanceTypes of emr-7.9.0 says it. It is not what EC2's own pages
 * say, and not regular (m6i.12xlarge 185, m6a.12xlarge 183), so it is written down. EMR 7 has no "large" of these families.
 */
const MEMORY_GB = {
    'm5 m5a': { 1: 16, 2: 32, 4: 64, 8: 128, 12: 192, 16: 256, 24: 384 },
    m6i: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 185, 16: 244, 24: 366, 32: 488 },
    m6a: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 183, 16: 244, 24: 366, 32: 488, 48: 732 },
    m6g: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 185, 16: 244 },
    m7g: { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 183, 16: 244 },
    'm7i m8g': { 1: 15.25, 2: 30.5, 4: 61, 8: 122, 12: 185, 16: 244, 24: 366, 48: 732 },
    c5: { 1: 8, 2: 16, 4: 32, 9: 72, 12: 96, 18: 144, 24: 192 },
    c5a: { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 96, 16: 122, 24: 183 },
    c6i: { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122, 24: 183, 32: 244 },
    c6a: { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122, 24: 183, 32: 244, 48: 366 },
    'c6g c7g': { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122 },
    'c7i c8g': { 1: 7.5, 2: 15.25, 4: 30.5, 8: 61, 12: 91.5, 16: 122, 24: 183, 48: 366 },
    'r5 r5a': { 1: 32, 2: 64, 4: 128, 8: 256, 12: 384, 16: 512, 24: 768 },
    r6i: { 1: 30.5, 2: 61, 4: 122, 8: 244, 12: 366, 16: 488, 24: 732, 32: 950 },
    'r6g r7g': { 1: 30.5, 2: 61, 4: 122, 8: 244, 12: 366, 16: 488 },
    'r7i r8g': { 1: 30.5, 2: 61, 4: 122, 8: 244, 12: 366, 16: 488, 24: 732, 48: 1464 },
};
const BY_FAMILY = new Map(Object.entries(MEMORY_GB).flatMap(([families, sizes]) => families.split(' ').map((family) => [family, sizes])));
/** The facts of an instance type. @throws MigrationError UNKNOWN_INSTANCE_TYPE for one that EMR does not run, or that we have no facts of */
function instanceFacts(type) {
    const [family = '', size = ''] = type.split('.');
    const sizes = BY_FAMILY.get(family);
    const xlarges = size === 'xlarge' ? 1 : Number(/^([1-9]\d?)xlarge$/.exec(size)?.[1]);
    const memoryGB = sizes?.[xlarges];
    if (memoryGB !== undefined)
        return { type, vcpus: xlarges * XLARGE_VCPUS, memoryMiB: memoryGB * 1024 };
    throw new errors/* MigrationError */.Py('UNKNOWN_INSTANCE_TYPE', sizes === undefined
        ? `The instance type "${type}" is of no family whose memory under EMR is known here`
        : `The instance type "${type}" is no size of ${family} that EMR runs`, {
        next: `Take another one for partition.machines: ${sizes === undefined ? `of the families ${[...BY_FAMILY.keys()].join(', ')}` : typesOf(family, sizes).join(', ')}. Nothing has been rented.`,
    });
}
/** Every type that has facts here. */
function knownInstanceTypes() {
    return [...BY_FAMILY].flatMap(([family, sizes]) => typesOf(family, sizes));
}
function typesOf(family, sizes) {
    return Object.keys(sizes).map((xlarges) => `${family}.${xlarges === '1' ? '' : xlarges}xlarge`);
}

;// CONCATENATED MODULE: ./build/src/partition/pacing.js



/** Launches are never closer: RunJobFlow refills at one in two seconds (Service Quotas, L-62231AC0), for everybody in the account. */
const APART_AT_LEAST_MS = 2500;
const pacing_MINUTE_MS = 60_000;
/** So that the next wave's first launch is not of the same minute, however the legs' clocks run. */
const MARGIN_MS = 1000;
/** A holder that has not come back by then is gone: RunJobFlow's own waits end before (launch.ts). */
const TURN_HELD_UP_TO_MS = 10 * pacing_MINUTE_MS;
const TURN_POLL_MS = 2500;
/** A cluster starts in four to ten minutes; a wave that has shown nothing by then is in trouble of its own, and must not hold the others. */
const WAVE_WAITS_UP_TO_MS = 15 * pacing_MINUTE_MS;
const WAVE_POLL_MS = 30_000;
/** The batches that must have shown that they work before this one is launched, and how many waves lie before it. Pure. */
function waveBefore(batches, batch, waveSize) {
    const waves = Math.floor(Math.max(0, batches.indexOf(batch)) / waveSize);
    return { waves, batches: waves === 0 ? [] : batches.slice((waves - 1) * waveSize, waves * waveSize) };
}
/**
 * Time between two launches of the migration, so that no minute sees more than a wave of them: the original's clusters
 * failed when sixteen were started in one. Pure.
 */
function launchesApartMs(waveSize) {
    return Math.max(APART_AT_LEAST_MS, pacing_MINUTE_MS / waveSize + MARGIN_MS);
}
/**
 * How long a leg has yet to wait for its turn.
 * @param seenForMs how long this leg has seen the record unchanged, on its own clock. Pure.
 */
function turnWaitMs(found, seenForMs, apartMs, by) {
    if (found === null)
        return 0;
    // Its own, from a process that was killed while launching: nobody else holds it.
    const held = found.state === 'launching' && found.by !== by;
    return Math.max(0, (held ? TURN_HELD_UP_TO_MS : apartMs) - seenForMs);
}
/**
 * Waits until every batch of the wave before has shown that it works: its canary, or its end. After a time limit the wave
 * starts in any case. @param shows whether a batch has
 */
async function waitForWave({ clock, log, signal }, wave, shows) {
    const open = new Set();
    // The wave before waits for its own, so a later one waits longer.
    const giveUpAt = clock.passed() + wave.waves * WAVE_WAITS_UP_TO_MS;
    for (let told = false;; told = true) {
        let closed;
        for (const batch of wave.batches.filter((one) => !open.has(one))) {
            if (await shows(batch))
                open.add(batch);
            else {
                closed = batch;
                break;
            }
        }
        if (closed === undefined)
            return;
        if (clock.passed() >= giveUpAt) {
            log(`Batch ${closed} of the wave before has not shown that it works; waited long enough`);
            return;
        }
        if (!told)
            log(`Waiting for the canaries of the wave before (${wave.batches.join(', ')})`);
        await clock.sleep(WAVE_POLL_MS, signal);
    }
}
/**
 * Waits for this leg's turn to launch. Legs are processes on different machines: what serialises them is one record in
 * the ledger, written with a condition on the version that was read; time is measured from when a leg saw that version
 * first, so no two clocks are compared, and a holder that dies is passed over.
 */
async function takeTurn(deps, by, apartMs) {
    const { clock, ledger, names, random, signal } = deps;
    const name = names.lease('cluster-launches');
    let seen = null;
    for (;;) {
        const stored = await ledger.read(name, signal);
        const etag = stored?.etag ?? null;
        if (seen === null || seen.etag !== etag)
            seen = { etag, atMs: clock.passed() };
        const found = stored === null ? null : (0,contract/* parseContract */.UA)(fleet/* launchTurn */.vR, stored.body.toString('utf8'), ledger.uri(name));
        const waitMs = turnWaitMs(found, clock.passed() - seen.atMs, apartMs, by);
        if (waitMs > 0) {
            await clock.sleep((found?.state === 'launching' ? Math.min(waitMs, TURN_POLL_MS) : waitMs) + random() * APART_AT_LEAST_MS, signal);
            continue;
        }
        const mine = {
            contract: 'launch-turn/1',
            turn: (found?.turn ?? 0) + 1,
            by,
            state: 'launching',
            at: (0,src_clock/* isoSeconds */.nE)(clock.now()),
        };
        const taken = await ledger.write(name, JSON.stringify(mine), etag === null ? { absent: true } : { etag });
        if (taken.outcome === 'conflict') {
            await clock.sleep(random() * APART_AT_LEAST_MS, signal);
            continue;
        }
        return {
            done: async () => {
                // A lost condition means that others have taken this leg for dead, and gone on.
                await ledger.write(name, JSON.stringify({ ...mine, state: 'launched', at: (0,src_clock/* isoSeconds */.nE)(clock.now()) }), { etag: taken.etag });
            },
        };
    }
}

// EXTERNAL MODULE: ./build/src/partition/request.js
var request = __webpack_require__(3477);
// EXTERNAL MODULE: ./build/src/partition/sizing.js
var sizing = __webpack_require__(8852);
;// CONCATENATED MODULE: ./build/src/partition/leg.js





/** The sizes of a plan's clusters. @throws MigrationError UNKNOWN_INSTANCE_TYPE, CONFIG_INVALID: before anything is rented */
function sizingOf({ core, coreCount, primary }) {
    return (0,sizing/* sizeExecutors */.Q8)({ primary: instanceFacts(primary), core: instanceFacts(core), coreCount });
}
/** One leg of the matrix, from whatever state an earlier one has left. */
async function runLeg(deps, work, leg) {
    const { batches, facts, isProven, plan, sizing } = leg;
    const { clock, ledger, log, names } = deps;
    const table = names.table(work.of.transform);
    const { machines, release, subnetId } = facts;
    // A canary of any generation, or a second generation: its first cluster has started, and is no longer starting.
    const shows = async (batch) => {
        for (const name of [table.canary(1, batch), table.canary(2, batch), table.order(2, batch)])
            if ((await ledger.read(name, deps.signal)) !== null)
                return true;
        return await isProven(batch);
    };
    return await runBatch(deps, work, {
        requestOf: ({ generation, order }) => (name) => (0,request/* clusterRequest */.cc)(name, {
            kind: work.kind,
            ...work.of,
            batch: work.batch,
            units: work.unitsOf(order).map((unit) => unit.name),
            orderUri: ledger.uri(table.order(generation, work.batch)),
            ledger: plan.ledger,
            job: order.job,
            release,
            machines,
            subnetId,
            roles: plan.roles,
            sizing,
        }),
        pace: async (first) => {
            const { paced, waveSize } = facts.launch;
            if (first && !paced) {
                log(`Batch ${work.batch} is launched unpaced`);
                return null;
            }
            if (first)
                await waitForWave(deps, waveBefore(batches, work.batch, waveSize), shows);
            return await takeTurn(deps, `${work.kind}-${work.batch}`, launchesApartMs(waveSize));
        },
        lateAtMs: clock.passed() + leg.lateAfterMs,
    });
}


/***/ })

};
