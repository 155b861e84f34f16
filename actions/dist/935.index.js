export const id = 935;
export const ids = [935];
export const modules = {

/***/ 6193:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  R7: () => (/* binding */ ensureGrant),
  sz: () => (/* binding */ revokeGrants),
  kq: () => (/* binding */ statementToAdd)
});

// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
;// CONCATENATED MODULE: ./build/src/ledger/lease.js



const lease = schemas/* object */.Ikc({ contract: schemas/* literal */.euz('lease/1'), holder: schemas/* string */.YjP(), until: schemas/* number */.aig() });
/**
 * Does the work while holding the lease, and gives the lease back. Bucket policies have no conditional write
 * (PutBucketPolicy takes no ETag), so this is what serialises them.
 * @throws MigrationError LEASE_HELD when another worker keeps it for longer than `waitUpToMs`.
 */
async function underLease({ ledger, clock, random, signal }, terms, work) {
    const giveUpAt = clock.now() + terms.waitUpToMs;
    for (;;) {
        const found = await ledger.read(terms.name, signal);
        const held = found === null ? null : lease.safeParse(JSON.parse(found.body.toString('utf8'))).data;
        if (held !== null && held !== undefined && held.until > clock.now()) {
            if (clock.now() >= giveUpAt) {
                throw new errors/* MigrationError */.Py('LEASE_HELD', `${ledger.uri(terms.name)} is held by ${held.holder} until ${(0,src_clock/* isoSeconds */.nE)(held.until)}`, {
                    next: 'Wait until then and re-run this job: a lease whose holder is gone ends by itself.',
                });
            }
            await clock.sleep(100 + random() * 300, signal);
            continue;
        }
        // The nonce makes each taking unique: a client that lost the answer of its PUT tells its own body from another's by it.
        const mine = { contract: 'lease/1', holder: terms.holder, until: clock.now() + terms.heldForMs, nonce: random() };
        const taken = await ledger.write(terms.name, JSON.stringify(mine), found === null ? { absent: true } : { etag: found.etag });
        if (taken.outcome === 'conflict')
            continue;
        try {
            return await work();
        }
        finally {
            // Ended, not deleted: the ledger deletes nothing. A lost condition means that it had run out and is another's now.
            await ledger.write(terms.name, JSON.stringify({ ...mine, until: 0 }), { etag: taken.etag });
        }
    }
}

// EXTERNAL MODULE: ./build/src/ledger/names.js
var names = __webpack_require__(6779);
// EXTERNAL MODULE: ./build/src/access/policy.js
var access_policy = __webpack_require__(2672);
;// CONCATENATED MODULE: ./build/src/access/grant.js





/** A leg needs the grant for as long as a job may run: six hours on a hosted runner (GitHub Actions limits). */
const HOUR_MS = 3_600_000;
const LEG_MS = 6 * HOUR_MS;
/**
 * Makes sure that the agent role may read the source for the length of a leg. Every leg calls it on its own, so that a
 * re-run works after `release`, and after the grant has ended. Finds the grant in one read when it is there.
 */
async function ensureGrant(deps, grant, hours) {
    const { clock, policy, signal } = deps;
    // Nothing extends a grant while a leg runs, so it must outlast one, whatever shorter time the config names.
    const grantedMs = Math.max(hours * HOUR_MS, LEG_MS + HOUR_MS);
    const current = () => policy.read(signal).then((text) => ({ text, untilMs: (0,access_policy/* grantedUntil */.m4)(text, grant) }));
    const enough = (untilMs) => untilMs !== null && untilMs - clock.now() >= LEG_MS;
    const first = await current();
    if (enough(first.untilMs))
        return { outcome: 'found', untilMs: first.untilMs };
    return await underPolicyLease(deps, grant.bucket, async () => {
        const before = await current();
        if (enough(before.untilMs))
            return { outcome: 'found', untilMs: before.untilMs };
        const untilMs = clock.now() + grantedMs;
        await policy.write((0,access_policy/* withGrant */.di)(before.text, { ...grant, untilMs }), signal);
        await assertNothingLost(deps, before.text, [grant.sid], grant.bucket);
        return { outcome: 'written', untilMs };
    });
}
/** Takes our statements out again, those of the migration's earlier identities among them. Revoking twice is not an error. */
async function revokeGrants(deps, { bucket, migration }) {
    return await underPolicyLease(deps, bucket, async () => {
        const before = await deps.policy.read(deps.signal);
        const own = (0,access_policy/* grantsIn */.x0)(before, bucket, migration);
        if (own.length === 0)
            return 'absent';
        await deps.policy.write((0,access_policy/* withoutGrants */.Yb)(before, own, bucket), deps.signal);
        await assertNothingLost(deps, before, own, bucket);
        return 'revoked';
    });
}
/** What a person adds to the bucket's policy where `access.mode` is manual. */
function statementToAdd(grant) {
    return JSON.stringify((0,access_policy/* grantStatement */.AG)(grant), null, 2);
}
function underPolicyLease(deps, bucket, work) {
    // A policy is read, written and read again in a second; half a minute outlives any of it.
    return underLease(deps, { name: (0,names/* policyLeaseName */.WC)(bucket), holder: deps.holder, heldForMs: 30_000, waitUpToMs: 90_000 }, work);
}
async function assertNothingLost({ policy, signal, clock }, before, own, bucket) {
    const lost = (0,access_policy/* lostStatements */.N_)(before, await policy.read(signal), own, bucket);
    if (lost.length === 0)
        return;
    throw new errors/* MigrationError */.Py('GRANT_CONFLICT', `Statements of bucket ${bucket}'s policy changed while ours was written: ${lost.join(', ')}`, {
        next: `Somebody else writes this policy. Compare it with its state before ${(0,src_clock/* isoSeconds */.nE)(clock.now())}, then re-run this job.`,
    });
}


/***/ }),

/***/ 2672:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $i: () => (/* binding */ grantSid),
/* harmony export */   AG: () => (/* binding */ grantStatement),
/* harmony export */   N_: () => (/* binding */ lostStatements),
/* harmony export */   Yb: () => (/* binding */ withoutGrants),
/* harmony export */   di: () => (/* binding */ withGrant),
/* harmony export */   m4: () => (/* binding */ grantedUntil),
/* harmony export */   x0: () => (/* binding */ grantsIn)
/* harmony export */ });
/* unused harmony export statementsOf */
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8179);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);




const statement = zod__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({ Sid: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional() });
const policyDocument = zod__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({ Version: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional(), Statement: zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(statement), statement]) });
const SID_PREFIX = 'BucketBrigade';
/** Our statement's id: of the migration and its identity, so that two migrations of one bucket do not touch each other's. Sids take letters and digits only. */
function grantSid(migration, identity) {
    return `${sidOf(migration)}${identity.slice(0, IDENTITY_DIGITS)}`;
}
const IDENTITY_DIGITS = 16;
/** Names are lower case, so an upper-case letter can stand for the dash: `a-b` and `ab` stay two. */
const sidOf = (migration) => `${SID_PREFIX}${migration.replaceAll('-', 'Z')}`;
/** A policy's own wildcards, where a prefix has them (IAM/reference_policies_variables, "special characters"). */
const literal = (text) => text.replaceAll(/[*?$]/g, (sign) => `\${${sign}}`);
/** Read, list, tags: nothing else, below the prefix, for one role, until its end (DateLessThan aws:CurrentTime). */
function grantStatement({ sid, agentRole, bucket, prefix, untilMs }) {
    // Clouds such as aws-cn have ARNs of their own, and a role of one never reads a bucket of another.
    const arn = `arn:${agentRole.split(':')[1] ?? 'aws'}:s3:::${bucket}`;
    // Only ListBucket knows s3:prefix; "IfExists" lets the other actions pass.
    const below = prefix === '' ? {} : { StringLikeIfExists: { 's3:prefix': `${literal(prefix)}*` } };
    return {
        Sid: sid,
        Effect: 'Allow',
        Principal: { AWS: agentRole },
        Action: [...ACTIONS],
        Resource: [arn, `${arn}/${literal(prefix)}*`],
        Condition: { DateLessThan: { 'aws:CurrentTime': (0,_clock_js__WEBPACK_IMPORTED_MODULE_3__/* .isoSeconds */ .nE)(untilMs) }, ...below },
    };
}
const ACTIONS = ['s3:ListBucket', 's3:GetObject', 's3:GetObjectTagging'];
/** Bucket policies end at 20 KB (Amazon S3 quotas). */
const POLICY_BYTES_UP_TO = 20 * 1024;
function statementsOf(policy, bucket) {
    if (policy === null)
        return [];
    const parsed = policyDocument.safeParse(JSON.parse(policy));
    if (!parsed.success) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('GRANT_CONFLICT', `The policy of bucket ${bucket} has a form that bucket-brigade does not know, and will not touch`, {
            next: 'Set access.mode to manual and add the statement that `bucket-brigade access` prints by hand.',
        });
    }
    return Array.isArray(parsed.data.Statement) ? parsed.data.Statement : [parsed.data.Statement];
}
/** When our grant ends, in milliseconds since 1970; null when there is none, or one that lets in less, more or somebody else. */
function grantedUntil(policy, grant) {
    const own = statementsOf(policy, grant.bucket).find(({ Sid }) => Sid === grant.sid);
    const end = ending.safeParse(own).data?.Condition.DateLessThan['aws:CurrentTime'];
    const untilMs = end === undefined ? NaN : Date.parse(end);
    return Number.isFinite(untilMs) && (0,node_util__WEBPACK_IMPORTED_MODULE_0__.isDeepStrictEqual)(plain(own), plain(grantStatement({ ...grant, untilMs }))) ? untilMs : null;
}
const compareText = (a, b) => (a < b ? -1 : 1);
/** A list of one may come back as its element, and lists in another order: a policy's meaning has neither. */
function plain(value) {
    if (Array.isArray(value))
        return value.length === 1 ? value[0] : value.map(String).toSorted(compareText);
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
const ending = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ Condition: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ DateLessThan: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ 'aws:CurrentTime': zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }) }) });
/** The policy with our statement in the place of an earlier one of ours; everybody else's statements as they were. */
function withGrant(policy, grant) {
    const others = statementsOf(policy, grant.bucket).filter(({ Sid }) => Sid !== grant.sid);
    const text = JSON.stringify({ ...baseOf(policy), Statement: [...others, grantStatement(grant)] });
    if (Buffer.byteLength(text) > POLICY_BYTES_UP_TO) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('GRANT_CONFLICT', `The policy of bucket ${grant.bucket} has no room for our statement: ${Buffer.byteLength(text)} of 20,480 bytes`, {
            next: 'Remove statements that are no longer needed, then re-run this job.',
        });
    }
    return text;
}
/** The policy without these statements of ours; null when nothing remains (a policy without statements is not accepted: delete it). */
function withoutGrants(policy, sids, bucket) {
    const others = statementsOf(policy, bucket).filter(({ Sid }) => Sid === undefined || !sids.includes(Sid));
    return others.length === 0 ? null : JSON.stringify({ ...baseOf(policy), Statement: others });
}
/** Ids of the migration's statements in a policy, those of its earlier identities among them. */
function grantsIn(policy, bucket, migration) {
    const own = sidOf(migration);
    return statementsOf(policy, bucket).flatMap(({ Sid }) => Sid?.startsWith(own) && /^[0-9a-f]+$/.test(Sid.slice(own.length)) && Sid.length === own.length + IDENTITY_DIGITS ? [Sid] : []);
}
/** Statements of others that were there before and are not there after: somebody else wrote at the same time. */
function lostStatements(before, after, own, bucket) {
    const kept = new Set(statementsOf(after, bucket).map((one) => JSON.stringify(one)));
    return statementsOf(before, bucket)
        .filter((one) => !(one.Sid !== undefined && own.includes(one.Sid)) && !kept.has(JSON.stringify(one)))
        .map(({ Sid }) => Sid ?? '(without Sid)');
}
function baseOf(policy) {
    return policy === null ? { Version: '2012-10-17' } : { ...policyDocument.parse(JSON.parse(policy)) };
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
        next: 'Look at these instances in the EC2 console (state transition reason, system log) and at their commands in the SSM console (Run Command), then re-run this job: it goes on from what is in the ledger.',
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

/***/ 6506:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ driveWorker)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8179);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_fleet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2281);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _adopt_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4582);
/* harmony import */ var _heartbeats_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8841);
/* harmony import */ var _machine_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4263);







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
    const deps = { ...given, clock: (0,_clock_js__WEBPACK_IMPORTED_MODULE_6__/* .clockUntil */ .V5)(given.clock, leaveAtMs, () => detached(work.words, 'its machine')) };
    const lost = [];
    let process = null;
    try {
        for (;;) {
            const { machine } = await (0,_adopt_js__WEBPACK_IMPORTED_MODULE_3__/* .readyMachine */ .pQ)(deps, work.wish);
            let why = 'its agent fell silent';
            for (let starts = 0; starts < STARTS_PER_MACHINE; starts += 1) {
                const looks = starts === 0 && work.takesUp;
                if (looks && (await waitForOther(deps, work, machine.id)) === 'gone')
                    break;
                let sight = looks ? await runningAgent(deps, work, machine.id) : null;
                // Known before it is sent: a stop request that comes meanwhile is to meet whatever has started.
                process = sight?.process ?? work.newProcess();
                if (sight === null) {
                    const started = await startAgent(deps, work, machine.id, process);
                    if (typeof started === 'string') {
                        why = `its agent did not start: ${started}`;
                        deps.log(`The agent of worker ${work.wish.worker} did not start on ${machine.id}: ${started}`);
                        continue;
                    }
                    sight = started;
                }
                const end = await follow(deps, work, machine.id, sight);
                if (end !== null && typeof end !== 'string')
                    return { heartbeat: end, machine: machine.id, lost: lost.map(({ id }) => id) };
                why = end ?? 'its agent fell silent';
                deps.log(`Worker ${work.wish.worker} on ${machine.id}: ${why}`);
                if (end !== null)
                    break;
            }
            lost.push({ id: machine.id, why });
            await deps.compute.terminate([machine.id], deps.signal);
            if (lost.length >= MACHINES_UP_TO)
                throw (0,_adopt_js__WEBPACK_IMPORTED_MODULE_3__/* .machinesLost */ .F8)(work.wish.worker, lost);
        }
    }
    catch (error) {
        if (!deps.signal.aborted)
            throw error;
        if (process !== null)
            await askToStop(deps, work, process);
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('STOPPED', `${work.words.called} was stopped; its worker was asked to leave`, {
            cause: error,
            next: `Re-run the job: ${work.words.again}.`,
        });
    }
}
/** An agent of an earlier leg that works on the same order on this machine: it is followed, not started again. */
async function runningAgent(deps, work, machine) {
    const found = await readHeartbeat(deps, work.wish.worker);
    if (found === null || found.machine !== machine || found.state !== 'working' || !isOfOrder(found, work))
        return null;
    deps.log(`Worker ${work.wish.worker} works on ${machine} already (${work.progress(found)}): followed`);
    return { process: found.process, beat: found.beat, atMs: deps.clock.passed() };
}
const isOfOrder = ({ plan, round }, work) => plan === work.plan && round === work.round;
/** An agent of another round or plan, whose leg was lost: two of them could work on the same folders. It is followed to its end first. */
async function waitForOther(deps, work, machine) {
    const found = await readHeartbeat(deps, work.wish.worker);
    if (found === null || found.machine !== machine || found.state !== 'working' || isOfOrder(found, work))
        return 'over';
    const of = found.plan === work.plan ? `round ${found.round}` : `plan ${found.plan.slice(0, 8)}`;
    deps.log(`Worker ${work.wish.worker} works on ${machine} for ${of} still: waited for`);
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
        if ((await readHeartbeat(deps, work.wish.worker))?.process === process)
            break;
        if (end !== null)
            return `${end.detail} (command ${command})`;
        if (clock.passed() >= giveUpAt)
            return `no answer within ${COMMAND_WITHIN_MS / 60_000} minutes (command ${command})`;
        await clock.sleep(COMMAND_EVERY_MS, signal);
    }
    log(`Worker ${work.wish.worker} started on ${machine}`);
    return { process, beat: -1, atMs: clock.passed() };
}
/** @returns the last heartbeat; why the machine is no use; or null when it is there and its agent is silent. */
async function follow(deps, { lateAtMs, progress, takesUp, wish, words }, machine, from) {
    const { clock, compute, log, signal } = deps;
    let sight = from;
    let saidAtMs = clock.passed();
    let before = null;
    let anothers = null;
    for (;;) {
        const found = await readHeartbeat(deps, wish.worker);
        if (found?.process === sight.process)
            anothers = null;
        else if (found !== null && found.process === before?.process && found.beat > before.beat)
            anothers = found;
        before = found;
        const pulse = (0,_heartbeats_js__WEBPACK_IMPORTED_MODULE_4__/* .pulseOf */ .H6)(sight, found, clock.passed());
        if (pulse.pulse === 'ended')
            return pulse.heartbeat;
        const now = (await patiently(deps, () => compute.find(wish.worker, signal)))?.find(({ id }) => id === machine);
        if (now !== undefined && (0,_machine_js__WEBPACK_IMPORTED_MODULE_5__/* .isGone */ .ST)(now))
            return `its machine is ${now.state}${now.reason === null ? '' : `: ${now.reason}`}`;
        // Two legs that each start their own would otherwise take the right from one another for ever.
        if (pulse.pulse === 'silent' && anothers !== null && !takesUp)
            throw takenOver(words, anothers);
        if (pulse.pulse === 'silent')
            return null;
        ({ sight } = pulse);
        if (found !== null && found.process === sight.process && clock.passed() - saidAtMs >= PROGRESS_EVERY_MS) {
            saidAtMs = clock.passed();
            log(`${words.called} on ${machine}: ${progress(found)}`);
        }
        if (clock.passed() >= lateAtMs)
            throw detached(words, machine);
        await clock.sleep(_heartbeats_js__WEBPACK_IMPORTED_MODULE_4__/* .BEAT_EVERY_MS */ .ws, signal);
    }
}
/** Nothing that EC2 fails to answer ends the following: the next beat asks again. @returns undefined when it did not answer this time */
async function patiently({ log, signal }, ask) {
    try {
        return await ask();
    }
    catch (thrown) {
        const error = (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asMigrationError */ .hp)(thrown);
        if (signal.aborted || error.code !== 'AWS_FAILED')
            throw thrown;
        log(`EC2 did not answer; asking again (${error.message})`);
        return undefined;
    }
}
function detached({ called }, machine) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('DETACHED', `The time of this job is up; ${called} goes on on ${machine}`, {
        next: 'The next run, or a re-run of this job, takes it up again where it is by then.',
    });
}
function takenOver({ called }, { machine, process }) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('LEASE_HELD', `${called} was begun again by another job, whose agent ${process} works on ${machine}`, {
        next: 'Let that one end. If it is not yours, re-run this job: it begins once more.',
    });
}
async function readHeartbeat({ ledger, names, signal }, worker) {
    const name = names.heartbeat(worker);
    const stored = await ledger.read(name, signal);
    return stored === null ? null : (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_fleet_js__WEBPACK_IMPORTED_MODULE_1__/* .heartbeat */ .jQ, stored.body.toString('utf8'), ledger.uri(name));
}
/** Written also after the signal: it is what the signal asks for. */
async function askToStop({ clock, ledger, log, names }, { wish }, process) {
    const { worker } = wish;
    const request = { contract: 'stop/1', shard: worker, process, by: 'a leg that was stopped', at: (0,_clock_js__WEBPACK_IMPORTED_MODULE_6__/* .isoSeconds */ .nE)(clock.now()) };
    try {
        await ledger.write(names.stop(worker), JSON.stringify(request));
    }
    catch (error) {
        log(`The stop request for worker ${worker} could not be written; release will end its machine (${error.message})`);
    }
}


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

/***/ 2215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ accessStage),
/* harmony export */   n: () => (/* binding */ refusalOfSource)
/* harmony export */ });
/* harmony import */ var _access_grant_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6193);
/* harmony import */ var _access_policy_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2672);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8179);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2469);






/** A policy that was just written may take seconds to hold everywhere (S3 control operations are eventually consistent). */
const SEEN_WITHIN_MS = 30_000;
/**
 * Lets the agent role read the source for a limited time, or, where access is manual, proves that a person has done so.
 * @throws MigrationError ACCESS_PENDING with the statement to add; ACCESS_DENIED when the grant is there and S3 still refuses.
 */
async function accessStage(deps, { plan }) {
    const { clock, log, signal } = deps;
    const { bucket, prefix } = plan.source;
    const grant = { sid: (0,_access_policy_js__WEBPACK_IMPORTED_MODULE_1__/* .grantSid */ .$i)(plan.migration, plan.digests.identity), agentRole: plan.roles.agent, bucket, prefix };
    if (plan.access.mode === 'manual') {
        const refusal = await refusalOfSource(deps.agentSource, plan, signal);
        if (refusal === null)
            return { mode: 'manual' };
        const statement = (0,_access_grant_js__WEBPACK_IMPORTED_MODULE_0__/* .statementToAdd */ .kq)({ ...grant, untilMs: clock.now() + plan.access.hours * 3_600_000 });
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('ACCESS_PENDING', `Role ${plan.roles.agent} may not read bucket ${plan.source.bucket} yet, and access.mode is manual`, {
            cause: refusal,
            next: `Let an owner of account ${plan.source.account} add this statement to the bucket's policy, then re-run this job:\n${statement}`,
        });
    }
    // An agent role that cannot be assumed is said before anything is granted to it.
    await refusalOfSource(deps.agentSource, plan, signal);
    const granted = await (0,_access_grant_js__WEBPACK_IMPORTED_MODULE_0__/* .ensureGrant */ .R7)(deps, grant, plan.access.hours);
    log(granted.outcome === 'written'
        ? `Access to ${grant.bucket} granted until ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_5__/* .isoSeconds */ .nE)(granted.untilMs)}`
        : `Access to ${grant.bucket} holds until ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_5__/* .isoSeconds */ .nE)(granted.untilMs)}`);
    const giveUpAt = clock.now() + SEEN_WITHIN_MS;
    for (;;) {
        const refusal = await refusalOfSource(deps.agentSource, plan, signal);
        if (refusal === null)
            return { mode: 'managed', ...granted };
        if (clock.now() >= giveUpAt)
            throw (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explainS3Error */ .y)(refusal, 'reading the source under the agent role, which its bucket policy lets in,');
        await clock.sleep(1000, signal);
    }
}
/** Asks for one key of the source, under the agent role; null when S3 lets it. */
async function refusalOfSource(agentSource, { source }, signal) {
    try {
        await agentSource.listPage({ from: { bucket: source.bucket, owner: source.account }, prefix: source.prefix, maxKeys: 1 }, signal);
        return null;
    }
    catch (error) {
        if (error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_4__/* .S3Error */ .D && error.status === 403)
            return error;
        throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_4__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explainS3Error */ .y)(error, 'looking at the source') : error;
    }
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


/***/ })

};
