export const id = 541;
export const ids = [541];
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

/***/ 3704:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ equality),
/* harmony export */   U: () => (/* binding */ excludedBy)
/* harmony export */ });
/** CopyObject refuses these until they are restored (InvalidObjectState; API_CopyObject). GLACIER_IR is readable at once. */
const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);
function excludedBy(source, { cutoffMs, leavesOut }) {
    const leftOut = leavesOut?.(source) ?? null;
    if (leftOut !== null)
        return leftOut;
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

/***/ 5075:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  q: () => (/* binding */ Pairs)
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
// EXTERNAL MODULE: ./build/src/listing/walk.js
var walk = __webpack_require__(9493);
;// CONCATENATED MODULE: ./build/src/listing/side-cursor.js




/**
 * One side of a range, a page at a time, never ahead: what a crash makes us list again is the page in hand.
 * `keys` are without the side's prefix, so that two sides can be compared.
 */
class SideCursor {
    #s3;
    #walked;
    #prefixLength;
    #continuation;
    #last;
    objects = [];
    keys = [];
    at = 0;
    /** No page follows the one in hand. */
    ended = false;
    /** `prefix` and `from` count from the side's own prefix. */
    constructor(s3, side, prefix, from) {
        this.#s3 = s3;
        this.#prefixLength = side.prefix.length;
        this.#last = from === null ? undefined : side.prefix + from;
        this.#walked = {
            from: (0,parties/* bucketOf */.A)(side),
            prefix: side.prefix + prefix,
            after: this.#last,
        };
    }
    get exhausted() {
        return this.at >= this.keys.length;
    }
    /**
     * Brings the next page that has a key, unless one is in hand or none follows.
     * @throws MigrationError LISTING_BROKEN, or what S3's refusal means
     */
    async fill(signal) {
        while (this.exhausted && !this.ended)
            await this.#next(signal);
    }
    async #next(signal) {
        const walked = this.#walked;
        const before = this.#continuation;
        try {
            const { objects, continuation } = await this.#s3.listPage({ from: walked.from, prefix: walked.prefix, startAfter: walked.after, continuation: before }, signal);
            // An empty page may be followed by a full one; but not by itself, for ever.
            if (objects.length === 0 && continuation !== null && continuation === before)
                throw (0,walk/* standingStill */.xY)(walked, this.#last);
            this.#last = (0,walk/* checkPage */.I7)(objects, walked, this.#last);
            this.#continuation = continuation ?? undefined;
            this.ended = continuation === null;
            this.objects = objects;
            this.keys = this.#relative(objects);
            this.at = 0;
        }
        catch (error) {
            if (error instanceof types/* S3Error */.D)
                throw (0,walk/* unreadablePage */.zT)(error, walked) ?? (0,explain/* explainS3Error */.y)(error, `listing ${(0,walk/* placed */.GS)(walked)}`);
            throw error;
        }
    }
    #relative(objects) {
        const cut = this.#prefixLength;
        const keys = Array.from({ length: objects.length });
        for (let at = 0; at < objects.length; at += 1) {
            const { key } = objects[at];
            keys[at] = cut === 0 ? key : key.slice(cut);
        }
        return keys;
    }
}

;// CONCATENATED MODULE: ./build/src/listing/pairs.js



/** A step of keys that only the target or the manifest has ends here: memory stays flat when the source is empty. */
const STEP_KEYS_UP_TO = 2000;
/**
 * Source, target and manifest of a stretch walked in step, in UTF-8 byte order, a source page at a time; pages are asked
 * for when they are needed and not before. Memory: a page of each.
 */
class Pairs {
    #source;
    #target;
    #recorded;
    #to;
    #last;
    constructor(s3, view) {
        const { from, to } = view.stretch;
        this.#source = new SideCursor(s3.source, view.source, view.prefix, from);
        this.#target = new SideCursor(s3.target, view.target, view.prefix, from);
        this.#recorded = new EntryCursor(view.recorded, from);
        this.#to = to;
        this.#last = from;
    }
    /** Where the stretch ends now. */
    get to() {
        return this.#to;
    }
    /** The last source key that is in hand: whoever takes a part of the stretch away takes one behind it. Null: nothing was listed yet. */
    get frontier() {
        return this.#source.keys.at(-1) ?? this.#last;
    }
    /** Whether the source's listing goes on behind the page in hand. */
    get hasMore() {
        return !this.#source.ended;
    }
    /** Ends the stretch at an earlier key, which is behind the frontier: the rest is another's. */
    shorten(to) {
        this.#to = to;
    }
    /**
     * The next step. After one that has `ended` there is none.
     * @throws MigrationError LISTING_BROKEN when a side or the manifest goes backwards: taken as it is, it would invent missing keys
     */
    async next(signal) {
        const source = this.#source;
        const target = this.#target;
        const recorded = this.#recorded;
        await Promise.all([source.fill(signal), target.fill(signal), recorded.fill()]);
        const seen = [];
        let last = this.#last;
        while (seen.length < STEP_KEYS_UP_TO) {
            if (source.exhausted && !source.ended)
                break;
            if (target.exhausted && !target.ended)
                await target.fill(signal);
            if (recorded.exhausted && !recorded.ended)
                await recorded.fill();
            const key = least(source.keys[source.at], target.keys[target.at], recorded.entries[recorded.at]?.key);
            const to = this.#to;
            if (key === undefined || (to !== null && (0,order/* compareKeys */.Y)(key, to) > 0))
                return this.#end(seen);
            const left = source.keys[source.at] === key ? source.objects[source.at++] : null;
            const right = target.keys[target.at] === key ? target.objects[target.at++] : null;
            const entry = recorded.entries[recorded.at]?.key === key ? recorded.entries[recorded.at++] : null;
            seen.push({ key, source: left, target: right, recorded: entry });
            last = key;
        }
        this.#last = last;
        return { seen, to: last, ended: false };
    }
    #end(seen) {
        this.#last = this.#to;
        return { seen, to: this.#to, ended: true };
    }
}
function least(a, b, c) {
    const ab = a === undefined || (b !== undefined && a !== b && (0,order/* compareKeys */.Y)(b, a) < 0) ? b : a;
    return ab === undefined || (c !== undefined && c !== ab && (0,order/* compareKeys */.Y)(c, ab) < 0) ? c : ab;
}
/** The manifest's entries, a segment at a time; those before the stretch are passed over. */
class EntryCursor {
    #segments;
    #from;
    #last = null;
    entries = [];
    at = 0;
    ended = false;
    constructor(segments, from) {
        this.#segments = segments[Symbol.asyncIterator]();
        this.#from = from;
    }
    get exhausted() {
        return this.at >= this.entries.length;
    }
    async fill() {
        while (this.exhausted && !this.ended) {
            const { done, value } = await this.#segments.next();
            if (done === true) {
                this.ended = true;
                return;
            }
            for (const { key } of value) {
                if (this.#last !== null && (0,order/* compareKeys */.Y)(this.#last, key) >= 0)
                    throw backwards(this.#last, key);
                this.#last = key;
            }
            this.entries = value;
            this.at = 0;
            const from = this.#from;
            while (from !== null && this.at < value.length && (0,order/* compareKeys */.Y)(value[this.at].key, from) <= 0)
                this.at += 1;
        }
    }
}
function backwards(before, key) {
    return new errors/* MigrationError */.Py('LISTING_BROKEN', `A manifest is out of order: "${(0,errors/* printable */.g$)(key)}" comes after "${(0,errors/* printable */.g$)(before)}"`, {
        next: 'A key could be taken for missing: nothing was decided from here on. Copy the folder again, so that its manifest is written anew.',
        details: { before, key },
    });
}


/***/ }),

/***/ 8174:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ik: () => (/* binding */ findCut),
/* harmony export */   zZ: () => (/* binding */ shareLeft)
/* harmony export */ });
/* unused harmony export between */
/* harmony import */ var _s3_parties_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1540);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5362);


/**
 * Where to cut a stretch of keys whose distribution nobody knows. Key space is that of code points: their order is the
 * order of the UTF-8 bytes, and every sequence of them can be asked for with start-after.
 */
/** Behind everything that people put into keys; whether something lies beyond it is asked once. */
const MOSTLY_UP_TO = 0x7f;
const LAST_CODE_POINT = 0x10ffff;
const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;
/** Code points without the gap of the surrogates, which are no characters: so that a middle is always one. */
const rank = (point) => (point < FIRST_SURROGATE ? point : point - SURROGATES);
const point = (rankOf) => (rankOf < FIRST_SURROGATE ? rankOf : rankOf + SURROGATES);
/**
 * `count` texts that divide what lies between `lower` and `upper` evenly, as far as one more character behind what both have in
 * common can; fewer where there is less room, none where nothing lies between. `upper` null: no bound but what people use.
 */
function between(lower, upper, count) {
    const low = Array.from(lower, (char) => rank(char.codePointAt(0)));
    const high = upper === null ? null : Array.from(upper, (char) => rank(char.codePointAt(0)));
    let at = 0;
    while (high !== null && at < low.length && low[at] === high[at])
        at += 1;
    let bounded = high !== null;
    for (;; at += 1) {
        const first = low[at] ?? -1;
        const top = rank(first > MOSTLY_UP_TO || (bounded && (high[at] ?? -1) > MOSTLY_UP_TO) ? LAST_CODE_POINT : MOSTLY_UP_TO);
        const last = bounded ? high[at] : top + 1;
        if (last - first >= 2) {
            const room = last - first - 1;
            const wanted = Math.min(count, room);
            const head = text(low.slice(0, at));
            const found = Array.from({ length: wanted }, (_, index) => head + String.fromCodePoint(point(first + 1 + Math.floor((index * room) / wanted + (room / wanted - 1) / 2))));
            return found.filter((each) => (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(each, lower) > 0 && (upper === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(each, upper) < 0));
        }
        // One step apart, or the lower one has ended right before the upper: what lies between begins like the lower one.
        if (first === -1)
            return [];
        bounded = false;
    }
}
function text(ranks) {
    return ranks.map((each) => String.fromCodePoint(point(each))).join('');
}
const PROBES_AT_ONCE = 6;
/** Each round divides what is left by seven; there is a last resort behind them. */
const ROUNDS_UP_TO = 8;
/**
 * Where to cut the part of a stretch behind `after`, so that the second part has a key and both have room; null when no key follows
 * that differs from `after` before its end. Asks for one key at a time, several at once: first at which character the keys that
 * follow begin to differ, then in the middle of what they have there. All keys are without the side's prefix.
 */
async function findCut(s3, side, { prefix, after, to }, signal) {
    const follows = async (key) => {
        const page = await s3.listPage({ from: (0,_s3_parties_js__WEBPACK_IMPORTED_MODULE_1__/* .bucketOf */ .A)(side), prefix: side.prefix + prefix, startAfter: side.prefix + key, maxKeys: 1 }, signal);
        const found = page.objects[0]?.key.slice(side.prefix.length);
        return found !== undefined && (to === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(found, to) <= 0);
    };
    const chars = Array.from(after.slice(prefix.length));
    const behind = (depth) => prefix + chars.slice(0, depth - 1).join('') + successor(chars[depth - 1]);
    // Something follows behind the subtree of `live` characters, and nothing behind that of `dead`.
    let dead = 0;
    let live = chars.length + 1;
    while (live - dead > 1) {
        const depths = spread(dead + 1, live - 1, PROBES_AT_ONCE);
        const found = await Promise.all(depths.map((depth) => follows(behind(depth))));
        const first = found.indexOf(true);
        dead = first === -1 ? depths.at(-1) : (depths[first - 1] ?? dead);
        live = first === -1 ? live : depths[first];
    }
    if (live > chars.length)
        return null;
    const base = prefix + chars.slice(0, live - 1).join('');
    const lower = behind(live);
    let upper = base + successor(String.fromCodePoint(Math.max(MOSTLY_UP_TO, chars[live - 1].codePointAt(0))));
    let bound = dead === 0 ? null : behind(dead);
    for (let round = 0; round < ROUNDS_UP_TO; round += 1) {
        const probes = [...between(lower, upper, PROBES_AT_ONCE), ...(round === 0 ? [upper] : [])];
        const found = await Promise.all(probes.map((probe) => follows(probe)));
        const last = found.lastIndexOf(true);
        bound = probes[last + 1] ?? bound;
        if (last >= 0)
            return { at: probes[last >> 1], bound };
        if (probes.length === 0)
            break;
        upper = probes[0];
    }
    return { at: lower, bound };
}
/** The next character; itself where there is none. */
function successor(char) {
    return String.fromCodePoint(point(Math.min(rank(char.codePointAt(0)) + 1, rank(LAST_CODE_POINT))));
}
/** At most `count` whole numbers from `first` to `last`, evenly and in order, both among them. */
function spread(first, last, count) {
    const wanted = Math.min(count, last - first + 1);
    return Array.from({ length: wanted }, (_, index) => wanted === 1 ? first + ((last - first) >> 1) : first + Math.round((index * (last - first)) / (wanted - 1)));
}
/**
 * How much of a stretch lies behind `at`, from 1 (all) to 0, by where the keys stand in key space: rough, and only to compare ranges.
 */
function shareLeft({ from, to }, at, bound) {
    const lower = from ?? '';
    const upper = to ?? bound;
    if (upper === null)
        return 1;
    let shared = 0;
    while (shared < lower.length && shared < upper.length && lower[shared] === upper[shared])
        shared += 1;
    const low = fraction(lower, shared);
    const span = fraction(upper, shared) - low;
    if (span <= 0)
        return 0;
    return Math.min(1, Math.max(0, 1 - (fraction(at, shared) - low) / span));
}
function fraction(key, from) {
    let value = 0;
    let scale = 1;
    for (let at = from; at < from + 8; at += 1) {
        scale /= 128;
        value += Math.min(127, at < key.length ? key.charCodeAt(at) : 0) * scale;
    }
    return value;
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


/***/ })

};
