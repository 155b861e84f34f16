export const id = 237;
export const ids = [237];
export const modules = {

/***/ 6237:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_contracts_receipt_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8909);
/* harmony import */ var _src_stages_report_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5953);



await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .TA)(process.env, async (deps, open, { input, lines }) => {
    const policy = open.plan.access.mode === 'managed' ? deps.policy : null;
    const report = await (0,_src_stages_report_js__WEBPACK_IMPORTED_MODULE_2__/* .reportStage */ .p)({ ...deps, policy }, open, {
        mode: _src_contracts_receipt_js__WEBPACK_IMPORTED_MODULE_1__/* .reportMode */ .E.parse(input('mode', { oneOf: _src_contracts_receipt_js__WEBPACK_IMPORTED_MODULE_1__/* .reportMode */ .E.options }) || 'all'),
        findings: lines('findings'),
        tableFindings: input('table-findings') || null,
        startedAt: input('started-at', { required: true }),
    });
    return {
        outputs: {
            verdict: report.receipt.verdict,
            receipt: report.receiptUri,
            report: report.reportUri,
            copies: String(report.receipt.run.copies),
        },
        summary: report.markdown,
        error: report.error,
    };
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

/***/ 9391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $2: () => (/* binding */ bothDigests),
/* harmony export */   Pg: () => (/* binding */ findings),
/* harmony export */   hh: () => (/* binding */ folderOutcome),
/* harmony export */   rP: () => (/* binding */ verifyResult)
/* harmony export */ });
/* unused harmony exports FINDING_CLASSES, findingClass, VERDICTS, verdict, facts, finding, seen, confidence, sideDigest, outside, deepLook */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _copy_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8372);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);



const FINDING_CLASSES = [
    'missing-folder',
    'source-folder-missing',
    'unexpected-folder',
    'missing-object',
    'size-differs',
    'content-differs',
    'changed-after-copy',
    'target-only',
    'archived',
    'layout-anomaly',
    'unverifiable',
];
const findingClass = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(FINDING_CLASSES);
const VERDICTS = ['identical', 'different', 'unproven'];
const verdict = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(VERDICTS);
const facts = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ size: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, etag: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), lastModified: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** One difference, with what both sides show. `key` is null when the whole folder is meant; `shard` is empty where no shard has the key. */
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
/** Keys by what proved them equal; `size`: only their sizes are equal, which proves nothing and is a finding, too. */
const confidence = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ etag: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, recorded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, checksum: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, size: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 });
const sum128 = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[0-9a-f]{32}$/, 'a digest of 128 bits');
/** All keys of one side, in any order: equal contents have equal values. `names` is of keys and sizes without the ETags. */
const sideDigest = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ keys: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, bytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, digest: sum128, names: sum128 });
const bothDigests = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ source: sideDigest, target: sideDigest });
/** What lies at one side beside the expected folders. `more`: a folder was too large to be counted to its end. */
const outside = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folders: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, keys: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, bytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, more: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY() });
/** A sample of the equal keys, of which more was looked at than a listing tells. */
const deepLook = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    percent: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().positive().max(100),
    seed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    sampled: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    byChecksum: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    byBytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    /** Too large to be read, and without a checksum that both sides have. */
    untold: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    differing: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    /** What that proves, in a sentence. */
    says: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
});
/** How one folder came out. `state`: `absent` has no key at the source. */
const folderOutcome = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    state: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['identical', 'different', 'unproven', 'absent']),
    source: sideDigest,
    target: sideDigest,
});
/** The outcome of one verify pass. Counts are exact; `examples` is bounded per class and folder, and `list` says where all of them are. */
const findings = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('findings/2'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    pass: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    verdict,
    counts: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9),
    examples: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(finding),
    /** Affected by a class that a repeat can heal. */
    folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    shards: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    /** The same, by shard: what the next round copies. */
    affected: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()) })),
    /** Affected, and no repeat can help: what S3 refused for good. */
    beyondRepeat: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), keys: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    /** Expected folders; those seen at the source; those whose every key is proven equal. */
    folderCounts: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ expected: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, present: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, identical: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    /** The copiers' accounts, summed over the folders' checkpoints. */
    accounts: _copy_js__WEBPACK_IMPORTED_MODULE_0__/* .accounts */ .vd,
    /**
     * What this pass saw by itself. Source: sourceListed = equal + different + excluded. Target: targetListed = matched + targetOnly.
     * An account that does not close, in a range, a folder, a shard or in total, makes the pass unproven.
     */
    seen,
    perShard: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), folders: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, seen })),
    perFolder: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(folderOutcome),
    /** Of all expected folders together. */
    digests: bothDigests,
    outside: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ source: outside, target: outside }),
    /** Folders that could not be seen whole, and why; without a name: what lies beside all of them. Each is a finding, too. */
    unproven: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    confidence,
    deep: deepLook.nullable(),
    /** Every finding, as NDJSON, and the same as `+ - * !` lines: segments 0 .. n-1 of the two; null where none was kept. */
    list: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ findings: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), combined: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), lines: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, segments: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }).nullable(),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
});
/**
 * What a pass on a machine leaves for the job that follows it. It decides nothing by itself: findings and orders are written by
 * that job, under the operate role.
 */
const verifyResult = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('verify-result/1'),
    findings,
    /** Of the affected folders: the walk that a repeat is to be of. */
    generations: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive()),
});


/***/ }),

/***/ 5034:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D7: () => (/* binding */ publishCommit)
/* harmony export */ });
/* unused harmony exports publishedFile, partitionValues */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4377);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);


/** One file of ours in the table: `key` is whole, counted from the bucket's root. */
const publishedFile = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    day: zod__WEBPACK_IMPORTED_MODULE_2__/* .date */ .p6(),
    rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Its ETag in the table, from S3's own answer; null until one is recorded. A bucket under KMS gives a copy another one. */
    etag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(),
    /** The range file in the ledger that it is a copy of; `key` counts from that bucket's root. */
    from: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), etag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }),
});
/** Values of YEAR, MONTH and DAY. */
const partitionValues = zod__WEBPACK_IMPORTED_MODULE_1__/* .tuple */ .PVZ([zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()]);
/**
 * What we put into the table, and nothing else. Written as `placing` before the first file and as `published` after the
 * last: a roll-back deletes exactly these, and only where they are still what we wrote.
 */
const publishCommit = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('publish-commit/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    /** Of this publish alone: its files carry it as metadata and its partitions as a parameter, so that a lost answer loses none. */
    mark: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[0-9a-f]{32}$/),
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['placing', 'published', 'rolling-back', 'rolled-back']),
    table: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ database: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), name: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .side */ .Cf }),
    /** Digest of the range commits that the files are of. */
    inputs: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    files: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(publishedFile),
    /** Partitions that the catalogue did not have: those that we register, and after that those that we registered. */
    partitions: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(partitionValues),
    /** Of files that are not ours, as counted while publishing. */
    others: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ files: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9 }),
    updatedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});


/***/ }),

/***/ 8909:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ reportMode)
/* harmony export */ });
/* unused harmony export receipt */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3798);
/* harmony import */ var _findings_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9391);
/* harmony import */ var _partition_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3399);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9295);




/** What a migration ends with: the contract `receipt/1` of the design. */
const receipt = zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz('receipt/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    digests: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .digests */ .cI,
    plan: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    verdict: zod__WEBPACK_IMPORTED_MODULE_3__/* ["enum"] */ .k5n(['complete', 'incomplete']),
    /** Why the verdict is not "complete"; empty when it is. */
    reasons: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
    folders: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ expected: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, present: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, identical: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9 }),
    /** Each key once, by how it ended in the whole migration. */
    objects: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ listed: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, identical: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, copied: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, failed: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, vanished: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, excluded: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9 }),
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9,
    verify: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({
        pass: zod__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig().int().positive(),
        findings: zod__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9),
        folders: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
        shards: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
    })),
    /**
     * What both sides held when they were last listed whole: count, bytes and digests, together and by folder. One listing later they
     * tell whether a side is still the same (docs/decisions/0014). Null where the last pass is not there, or unproven.
     */
    content: _findings_js__WEBPACK_IMPORTED_MODULE_0__/* .bothDigests */ .$2.extend({ folders: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .folderOutcome */ .hh.omit({ shard: true, state: true })) }).nullable(),
    /** What the last pass saw that is not of this migration, or only of another form than the layout's: no differences. */
    beside: zod__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9),
    /** Read from AWS at the end: what is still rented or granted. */
    resources: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ instances: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, clusters: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, grants: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9 }),
    /** The partition half, from its commits; null where the migration has none. documents read = rows + rejects. */
    documents: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ read: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, rows: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, rejects: _partition_js__WEBPACK_IMPORTED_MODULE_1__/* .rejects */ .zo, foldersCommitted: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9 }).nullable(),
    /** What lies in the table and is ours; null while nothing is published. */
    published: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ partitions: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, files: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, rows: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9 }).nullable(),
    /** What the run's last look at the whole table showed; null where it had none. */
    table: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ verdict: zod__WEBPACK_IMPORTED_MODULE_3__/* ["enum"] */ .k5n(['whole', 'different']), findings: zod__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9) }).nullable(),
    /** What this run did by itself; a run that found everything done copied nothing. */
    run: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({
        copies: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9,
        copiedBytes: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9,
        shards: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ round: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, shard: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), copies: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, skippedFolders: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9 })),
        /** Legs of the table half: clusters that they rented, and folders or ranges that failed on one, by class of failure; most were healed since. */
        batches: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_3__/* ["enum"] */ .k5n(['partition', 'compact']), batch: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), clusters: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9, failures: zod__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9) })),
    }),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_2__/* .moment */ .n$,
});
/** What a run was asked to do: only that can be incomplete. */
const reportMode = zod__WEBPACK_IMPORTED_MODULE_3__/* ["enum"] */ .k5n(['all', 'copy', 'verify', 'partition', 'publish']);


/***/ }),

/***/ 4281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BE: () => (/* binding */ readPublishCommit),
/* harmony export */   fS: () => (/* binding */ readRangeCommit),
/* harmony export */   zb: () => (/* binding */ readFolderCommits)
/* harmony export */ });
/* unused harmony export readFolderCommit */
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3399);
/* harmony import */ var _contracts_publish_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5034);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7406);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1439);
/* harmony import */ var _checkpoint_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7925);






const READS_AT_ONCE = 16;
/** The commit of one folder for the manifest that its checkpoint has now; null when there is none. @throws MigrationError ACCOUNTS_OPEN */
async function readFolderCommit({ ledger, names, transform }, folder, manifestGeneration, signal) {
    const name = names.table(transform).folderCommit(folder, manifestGeneration);
    const stored = await ledger.read(name, signal);
    if (stored === null)
        return null;
    const commit = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .folderCommit */ .oT, stored.body.toString('utf8'), ledger.uri(name));
    const rejected = Object.values(commit.rejects).reduce((sum, times) => sum + times, 0);
    const staged = commit.files.reduce((sum, { rows }) => sum + rows, 0);
    const daily = Object.values(commit.days).reduce((sum, rows) => sum + rows, 0);
    if (commit.documents === commit.rows + rejected && commit.rows === staged && commit.rows === daily)
        return commit;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The commit ${ledger.uri(name)} does not close: ${commit.documents} documents, ${commit.rows} rows, ${rejected} rejects; ${staged} rows in files, ${daily} in days`, { next: 'Delete it and run the partition job of this folder again.' });
}
/** The commits of all folders in their order, and the folders that have none. */
async function readFolderCommits(where, folders, signal) {
    const found = [];
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_5__/* .eachUpTo */ .M)(folders.entries(), READS_AT_ONCE, async ([index, folder]) => {
        const stored = await (0,_checkpoint_js__WEBPACK_IMPORTED_MODULE_4__/* .readCheckpoint */ .HQ)(where.ledger, where.names, folder, signal);
        found[index] = stored === null ? null : await readFolderCommit(where, folder, stored.checkpoint.generation, signal);
    });
    return {
        commits: found.filter((commit) => commit !== null),
        missing: folders.filter((_, index) => found[index] === null),
    };
}
async function readRangeCommit({ ledger, names, transform }, range, inputs, signal) {
    const name = names.table(transform).rangeCommit(range, inputs);
    const stored = await ledger.read(name, signal);
    return stored === null ? null : (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .rangeCommit */ .Nz, stored.body.toString('utf8'), ledger.uri(name));
}
async function readPublishCommit({ ledger, names, transform }, signal) {
    const name = names.table(transform).publish();
    const stored = await ledger.read(name, signal);
    return stored === null ? null : (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_publish_js__WEBPACK_IMPORTED_MODULE_2__/* .publishCommit */ .D7, stored.body.toString('utf8'), ledger.uri(name));
}


/***/ }),

/***/ 9054:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TR: () => (/* binding */ parseFolderCommit),
/* harmony export */   cz: () => (/* binding */ sum),
/* harmony export */   k1: () => (/* binding */ parseRangeCommit)
/* harmony export */ });
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3399);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);



/** A folder's proof, believed only when it is of this manifest and its accounts close. @throws MigrationError CONTRACT_MISMATCH, ACCOUNTS_OPEN */
function parseFolderCommit(text, where, of, { folder, manifest }) {
    const commit = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .folderCommit */ .oT, text, where);
    assertSame(where, 'folder', commit, { ...of, folder });
    assertSame(where, 'manifest', commit.manifest, manifest);
    const rejected = sum(Object.values(commit.rejects));
    assertClosed(where, [
        ['documents', commit.documents, 'keys of the manifest', manifest.keys],
        ['documents', commit.documents, 'rows and rejects', commit.rows + rejected],
        ['rows', commit.rows, 'rows of its files', sum(commit.files.map(({ rows }) => rows))],
        ['rows', commit.rows, 'rows of its days', sum(Object.values(commit.days))],
    ]);
    return commit;
}
/** A range's proof, believed only when it is of these inputs and holds every row of each day. */
function parseRangeCommit(text, where, of, { range, inputs, rows, days }) {
    const commit = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .rangeCommit */ .Nz, text, where);
    assertSame(where, 'range', commit, { ...of, inputs });
    assertSame(where, 'range', commit.range, range);
    assertClosed(where, [
        ['rows', commit.rows, 'rows of the folders', rows],
        ['rows', commit.rows, 'rows of its files', sum(commit.files.map((file) => file.rows))],
        ...[...new Set([...Object.keys(days), ...commit.files.map(({ day }) => day)])]
            .toSorted()
            .map((day) => [
            `rows of ${day}`,
            sum(commit.files.filter((file) => file.day === day).map((file) => file.rows)),
            'rows of the folders',
            days[day] ?? 0,
        ]),
    ]);
    return commit;
}
function assertSame(where, what, found, wanted) {
    const values = new Map(Object.entries(found));
    for (const [name, value] of Object.entries(wanted)) {
        const there = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalJson */ .dj)(values.get(name) ?? null);
        if (there === (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalJson */ .dj)(value))
            continue;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `${where} is the commit of another ${what}: its ${name} is ${there}, and not ${(0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalJson */ .dj)(value)}`, {
            next: 'Somebody changed or copied it. Delete it, and run this job again: only this one is done again.',
        });
    }
}
function assertClosed(where, equations) {
    for (const [what, count, other, otherCount] of equations) {
        if (count === otherCount)
            continue;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The accounts of ${where} do not close: ${count} ${what} ≠ ${otherCount} ${other}`, {
            next: 'This is a defect of the Spark job: please report it. Nothing of this commit is taken as proof.',
        });
    }
}
function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
}


/***/ }),

/***/ 734:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ planCompaction),
/* harmony export */   R: () => (/* binding */ compactBatchName)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5362);
/* harmony import */ var _commits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9054);





/** One wave: compaction reads what partitioning has made small, so a few clusters are done sooner than many have started. */
const CLUSTERS_UP_TO = 8;
const NAMED_AT_MOST = 20;
/**
 * What is to be compacted, from the commits of all folders: the same commits give the same plan, so every leg makes it
 * for itself. @throws MigrationError PARTITION_NOT_READY when a folder has no commit, ACCOUNTS_OPEN when rows are in no range
 */
function planCompaction(commits, ranges, clustersUpTo = CLUSTERS_UP_TO) {
    const missing = [...commits].flatMap(([folder, commit]) => (commit === null ? [folder] : []));
    if (missing.length > 0)
        throw notReady(missing, commits.size);
    const folders = [...commits.values()].flatMap((commit) => commit ?? []).toSorted((a, b) => (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_4__/* .compareKeys */ .Y)(a.folder, b.folder));
    const all = ranges.map((range) => rangeOf(range, folders));
    const rows = (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(folders.map((commit) => commit.rows));
    const inRanges = (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(all.map((range) => range.rows));
    if (inRanges !== rows)
        throw open(`the folders have ${rows} rows, and the ranges ${inRanges}`);
    const full = all.filter((range) => range.rows > 0);
    return {
        batches: balance(full, Math.min(clustersUpTo, full.length)),
        empty: all.flatMap(({ range, rows: own }) => (own === 0 ? [range.name] : [])),
        rows,
    };
}
function rangeOf(range, folders) {
    const days = {};
    const files = [];
    const inputs = [];
    for (const commit of folders) {
        const own = commit.files.filter((file) => file.range === range.name).toSorted((a, b) => (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_4__/* .compareKeys */ .Y)(a.key, b.key));
        const ofDays = Object.entries(commit.days).filter(([day]) => isWithin(day, range));
        if ((0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(own.map(({ rows }) => rows)) !== (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(ofDays.map(([, count]) => count))) {
            throw open(`folder ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(commit.folder)} has ${(0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(own.map(({ rows }) => rows))} rows in files of range ${range.name}, and ${(0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(ofDays.map(([, count]) => count))} on its days`);
        }
        for (const [day, count] of ofDays)
            days[day] = (days[day] ?? 0) + count;
        if (own.length === 0)
            continue;
        files.push(...own);
        // By content: a folder that was copied and partitioned again to the same rows leaves what is published as it is.
        inputs.push([commit.folder, own.map(({ etag, rows: count }) => [etag, count])]);
    }
    return {
        range,
        rows: (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(Object.values(days)),
        days: Object.fromEntries(Object.entries(days).toSorted(([a], [b]) => (a < b ? -1 : 1))),
        files,
        inputs: (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update((0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(inputs)).digest('hex').slice(0, 32),
    };
}
/** Days are ISO 8601, so their order is that of their letters. */
function isWithin(day, { from, until }) {
    return (from === null || day >= from) && (until === null || day < until);
}
/** Longest processing time first (R. L. Graham, 1969): the range with most rows goes to the batch with fewest. */
function balance(ranges, batches) {
    const loads = Array.from({ length: batches }, () => ({ rows: 0, ranges: [] }));
    for (const range of ranges.toSorted((a, b) => b.rows - a.rows || (a.range.name < b.range.name ? -1 : 1))) {
        const lightest = loads.reduce((best, load) => (load.rows < best.rows ? load : best));
        lightest.rows += range.rows;
        lightest.ranges.push(range);
    }
    return loads.map(({ ranges: own, rows }, index) => ({ batch: compactBatchName(index), rows, ranges: own }));
}
/** From 0 on, without gaps. "c": partition and compact batches share folders of the ledger. */
function compactBatchName(index) {
    return `c${String(index).padStart(2, '0')}`;
}
function notReady(missing, folders) {
    const named = missing.slice(0, NAMED_AT_MOST).map(_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$).join(', ');
    const others = missing.length > NAMED_AT_MOST ? ` and ${missing.length - NAMED_AT_MOST} more` : '';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('PARTITION_NOT_READY', `${missing.length} of ${folders} folders ${missing.length === 1 ? 'has' : 'have'} no commit: ${named}${others}`, {
        next: 'Re-run the partition jobs of these folders, then this one. Nothing has been rented.',
    });
}
function open(what) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The accounts of the folder commits do not close: ${what}`, {
        next: 'This is a defect of the Spark job: please report it. Nothing has been rented.',
    });
}


/***/ }),

/***/ 75:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hi: () => (/* binding */ inMarkdown),
/* harmony export */   KT: () => (/* binding */ named),
/* harmony export */   OZ: () => (/* binding */ receiptMarkdown),
/* harmony export */   Xg: () => (/* binding */ planMarkdown),
/* harmony export */   ai: () => (/* binding */ number),
/* harmony export */   bk: () => (/* binding */ VERDICTS),
/* harmony export */   mH: () => (/* binding */ shardMarkdown),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** Text from outside, inert in Markdown: a key may hold anything. */
function inMarkdown(text) {
    return (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(text).replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:@$]/g, (char) => `&#${char.charCodeAt(0)};`);
}
const number = (value) => value.toLocaleString('en-US');
function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
/** Names of a list, cut where a reader stops reading; the count is exact. */
function named(names, upTo) {
    const rest = names.length - upTo;
    return (names
        .slice(0, upTo)
        .map((name) => `\`${name}\``)
        .join(' ') + (rest > 0 ? ` and ${number(rest)} more` : ''));
}
function planMarkdown(plan, digest, uri) {
    const { estimate, source, target, cutoff } = plan;
    const bound = plan.folders.some(({ more }) => more) ? '≥ ' : '';
    return [
        `### Plan: ${plan.migration}`,
        '',
        table(['what', 'value'], [
            ['source', `\`s3://${source.bucket}/${source.prefix}\` (${source.region}, ${source.account})`],
            ['target', `\`s3://${target.bucket}/${target.prefix}\` (${target.region}, ${target.account})`],
            ['cut-off', cutoff.lastModified ?? 'none'],
            ['folders', number(plan.folders.length)],
            ['shards', number(plan.shards.length)],
            ['objects', bound + number(estimate.objects)],
            ['bytes', bound + number(estimate.bytes)],
            ['cost', `${bound}$${estimate.usd.toFixed(2)} (prices of ${estimate.pricesOf})`],
            ...(plan.verify === undefined
                ? []
                : [['verify', `on a machine of type ${plan.verify.machine.instanceType}, about ${bound}${estimate.machineHours ?? 0} h`]]),
            ['time at one S3 partition', `${bound}${number(estimate.secondsAtOnePartition)} s`],
            ['plan', `\`${digest}\``],
        ]),
        '',
        `Kept at \`${uri}\`.`,
        '',
    ].join('\n');
}
/** Failed keys on a page; the result has all of them. */
const FAILURES_SHOWN = 10;
const reasonOf = ({ code, message, requestId }) => `${inMarkdown(code)}: ${inMarkdown(message)}${requestId === undefined ? '' : ` (request ${inMarkdown(requestId)})`}`;
function shardMarkdown(result) {
    const { shard, round, verdict, accounts, attempt, skipped, folders, failures, failedFolders = [] } = result;
    const lines = [
        `### Shard ${shard}${round === 0 ? '' : `, round ${round}`}: ${verdict === 'equal' ? '✅ equal' : verdict === 'stopped' ? '⏸ stopped' : '❌ failed'}`,
        '',
        table(['folders', 'done before', 'listed', 'identical', 'copied', 'failed', 'vanished', 'excluded', 'copied now', 'seconds'], [
            [
                folders,
                skipped,
                accounts.listed,
                accounts.identical,
                accounts.copied,
                accounts.failed,
                accounts.vanished,
                accounts.excluded,
                attempt.copies,
                Math.round(attempt.seconds),
            ].map(number),
        ]),
        '',
    ];
    for (const { folder, ...why } of failedFolders)
        lines.push(`- folder ${inMarkdown(folder)}: ${reasonOf(why)}`);
    for (const { key, ...why } of failures.slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(key)}: ${reasonOf(why)}`);
    if (failures.length > FAILURES_SHOWN)
        lines.push(`- and ${number(failures.length - FAILURES_SHOWN)} more`);
    // Once for each code and step: what to do is the same for all of its keys.
    const steps = new Set([...failedFolders, ...failures].flatMap(({ code, next }) => (next === undefined ? [] : [`${code}: ${next}`])));
    if (steps.size > 0)
        lines.push('', 'What to do:', '');
    for (const step of [...steps].slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(step)}`);
    if (attempt.unswept !== undefined)
        lines.push('', `Uploads in parts that an earlier worker may have left stay: ${inMarkdown(attempt.unswept)}`);
    return [...lines, ''].join('\n');
}
const VERDICTS = {
    identical: '✅ identical',
    different: '❌ different',
    unproven: '❓ unproven',
};
function batchRows({ run }) {
    if (run.batches.length === 0)
        return [];
    const met = {};
    for (const { failures } of run.batches)
        for (const [name, times] of Object.entries(failures))
            met[name] = (met[name] ?? 0) + times;
    return [
        ['clusters rented by this run', number(run.batches.reduce((sum, { clusters }) => sum + clusters, 0))],
        ...Object.entries(met).map(([name, times]) => [`folders or ranges that failed on one: ${name}`, number(times)]),
    ];
}
function documentRows({ documents, published, table: seen }) {
    if (documents === null)
        return [];
    return [
        ['documents read', number(documents.read)],
        ['= rows', number(documents.rows)],
        ...Object.entries(documents.rejects).map(([reason, times]) => [`+ rejects: ${reason}`, number(times)]),
        [
            'published',
            published === null
                ? 'nothing'
                : `${number(published.rows)} rows in ${number(published.files)} files of ${number(published.partitions)} days`,
        ],
        ...(seen === null ? [] : [['table verified', seen.verdict === 'whole' ? 'whole' : Object.keys(seen.findings).join(', ')]]),
    ];
}
function receiptMarkdown(receipt, plan, passes) {
    const { objects, folders, resources, run } = receipt;
    const complete = receipt.verdict === 'complete';
    const left = resources.instances + resources.clusters + resources.grants;
    return [
        `### ${complete ? '✅ Complete' : '❌ Incomplete'}: ${receipt.migration}`,
        '',
        complete
            ? `Every key of the ${number(folders.expected)} expected folders that belongs to the migration is proven to be at \`s3://${plan.target.bucket}/${plan.target.prefix}\`.`
            : receipt.reasons.map((reason) => `- ${inMarkdown(reason)}`).join('\n'),
        '',
        table(['what', 'number'], [
            ['folders expected', number(folders.expected)],
            ['folders identical', number(folders.identical)],
            ['objects listed', number(objects.listed)],
            ['= copied', number(objects.copied)],
            ['+ identical already', number(objects.identical)],
            ['+ failed', number(objects.failed)],
            ['+ vanished', number(objects.vanished)],
            ['+ excluded', number(objects.excluded)],
            ['bytes proven at the target', number(receipt.bytes)],
            ...documentRows(receipt),
            ['copies made by this run', number(run.copies)],
            ...batchRows(receipt),
            [
                'still rented or granted',
                left === 0 ? 'nothing' : `${resources.instances} instances, ${resources.clusters} clusters, ${resources.grants} grants`,
            ],
        ]),
        '',
        run.copies === 0 ? 'This run copied nothing: everything was there.\n' : '',
        table(['pass', 'verdict', 'findings', 'shards repeated'], passes.map(({ pass, verdict, counts, shards }) => [
            String(pass),
            VERDICTS[verdict],
            Object.entries(counts)
                .map(([name, times]) => `${name} ${number(times)}`)
                .join(', ') || 'none',
            shards.length === 0 ? 'none' : shards.join(' '),
        ])),
        '',
        ...passes
            .filter(({ folders: affected }) => affected.length > 0)
            .map(({ pass, folders: affected }) => `Pass ${pass} found ${named(affected, 40)}.`),
        '',
        `From ${receipt.startedAt} to ${receipt.finishedAt}; plan \`${receipt.plan}\`.`,
        '',
    ].join('\n');
}


/***/ }),

/***/ 7658:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ unseenText),
/* harmony export */   v: () => (/* binding */ unseenFirst)
/* harmony export */ });
/** How much could not be seen whole: folders as folders, and apart from them what lies beside all of them, whose entry has no name. */
function unseenText({ folderCounts, unproven }) {
    const folders = unproven.filter(({ folder }) => folder !== '').length;
    if (folders === 0)
        return 'what lies beside the folders could not be seen whole';
    const beside = folders < unproven.length ? ', and what lies beside them,' : '';
    return `${folders} of ${folderCounts.expected} folders${beside} could not be seen whole`;
}
/** The same, and the first of the reasons. */
function unseenFirst(findings) {
    const [first] = findings.unproven;
    if (first === undefined)
        return unseenText(findings);
    return first.folder === ''
        ? `${unseenText(findings)}; ${first.reason}`
        : `${unseenText(findings)}; first ${first.folder}: ${first.reason}`;
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

/***/ 5953:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  p: () => (/* binding */ reportStage)
});

// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
;// CONCATENATED MODULE: ./build/src/contracts/table-findings.js


/** What can be wrong with a table that was published. Closed, so that every reader knows all of them. */
const TABLE_FINDING_CLASSES = [
    /** A folder has no commit for the manifest that it has now. */
    'folder-not-committed',
    /** A commit's own accounts do not close, or it is of something else. */
    'commit-open',
    'range-not-committed',
    /** There is no publish of these rules, or it has not ended. */
    'not-published',
    /** Rows of folders, of ranges and of the publish are not the same. */
    'rows-differ',
    'missing-file',
    'size-differs',
    /** The file's ETag is not the one that was recorded when it was placed. */
    'content-differs',
    /** The file's own footer counts other rows than its commit. */
    'footer-differs',
    'unreadable-file',
    /** It has a name of this migration, and no publish records it: its rows would be there twice. */
    'unrecorded-file',
    'table-unusable',
    'partition-missing',
    'partition-elsewhere',
];
const tableFindingClass = schemas/* enum */.k5n(TABLE_FINDING_CLASSES);
/** `thing`: a folder, a range, a key from the bucket's root, or a partition's values. */
const tableFinding = schemas/* object */.Ikc({ class: tableFindingClass, thing: schemas/* string */.YjP(), detail: schemas/* string */.YjP() });
/**
 * What one look at the whole table half has shown: from the folders' documents to the files that readers see. Counts are exact; `examples` is
 * bounded for each class. documents = rows + rejects; rows = rangeRows = publishedRows = footerRows, or there is a finding that says where not.
 */
const tableFindings = schemas/* object */.Ikc({
    contract: schemas/* literal */.euz('table-findings/1'),
    migration: schemas/* string */.YjP(),
    identity: contract/* digest */.br,
    transform: contract/* digest */.br,
    plan: contract/* digest */.br,
    verdict: schemas/* enum */.k5n(['whole', 'different']),
    counts: schemas/* partialRecord */.jgl(tableFindingClass, contract/* count */.U9),
    examples: schemas/* array */.YOg(tableFinding),
    seen: schemas/* object */.Ikc({
        folders: contract/* count */.U9,
        committed: contract/* count */.U9,
        documents: contract/* count */.U9,
        rows: contract/* count */.U9,
        rejects: contract/* count */.U9,
        ranges: contract/* count */.U9,
        rangeRows: contract/* count */.U9,
        publishedFiles: contract/* count */.U9,
        publishedRows: contract/* count */.U9,
        /** Counted from the footers of the files that are in place. */
        footerRows: contract/* count */.U9,
        partitions: contract/* count */.U9,
        /** Files in the table that are not ours: counted, untouched. */
        others: contract/* count */.U9,
    }),
    startedAt: contract/* moment */.n$,
    finishedAt: contract/* moment */.n$,
});

// EXTERNAL MODULE: ./build/src/contracts/copy.js
var copy = __webpack_require__(8372);
// EXTERNAL MODULE: ./build/src/contracts/findings.js
var findings = __webpack_require__(9391);
// EXTERNAL MODULE: ./build/src/contracts/partition.js
var partition = __webpack_require__(3399);
// EXTERNAL MODULE: ./build/src/access/policy.js
var access_policy = __webpack_require__(2672);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/commits.js
var ledger_commits = __webpack_require__(4281);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/partition/compact-plan.js
var compact_plan = __webpack_require__(734);
// EXTERNAL MODULE: ./build/src/report/unseen.js
var unseen = __webpack_require__(7658);
;// CONCATENATED MODULE: ./build/src/report/receipt.js


const different = (text) => ({ code: 'DIFFERENCES_FOUND', text });
const unproven = (text) => ({ code: 'UNPROVEN', text });
/** All of them, in the order in which a reader looks; none when the migration is complete. Pure. */
function shortcomings(facts) {
    const documents = facts.commits === null ? null : documentsOf(facts.commits);
    const published = publishedNow(facts);
    return [
        ...whyIncomplete(facts.passes.at(-1)),
        ...whyNoTable(facts.plan.folders.length, documents, published, facts.table),
        ...whyNotWhole(facts.table === 'published' ? published : null, facts.tableFindings),
    ];
}
/** The receipt of a run. The last pass is the judge: without one that is identical, nothing is complete. Pure. */
function receiptOf(facts) {
    const { plan, planDigest, passes, results, resources, startedAt, finishedAt } = facts;
    const last = passes.at(-1);
    const accounts = last?.accounts;
    const documents = facts.commits === null ? null : documentsOf(facts.commits);
    const published = publishedNow(facts);
    const reasons = shortcomings(facts).map(({ text }) => text);
    return {
        contract: 'receipt/1',
        migration: plan.migration,
        digests: plan.digests,
        plan: planDigest,
        verdict: reasons.length === 0 ? 'complete' : 'incomplete',
        reasons,
        folders: last?.folderCounts ?? { expected: plan.folders.length, present: 0, identical: 0 },
        objects: {
            listed: accounts?.listed ?? 0,
            identical: accounts?.identical ?? 0,
            copied: accounts?.copied ?? 0,
            failed: accounts?.failed ?? 0,
            vanished: accounts?.vanished ?? 0,
            excluded: accounts?.excluded ?? 0,
        },
        bytes: accounts?.bytes ?? 0,
        verify: passes.map(({ pass, counts, folders, shards }) => ({
            pass,
            findings: countsOf(counts, (name) => !BESIDE.has(name)),
            folders,
            shards,
        })),
        content: contentOf(last),
        beside: countsOf(last?.counts ?? {}, (name) => BESIDE.has(name)),
        resources,
        documents,
        published,
        table: facts.tableFindings === null ? null : { verdict: facts.tableFindings.verdict, findings: counted(facts.tableFindings) },
        run: {
            copies: results.reduce((sum, { attempt }) => sum + attempt.copies, 0),
            copiedBytes: results.reduce((sum, { attempt }) => sum + attempt.copiedBytes, 0),
            shards: results.map(({ round, shard, attempt, skipped }) => ({ round, shard, copies: attempt.copies, skippedFolders: skipped })),
            batches: facts.batches.map(({ kind, batch, clusters, failures }) => ({
                kind,
                batch,
                clusters: clusters.filter(({ how }) => how === 'created').length,
                failures: timesOf(failures.map((failure) => failure.class)),
            })),
        },
        startedAt,
        finishedAt,
    };
}
/** Classes that say nothing of a key that is missing or differs. */
const BESIDE = new Set(['unexpected-folder', 'layout-anomaly']);
function countsOf(counts, belongs) {
    return Object.fromEntries(Object.entries(counts).filter(([name]) => belongs(name)));
}
function contentOf(last) {
    if (last === undefined || last.verdict === 'unproven')
        return null;
    return { ...last.digests, folders: last.perFolder.map(({ folder, source, target }) => ({ folder, source, target })) };
}
function timesOf(names) {
    const times = {};
    for (const name of names)
        times[name] = (times[name] ?? 0) + 1;
    return times;
}
function documentsOf(commits) {
    const rejects = {};
    for (const commit of commits)
        for (const reason of partition/* REJECT_REASONS */.Ih) {
            const times = commit.rejects[reason] ?? 0;
            if (times > 0)
                rejects[reason] = (rejects[reason] ?? 0) + times;
        }
    const sum = (of) => commits.reduce((total, commit) => total + of(commit), 0);
    return { read: sum(({ documents }) => documents), rows: sum(({ rows }) => rows), rejects, foldersCommitted: commits.length };
}
const publishedNow = ({ publish }) => (publish?.state === 'published' ? publishedOf(publish) : null);
function publishedOf({ files, rows }) {
    return { partitions: new Set(files.map(({ day }) => day)).size, files: files.length, rows };
}
function whyNoTable(folders, documents, published, table) {
    if (documents === null)
        return [];
    const reasons = [];
    const rejected = Object.values(documents.rejects).reduce((sum, times) => sum + times, 0);
    if (documents.foldersCommitted !== folders)
        reasons.push(different(`${folders - documents.foldersCommitted} of ${folders} folders have no commit of their rows`));
    if (documents.read !== documents.rows + rejected)
        reasons.push(unproven(`${documents.read} documents were read, and ${documents.rows} rows and ${rejected} rejects came of them`));
    const unfetched = documents.rejects['fetch-failed'] ?? 0;
    if (unfetched > 0)
        reasons.push(different(`${unfetched} documents were not at the target when they were read, or were others than the manifest proves: verify and partition again`));
    if (published === null) {
        if (table === 'published')
            reasons.push(different('the table is not published'));
    }
    else if (published.rows !== documents.rows)
        reasons.push(different(`${published.rows} rows are published, and the commits hold ${documents.rows}`));
    return reasons;
}
/** What is published counts as there only after somebody has looked. */
function whyNotWhole(published, found) {
    if (published === null)
        return [];
    if (found === null)
        return [unproven('the published table was not verified')];
    if (found.verdict === 'whole')
        return [];
    const classes = Object.entries(found.counts).map(([name, times]) => `${name} ${times}`);
    return [different(`the table shows ${classes.join(', ')}`)];
}
const counted = ({ counts }) => Object.fromEntries(Object.entries(counts).flatMap(([name, times]) => (times === undefined ? [] : [[name, times]])));
function whyIncomplete(last) {
    if (last === undefined)
        return [unproven('no verify pass has ended')];
    const reasons = [];
    if (last.verdict === 'unproven')
        reasons.push(unproven((0,unseen/* unseenText */.k)(last)));
    if (last.verdict === 'different') {
        const classes = Object.entries(last.counts).map(([name, times]) => `${name} ${times}`);
        reasons.push(different(`the last pass found ${classes.join(', ')}`));
    }
    const { accounts, folderCounts, seen } = last;
    if (accounts.failed > 0)
        reasons.push(different(`keys that failed: ${accounts.failed}`));
    if (folderCounts.identical !== folderCounts.expected)
        reasons.push(different(`${folderCounts.expected - folderCounts.identical} of ${folderCounts.expected} folders are not proven identical`));
    const closed = accounts.identical + accounts.copied + accounts.failed + accounts.vanished + accounts.excluded;
    if (accounts.listed !== closed)
        reasons.push(unproven(`the accounts do not close: listed ${accounts.listed}, ended ${closed}`));
    const proven = accounts.identical + accounts.copied;
    if (proven < seen.equal)
        reasons.push(unproven(`verify saw ${seen.equal} keys equal, and the manifests hold ${proven}`));
    return reasons;
}

// EXTERNAL MODULE: ./build/src/report/markdown.js
var report_markdown = __webpack_require__(75);
// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
;// CONCATENATED MODULE: ./build/src/stages/report.js














/** How much of the table a run of the mode has to show. */
const TABLE_OF = {
    all: 'published',
    copy: 'none',
    verify: 'none',
    partition: 'rows',
    publish: 'published',
};
/** What happened, as a receipt and as a page. `findings` are the URIs that the run's verify passes gave, in their order. */
async function reportStage(deps, open, input) {
    const { clock, ledger, log } = deps;
    const { plan, digest, names } = open;
    const passes = [];
    for (const uri of input.findings)
        passes.push(ofThisRun(await readFindings(deps, uri), uri, open, input.startedAt));
    passes.sort((a, b) => a.pass - b.pass);
    const results = await readResults(deps, open, passes, input.startedAt);
    const batches = await readBatchResults(deps, open, input.startedAt);
    const [rented, grants] = await Promise.all([deps.rented(), grantsLeft(deps, open)]);
    const where = { ledger, names, transform: plan.digests.transform };
    const folders = plan.folders.map(({ folder }) => folder);
    const table = plan.partition === null ? 'none' : TABLE_OF[input.mode];
    const commits = table === 'none' ? null : (await (0,ledger_commits/* readFolderCommits */.zb)(where, folders, deps.signal)).commits;
    const publish = table === 'none' ? null : await (0,ledger_commits/* readPublishCommit */.BE)(where, deps.signal);
    const tableFindings = await readTableFindings(deps, open, input);
    const facts = {
        table,
        tableFindings,
        commits,
        publish,
        plan,
        planDigest: digest,
        passes,
        results,
        batches,
        resources: { instances: rented.instances.length, clusters: rented.clusters.length, grants },
        startedAt: input.startedAt,
        finishedAt: (0,src_clock/* isoSeconds */.nE)(clock.now()),
    };
    const receipt = receiptOf(facts);
    const markdown = (0,report_markdown/* receiptMarkdown */.OZ)(receipt, plan, passes);
    const body = JSON.stringify(receipt, null, 2);
    await (0,store/* writeOrThrow */.Hy)(ledger, names.receipt(receipt.finishedAt), body);
    await (0,store/* writeOrThrow */.Hy)(ledger, names.report(receipt.finishedAt), markdown);
    await (0,store/* writeOrThrow */.Hy)(ledger, names.latestReceipt(), body);
    log(`Verdict: ${receipt.verdict}${receipt.reasons.length === 0 ? '' : ` (${receipt.reasons.join('; ')})`}`);
    const receiptUri = ledger.uri(names.receipt(receipt.finishedAt));
    return {
        receipt,
        markdown,
        receiptUri,
        reportUri: ledger.uri(names.report(receipt.finishedAt)),
        error: incomplete(shortcomings(facts), receiptUri),
    };
}
async function grantsLeft({ agentSource, policy, signal }, { plan }) {
    if (policy !== null)
        return (0,access_policy/* grantsIn */.x0)(await policy.read(signal), plan.source.bucket, plan.migration).length;
    return (await (0,access/* refusalOfSource */.n)(agentSource, plan, signal)) === null ? 1 : 0;
}
/** What differs for certain decides the exit code only where nothing is unproven: it may be more than what was seen. */
function incomplete(why, uri) {
    if (why.length === 0)
        return null;
    const code = why.some((one) => one.code === 'UNPROVEN') ? 'UNPROVEN' : 'DIFFERENCES_FOUND';
    return new errors/* MigrationError */.Py(code, `The migration is incomplete: ${why.map(({ text }) => text).join('; ')}`, {
        details: { receipt: uri },
        next: 'Mend what the failed jobs name, and re-run them; or run the workflow again: it does only what is missing.',
    });
}
async function readFindings(deps, uri) {
    return (0,contract/* parseContract */.UA)(findings/* findings */.Pg, await textAt(deps, uri), uri);
}
async function readTableFindings(deps, open, { startedAt, tableFindings: uri = null }) {
    return uri === null ? null : ofThisRun((0,contract/* parseContract */.UA)(tableFindings, await textAt(deps, uri), uri), uri, open, startedAt);
}
async function textAt({ ledger, signal }, uri) {
    const root = ledger.uri('');
    const stored = uri.startsWith(root) ? await ledger.read(uri.slice(root.length), signal) : null;
    if (stored !== null)
        return stored.body.toString('utf8');
    throw new errors/* MigrationError */.Py('USAGE', `There are no findings at ${uri}`, {
        next: 'Give the URIs that the verify jobs of this migration printed.',
    });
}
/** Findings of another plan, migration or run prove nothing about this one. @throws MigrationError USAGE */
function ofThisRun(found, uri, { plan, digest }, startedAt) {
    const own = found.migration === plan.migration && found.identity === plan.digests.identity && found.plan === digest;
    if (own && Date.parse(found.startedAt) >= Date.parse(startedAt))
        return found;
    const whose = own ? `older than this run, which began ${startedAt}` : `of plan ${found.plan} of migration ${found.migration}`;
    throw new errors/* MigrationError */.Py('USAGE', `The findings at ${uri} are ${whose}`, {
        next: "Give the URIs that this run's own verify jobs printed.",
    });
}
/**
 * The results of this run's copy workers: round 0 of every shard, and each later round of the shards that a pass named.
 * A result that was there before the run began is another run's, and says nothing about this one.
 */
async function readResults({ ledger, signal }, { plan, digest, names }, passes, startedAt) {
    const expected = [
        ...plan.shards.map(({ shard }) => ({ shard, round: 0 })),
        ...passes.flatMap(({ pass, shards }) => shards.map((shard) => ({ shard, round: pass }))),
    ];
    const results = [];
    for (const { shard, round } of expected) {
        const stored = await ledger.read(names.result(digest, round, shard), signal);
        if (stored === null)
            continue;
        const result = (0,contract/* parseContract */.UA)(copy/* shardResult */.i1, stored.body.toString('utf8'), ledger.uri(names.result(digest, round, shard)));
        if (Date.parse(result.startedAt) >= Date.parse(startedAt))
            results.push(result);
    }
    return results;
}
/** What this run's legs of the table half did. A result that was there before the run began is another run's. */
async function readBatchResults({ ledger, signal }, { plan, names }, startedAt) {
    if (plan.partition === null)
        return [];
    const results = [];
    const read = async (kind, batch) => {
        const name = names.table(plan.digests.transform).result(kind, batch);
        const stored = await ledger.read(name, signal);
        if (stored === null)
            return false;
        const result = (0,contract/* parseContract */.UA)(partition/* batchResult */.Kt, stored.body.toString('utf8'), ledger.uri(name));
        if (Date.parse(result.startedAt) >= Date.parse(startedAt))
            results.push(result);
        return true;
    };
    for (const { batch } of plan.partition.batches)
        await read('partition', batch);
    for (let index = 0; await read('compact', (0,compact_plan/* compactBatchName */.R)(index)); index++)
        ;
    return results;
}


/***/ })

};
