export const id = 671;
export const ids = [671];
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
    return await underPolicyLease(deps, async () => {
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
    return await underPolicyLease(deps, async () => {
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
function underPolicyLease(deps, work) {
    // A policy is read, written and read again in a second; half a minute outlives any of it.
    return underLease(deps, { name: deps.names.lease('source-policy'), holder: deps.holder, heldForMs: 30_000, waitUpToMs: 90_000 }, work);
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

/***/ 3815:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ copyShard),
/* harmony export */   t: () => (/* binding */ ceilingOf)
/* harmony export */ });
/* harmony import */ var _listing_stretches_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6359);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8179);
/* harmony import */ var _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1533);
/* harmony import */ var _contracts_objects_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7785);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7406);
/* harmony import */ var _crew_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5159);
/* harmony import */ var _rate_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2966);







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
    const crew = deps.crew ?? crewOfOne(deps, plan);
    const before = counted(deps.s3, crew);
    const rules = { cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified) };
    const policy = (0,_contracts_objects_js__WEBPACK_IMPORTED_MODULE_2__/* .objectPolicyOf */ .xq)(plan.copy.objects);
    let accounts = _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_1__/* .NO_ACCOUNTS */ .hp;
    let reasons = {};
    const failures = [];
    const errors = [];
    let [skipped, foldersDone, copies, copiedBytes] = [0, 0, 0, 0];
    const progress = () => onProgress({ folders: order.folders.length, foldersDone, skipped, copies, copiedBytes });
    let sweptUploads = 0;
    const queue = order.folders[Symbol.iterator]();
    const taskOf = (folder) => ({
        migration: order.migration,
        identity: order.identity,
        folder,
        prefix: `${folder}/`,
        stretch: _listing_stretches_js__WEBPACK_IMPORTED_MODULE_0__/* .EVERYTHING */ .Qz,
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
            accounts = (0,_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_1__/* .addAccounts */ .KE)(accounts, tally.accounts);
            reasons = (0,_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_1__/* .addReasons */ .hk)(reasons, tally.reasons);
            failures.push(...tally.failures);
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
        onCopied: (more, bytes) => {
            copies += more;
            copiedBytes += bytes;
            progress();
        },
        onSwept: (uploads) => {
            sweptUploads = sweptUploads === null || uploads === null ? null : sweptUploads + uploads;
        },
    });
    // A stop before a folder was taken leaves no trace but this.
    if (errors.length === 0 && foldersDone < order.folders.length)
        errors.push(stoppedShard(order.shard));
    try {
        (0,_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_1__/* .assertClosed */ .NX)(accounts, `shard ${order.shard}`);
    }
    catch (thrown) {
        errors.push((0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .asMigrationError */ .hp)(thrown));
    }
    if (errors.length === 0 && failures.length > 0)
        errors.push(failedKeys(order.shard, failures));
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
        attempt: {
            copies,
            copiedBytes,
            listRequests: counters.list - before.list,
            copyRequests: counters.copy - before.copy,
            retries: counters.retries - before.retries,
            seconds: (deps.clock.now() - startedAtMs) / 1000,
            sweptUploads,
        },
        verdict: errors.length === 0 ? 'equal' : errors.some(({ code }) => code === 'STOPPED') ? 'stopped' : 'failed',
        startedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_6__/* .isoSeconds */ .nE)(startedAtMs),
        finishedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_6__/* .isoSeconds */ .nE)(deps.clock.now()),
    };
    return { result, error: errors[0] ?? null };
}
function crewOfOne({ s3, ledger, clock, random }, plan) {
    const { inFlight } = plan.copy;
    const rate = (0,_rate_js__WEBPACK_IMPORTED_MODULE_5__/* .createRate */ .T)({
        clock,
        random,
        ceilingPerSecond: ceilingOf(plan),
        startPerSecond: _rate_js__WEBPACK_IMPORTED_MODULE_5__/* .START_PER_SECOND */ .u,
        inFlightUpTo: inFlight,
    });
    return (0,_crew_js__WEBPACK_IMPORTED_MODULE_4__/* .crewHere */ .a)({ s3, ledger, clock, random, inFlight, rate });
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
function stoppedShard(shard) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .MigrationError */ .Py('STOPPED', `Shard ${shard} was stopped; every finished batch is in its checkpoints`, {
        next: 'Re-run the job: it goes on where this one stopped.',
    });
}
function failedKeys(shard, failures) {
    const first = failures[0];
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .MigrationError */ .Py('COPY_FAILED', `${failures.length} ${failures.length === 1 ? 'key' : 'keys'} of shard ${shard} could not be copied`, {
        details: { first: first.key, code: first.code, message: first.message },
        next: 'Mend what S3 names, then re-run this job: it walks only the folders with failed keys.',
    });
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
async function accessStage(deps, { plan, names }) {
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
    const granted = await (0,_access_grant_js__WEBPACK_IMPORTED_MODULE_0__/* .ensureGrant */ .R7)({ ...deps, names }, grant, plan.access.hours);
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

/***/ 5671:
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
// EXTERNAL MODULE: ./build/src/copy/shard.js
var copy_shard = __webpack_require__(3815);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
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
        throw new errors/* MigrationError */.Py('STOPPED', `Shard ${work.shard} was stopped; its worker was asked to keep its checkpoint and leave`, {
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
        const error = (0,errors/* asMigrationError */.hp)(thrown);
        if (signal.aborted || error.code !== 'AWS_FAILED')
            throw thrown;
        log(`EC2 did not answer; asking again (${error.message})`);
        return undefined;
    }
}
function detached(shard, machine) {
    return new errors/* MigrationError */.Py('DETACHED', `The time of this job is up; the worker of shard ${shard} goes on on ${machine}`, {
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
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
;// CONCATENATED MODULE: ./build/src/ledger/hold.js



const held = schemas/* object */.Ikc({ contract: schemas/* literal */.euz('hold/1'), holder: schemas/* string */.YjP(), takenAt: schemas/* string */.YjP(), seenAt: schemas/* string */.YjP() });
/** A holder looks so often whether it still is one (design: workers look every five seconds). */
const LOOK_EVERY_MS = 5000;
/**
 * Does the work as the newest holder of a right. It is taken over from whoever has it, without waiting: a worker whose job was lost
 * need not be waited for, and one that lives on finds out within five seconds and stops. What makes that safe is the fencing beneath:
 * nobody counts what a former owner of a folder writes.
 * `work` is given a signal that aborts when the right was taken by another, or a stop was asked for.
 */
async function asHolder({ ledger, clock }, { name, holder, isAskedToStop }, work) {
    const takenAt = (0,src_clock/* isoSeconds */.nE)(clock.now());
    const body = () => JSON.stringify(held.parse({ contract: 'hold/1', holder, takenAt, seenAt: (0,src_clock/* isoSeconds */.nE)(clock.now()) }));
    let etag = await take(ledger, name, body());
    const lost = new AbortController();
    const over = new AbortController();
    const renewing = (async () => {
        for (;;) {
            await clock.sleep(LOOK_EVERY_MS, over.signal);
            if ((await isAskedToStop?.()) === true) {
                lost.abort(new errors/* MigrationError */.Py('STOPPED', `${holder} was asked to stop; its checkpoints are kept`, {
                    next: 'Run it again: it goes on where this one stopped.',
                }));
                return;
            }
            const written = await ledger.write(name, body(), { etag });
            if (written.outcome === 'conflict') {
                lost.abort(takenOver(ledger.uri(name), holder));
                return;
            }
            etag = written.etag;
        }
    })().catch((error) => {
        // A ledger that cannot be written is met by the work as well, which says what it was doing.
        if (!over.signal.aborted)
            lost.abort(error);
    });
    try {
        return await work(lost.signal);
    }
    finally {
        over.abort();
        await renewing;
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

// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
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
    const copyDeps = { s3: deps.agent, ledger: deps.agentLedger, names, clock, random: deps.random, crew: deps.crew };
    const terms = { name: names.holder(shard), holder: deps.holder };
    const { result, error } = await asHolder({ ledger: deps.agentLedger, clock }, terms, async (lost) => {
        const stop = AbortSignal.any([signals.stop, late.signal, lost]);
        const copied = await (0,copy_shard/* copyShard */.q)(copyDeps, { order, plan }, { ...signals, stop }, say);
        // Whoever has taken the shard over writes the result.
        if (lost.aborted)
            throw lost.reason;
        await (0,store/* writeOrThrow */.Hy)(deps.agentLedger, names.result(digest, round, shard), JSON.stringify(copied.result));
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
        : new errors/* MigrationError */.Py(isErrorCode(said.code) ? said.code : 'COPY_FAILED', said.message, {
            details: { machine: heartbeat.machine },
            next: 'Mend what it names, then re-run this job: it goes on from the checkpoints.',
        });
    const name = names.result(digest, round, shard);
    const stored = await ledger.read(name, signals.stop);
    if (stored === null)
        throw error ?? new errors/* MigrationError */.Py('LEDGER_CONFLICT', `Worker ${shard} ended without a result at ${ledger.uri(name)}`);
    return { result: (0,contract/* parseContract */.UA)(copy/* shardResult */.i1, stored.body.toString('utf8'), ledger.uri(name)), error };
}
const isErrorCode = (code) => Object.hasOwn(errors/* EXIT_CODES */.ai, code);
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
