export const id = 994;
export const ids = [994];
export const modules = {

/***/ 4994:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_stages_release_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9364);


await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .TA)(process.env, async (deps, open, { lines }) => {
    const { grant, kept } = await (0,_src_stages_release_js__WEBPACK_IMPORTED_MODULE_1__/* .releaseStage */ .m)(deps, open, lines('keep'));
    const left = kept.length === 0 ? '' : `, ${kept.length} left at work`;
    return { outputs: { grant }, summary: `### Release: ✅ access ${grant}${left}\n`, error: null };
}, 'end');

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

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

/***/ 9364:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ releaseStage)
/* harmony export */ });
/* harmony import */ var _access_grant_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6193);
/* harmony import */ var _access_policy_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2672);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);



const GONE_EVERY_MS = 10_000;
/** A cluster takes one to five minutes to end (emr-spark.md §1.2), an instance less. */
const GONE_WITHIN_MS = 10 * 60_000;
/**
 * Gives back what the migration was lent: runs always, also after failures, and may run twice.
 * @param keep ids of machines and clusters that work on although no job is left, as settle names them
 */
async function releaseStage(deps, open, keep = []) {
    if (deps.otherRun !== null) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('RELEASE_PENDING', `${deps.otherRun} works on this migration: machines and access were left to it`, {
            next: 'Re-run this job when that run has ended: it may be one that releases nothing, as a terminal does.',
        });
    }
    for (const id of keep)
        deps.log(`${id} works on: left alone`);
    // Machines first, so that none meets a closed door while it works; but whatever holds them up, the grant is taken back.
    let ended;
    try {
        ended = await endRented(deps, new Set(keep));
    }
    catch (error) {
        ended = (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asMigrationError */ .hp)(error);
        deps.log(`${ended.code}: ${ended.message}`);
    }
    const grant = await takeBack(deps, open, keep);
    if (ended instanceof _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py)
        throw ended;
    return { grant, ended, kept: keep };
}
async function takeBack(deps, { plan }, keep) {
    const { bucket } = plan.source;
    if (plan.access.mode === 'manual') {
        deps.log(`Access is manual: take the statement ${(0,_access_policy_js__WEBPACK_IMPORTED_MODULE_1__/* .grantSid */ .$i)(plan.migration, plan.digests.identity)} out of the policy of ${bucket}`);
        return 'manual';
    }
    if (keep.some(isInstance)) {
        deps.log(`Access to ${bucket} is kept for the machines that copy on`);
        return 'kept';
    }
    const grant = await (0,_access_grant_js__WEBPACK_IMPORTED_MODULE_0__/* .revokeGrants */ .sz)(deps, { migration: plan.migration, bucket });
    deps.log(grant === 'revoked' ? `Access to ${bucket} revoked` : `Access to ${bucket} had been revoked before`);
    return grant;
}
/** Of EC2's and EMR's ids, EC2's: i-0123456789abcdef0 beside j-2AXXXXXXGAPLF. */
const isInstance = (id) => id.startsWith('i-');
/** Ends every machine and cluster of the migration, and waits until AWS's records show none. */
async function endRented({ clock, log, rented, signal, terminate }, keep) {
    const others = async () => {
        const { clusters, instances } = await rented();
        return { clusters: clusters.filter((id) => !keep.has(id)), instances: instances.filter((id) => !keep.has(id)) };
    };
    const first = await others();
    const giveUpAt = clock.passed() + GONE_WITHIN_MS;
    for (let left = first; left.instances.length + left.clusters.length > 0; left = await others()) {
        if (left === first)
            log(`Ending ${left.instances.length} instances and ${left.clusters.length} clusters`);
        if (clock.passed() >= giveUpAt) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('RELEASE_PENDING', `Still rented after ${GONE_WITHIN_MS / 60_000} minutes: ${[...left.instances, ...left.clusters].join(', ')}`, {
                next: 'End them in the console, or re-run this job; machines end themselves at the end of their time.',
            });
        }
        // Again each time: what was just being created when we asked first is ended, too.
        await Promise.all([terminate.instances(left.instances), terminate.clusters(left.clusters)]);
        await clock.sleep(GONE_EVERY_MS, signal);
    }
    return first;
}


/***/ })

};
